"""What a Hugging Face training can rely on when it has the callback."""
from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import unittest
from typing import Any, List

try:
    import numpy
    import torch
    import transformers
except ImportError as missing:
    raise unittest.SkipTest(f"the callback is not tested: {missing.name} is not installed") from None

from tidemark.callback import TidemarkCallback

from .callback_fixtures import PROMPTS, REFERENCES, CallbackTest, tiny_model, tiny_tokenizer, tiny_trainer
from .support import PACKAGE_DIR, closed_url

transformers.logging.set_verbosity_error()


class SameTrainingTest(CallbackTest):
    """With the callback and without it."""

    def assert_same(self, a: Any, b: Any) -> None:
        self.assertEqual(len(a[0]), 8)
        self.assertEqual(a[0], b[0])
        self.assertTrue(all(torch.equal(a[1][name], b[1][name]) for name in a[1]))

    def test_losses_and_weights_are_the_same_bit_for_bit_whatever_the_look(self) -> None:
        for kind in ("llama", "gpt2"):
            for more in ({}, {"gradient_checkpointing": True}, {"bf16": True}):
                with self.subTest(kind=kind, **more):
                    plain = self.losses(None, kind, f"{kind}-{len(more)}-plain-{next(iter(more), '')}", **more)
                    callback = self.callback(run=f"{kind}-{next(iter(more), 'fp32')}", temperature=1.0, at_start=True, every_n_steps=1)
                    watched = self.losses(callback, kind, f"{kind}-watched-{next(iter(more), '')}", **more)
                    self.assert_same(plain, watched)
                    self.assertEqual((callback.cost.n_looks, callback.cost.n_skipped), (9, 0))

    def test_a_function_of_the_user_may_disturb_everything_and_training_stays_the_same(self) -> None:
        def disturb(model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
            torch.manual_seed(0)
            random.seed(0)
            numpy.random.seed(0)
            model.train()
            model.gradient_checkpointing_disable()
            model.config.use_cache = True
            model.generation_config.max_new_tokens = 1
            tokenizer.padding_side, tokenizer.chat_template = "left", "x"
            return ["w1"] * len(prompts)

        def draw(trainer: Any) -> Any:
            model, tokenizer = trainer.model, trainer.processing_class
            return (
                random.random(), float(numpy.random.rand()), float(torch.rand(1)), tokenizer.padding_side, tokenizer.chat_template, model.config.use_cache,
                model.generation_config.max_new_tokens, [(module.training, getattr(module, "gradient_checkpointing", None)) for module in model.modules()],
            )

        found = []
        for callback in (None, self.callback(generate=disturb)):
            trainer = tiny_trainer(os.path.join(self.folder, str(len(found))), callback, "gpt2", gradient_checkpointing=True)
            # One module that is not in training mode: it must not be put into it.
            trainer.model.transformer.drop.register_forward_pre_hook(lambda module, _: module.eval() and None)
            trainer.train()
            found.append((draw(trainer), [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]))
        self.assertEqual(found[0], found[1])

    def test_without_putting_the_random_state_back_losses_would_differ(self) -> None:
        class Careless(transformers.TrainerCallback):  # type: ignore[misc]
            """Draws numbers as generation would."""

            def on_save(self, *_: Any, **__: Any) -> None:
                torch.rand(1)

        self.assertNotEqual(self.losses(None, "llama", "a")[0], self.losses(Careless(), "llama", "b")[0])


class LookTest(CallbackTest):
    """What is recorded."""

    def test_every_save_is_a_look_that_knows_its_folder(self) -> None:
        tiny_trainer(self.folder, self.callback()).train()
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        self.assertEqual(self.kept(4)["path"], os.path.join(self.folder, "out", "checkpoint-4"))
        self.assertEqual([item["key"] for item in self.kept(4)["completions"]], list(PROMPTS))
        self.assertTrue(all(item["finishReason"] in ("stop", "length") for item in self.kept(4)["completions"]))
        self.assertIn("generationSeconds", self.kept(4)["metadata"])
        steps = [entry["step"] for entry in self.server.store.metrics if "loss" in entry["values"]]
        self.assertEqual(steps, list(range(1, 9)))

    def test_steps_and_saves_together_make_one_look_a_step(self) -> None:
        tiny_trainer(self.folder, self.callback(every_n_steps=3, at_start=True), save_steps=6).train()
        self.assertEqual(self.steps(), [0, 3, 6, 8])
        self.assertEqual(self.kept(3).get("path"), None)
        self.assertTrue(self.kept(6)["path"].endswith("checkpoint-6"))

    def test_only_steps_that_are_asked_for_are_looked_at(self) -> None:
        tiny_trainer(self.folder, self.callback(every_n_steps=4, at_save=False)).train()
        self.assertEqual(self.steps(), [4, 8])
        self.assertTrue(self.kept(4)["path"].endswith("checkpoint-4"))

    def test_completions_belong_to_their_prompts_in_any_batch(self) -> None:
        given = {}
        for size in (1, 2, 16):
            tiny_trainer(os.path.join(self.folder, str(size)), self.callback(run=f"b{size}", batch_size=size), max_steps=2).train()
            given[size] = self.server.store.checkpoints[("chat/" + f"b{size}", "main", 2)]["completions"]
        self.assertEqual(given[1], given[2])
        self.assertEqual(given[1], given[16])
        self.assertGreater(len({item["completion"] for item in given[1]}), 1)

    def test_a_prompt_is_written_by_the_chat_template_or_as_it_is(self) -> None:
        from tidemark._generate import prompt_ids

        tokenizer, row = tiny_tokenizer(), {"key": "a", "prompt": "w1 w2"}
        self.assertEqual(tokenizer.decode(prompt_ids(tokenizer, row, None)), "user w1 w2 assistant")
        self.assertEqual(tokenizer.decode(prompt_ids(tokenizer, row, False)), "w1 w2")
        self.assertEqual(tokenizer.decode(prompt_ids(tokenizer, row, "w9 {{ messages[0]['content'] }}")), "w9 w1 w2")
        messages = {"key": "a", "messages": [{"role": "assistant", "content": "w1"}, {"role": "user", "content": "w2"}]}
        self.assertEqual(tokenizer.decode(prompt_ids(tokenizer, messages, None)), "assistant w1 user w2 assistant")
        with self.assertRaisesRegex(ValueError, "chat template"):
            prompt_ids(tokenizer, messages, False)

    def test_prompts_of_a_set_that_only_has_a_name_come_from_the_server(self) -> None:
        self.assertTrue(self.init(prompts=PROMPTS, references=REFERENCES).finish(10))
        tiny_trainer(self.folder, self.callback(prompts=None, references=None)).train()
        self.assertEqual(self.steps(), [2, 4, 6, 8])

    def test_a_run_that_has_begun_is_used_and_left_open(self) -> None:
        run = self.init(prompts=PROMPTS, references=REFERENCES)
        tiny_trainer(self.folder, TidemarkCallback(run, max_new_tokens=2)).train()
        run.log_metrics(9, kl=1.0)
        self.assertTrue(run.finish(10))
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        self.assertEqual(self.server.store.metrics[-1]["values"], {"kl": 1.0})

    def test_with_the_mode_disabled_nothing_is_generated(self) -> None:
        calls: List[int] = []

        def count(model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
            calls.append(1)
            return ["w1"] * len(prompts)

        given = self.init(mode="disabled")
        for callback in (self.callback(generate=count, mode="disabled", at_start=True), TidemarkCallback(given, prompts=PROMPTS, generate=count)):
            trainer = tiny_trainer(self.folder, callback, max_steps=4)
            trainer.train()
            self.assertEqual((trainer.state.global_step, calls, callback.cost.n_looks), (4, [], 0))
            self.assertFalse(callback.run.verdict().should_stop)
        self.assertEqual((self.server.requests, self.log.messages), ([], []))

    def test_the_share_of_the_training_time_is_measured(self) -> None:
        def slow(model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
            time.sleep(0.2)
            return ["w1"] * len(prompts)

        callback = self.callback(generate=slow)
        tiny_trainer(self.folder, callback).train()
        self.assertGreaterEqual(callback.cost.callback_s, 0.8)
        self.assertLess(callback.cost.callback_s, callback.cost.training_s)
        self.assertAlmostEqual(callback.cost.share or 0, callback.cost.callback_s / callback.cost.training_s, places=1)


class FailureTest(CallbackTest):
    """What goes wrong is a warning."""

    def test_a_look_that_fails_is_skipped_and_training_goes_on(self) -> None:
        calls: List[int] = []

        def sometimes(model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError("out of memory")
            return ["w1"] * (len(prompts) - (len(calls) == 3))

        callback = self.callback(generate=sometimes)
        trainer = tiny_trainer(self.folder, callback)
        trainer.train()
        self.assertEqual(trainer.state.global_step, 8)
        self.assertEqual(self.steps(), [2, 8])
        self.assertEqual((callback.cost.n_looks, callback.cost.n_skipped), (2, 2))
        self.assertIn("out of memory", self.log.messages[0])

    def test_a_server_that_is_down_and_prompts_that_nobody_knows_do_not_end_a_training(self) -> None:
        for more in ({"url": closed_url()}, {"prompts": None, "references": None}, {"prompts": [3]}):
            with self.subTest(**more):
                trainer = tiny_trainer(self.folder, self.callback(finish_timeout=0.2, **more), max_steps=2)
                trainer.train()
                self.assertEqual(trainer.state.global_step, 2)
        self.assertTrue(self.log.messages)

    def test_options_that_contradict_one_another_are_refused_before_the_training(self) -> None:
        for wrong in ({"generate": len, "command": "x {out}"}, {"every_n_steps": 0}, {"command": "no place"}):
            with self.subTest(**wrong), self.assertRaises(ValueError):
                self.callback(**wrong)
        with self.assertRaises(TypeError):
            self.callback(prompt_sets="core")


class DefaultsTest(unittest.TestCase):
    """What is true without a training."""

    def test_the_package_has_the_callback_without_importing_it(self) -> None:
        import tidemark

        self.assertIs(tidemark.TidemarkCallback, TidemarkCallback)
        code = "import sys, tidemark; sys.exit('transformers' in sys.modules or 'torch' in sys.modules)"
        self.assertEqual(subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_DIR).returncode, 0)

    def test_a_greedy_look_is_the_same_text_each_time(self) -> None:
        from tidemark._callback_state import training_state_kept
        from tidemark._generate import Decoding, generate_completions

        model, tokenizer = tiny_model().train(), tiny_tokenizer()
        rows = [{"key": key, "prompt": text} for key, text in PROMPTS.items()]

        def look(how: Decoding) -> Any:
            with training_state_kept(model, tokenizer):
                return generate_completions(model, tokenizer, rows, how)

        self.assertEqual(look(Decoding(max_new_tokens=6)), look(Decoding(max_new_tokens=6)))
        drawn = Decoding(max_new_tokens=6, temperature=1.0)
        self.assertEqual(look(drawn), look(drawn))
        self.assertNotEqual(look(drawn), look(Decoding(max_new_tokens=6, temperature=1.0, seed=1)))
        self.assertTrue(model.training)
