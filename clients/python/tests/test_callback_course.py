"""How a training with the callback ends early, goes on from a checkpoint, and has its completions generated elsewhere."""
from __future__ import annotations

import os
import random
import sys
import time
import unittest
from typing import Any, List

try:
    import torch  # noqa: F401
    import transformers
except ImportError as missing:
    raise unittest.SkipTest(f"the callback is not tested: {missing.name} is not installed") from None

from tidemark.callback import CompletionServer, TidemarkCallback

from .callback_fixtures import PROMPTS, REFERENCES, CallbackTest, tiny_trainer
from .model_server import ModelServer

transformers.logging.set_verbosity_error()
REGRESSION = {"sinceSteps": [0], "drop": 0.2, "dropLow": 0.1, "kind": "sustained"}


class StopTest(CallbackTest):
    """Ending a training that has got worse."""

    def wait(self, model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
        # The verdict is read in the background; each look gives it time to come.
        time.sleep(0.5)
        return [f"w{random.random()}"] * len(prompts)

    def train(self, regression_step: int, max_steps: int = 12, **more: Any) -> Any:
        self.server.store.verdict.update({"verdict": "regressed", "shouldStop": True, "best": 2, "regression": {**REGRESSION, "step": regression_step}})
        callback = self.callback(generate=self.wait, stop_on_regression=True, **more)
        trainer = tiny_trainer(self.folder, callback, max_steps=max_steps, save_steps=1)
        trainer.train()
        return trainer, callback

    def test_training_ends_by_itself_once_the_verdict_says_so(self) -> None:
        trainer, callback = self.train(regression_step=3)
        self.assertTrue(3 < trainer.state.global_step < 12, trainer.state.global_step)
        self.assertEqual(callback.stopped_for.best_step, 2)
        self.assertTrue(any("training ends" in message for message in self.log.messages))

    def test_a_drop_that_is_not_among_the_looks_of_this_training_does_not_end_it(self) -> None:
        trainer, callback = self.train(regression_step=500, max_steps=6)
        self.assertEqual((trainer.state.global_step, callback.stopped_for), (6, None))

    def test_without_being_asked_nothing_ends(self) -> None:
        self.server.store.verdict.update({"verdict": "regressed", "shouldStop": True, "regression": {**REGRESSION, "step": 2}})
        trainer = tiny_trainer(self.folder, self.callback(generate=self.wait))
        trainer.train()
        self.assertEqual(trainer.state.global_step, 8)


class ResumeTest(CallbackTest):
    """A training that goes on from a checkpoint."""

    def train(self, folder: str, resume: Any = None, shift: int = 0, **more: Any) -> None:
        trainer = tiny_trainer(os.path.join(self.folder, folder), self.callback(**more.pop("options", {})), shift=shift, **more)
        trainer.train(resume_from_checkpoint=resume)

    def checkpoint(self, step: int) -> str:
        return os.path.join(self.folder, "first", "out", f"checkpoint-{step}")

    def test_the_same_texts_again_are_the_same_looks(self) -> None:
        self.train("first")
        self.train("second", self.checkpoint(4))
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        self.assertEqual(self.server.store.n_scored, 4)
        self.assertEqual(self.kept(6)["metadata"]["resumedFrom"], 4)

    def test_other_texts_for_the_same_steps_become_a_branch(self) -> None:
        self.train("first")
        self.train("second", self.checkpoint(4), shift=11, learning_rate=0.5)
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        self.assertEqual(self.steps("main.2")[-1], 8)

    def test_a_step_that_nobody_has_looked_at_opens_a_branch_and_the_next_start_goes_on_there(self) -> None:
        self.train("first")
        self.train("second", self.checkpoint(4), max_steps=10, options={"every_n_steps": 5, "at_save": False})
        self.assertEqual((self.steps(), self.steps("main.2")), ([2, 4, 6, 8], [5, 10]))
        resumed = os.path.join(self.folder, "second", "out", "checkpoint-10")
        self.train("third", resumed, max_steps=12, options={"every_n_steps": 11, "at_save": False})
        self.assertEqual((self.steps(), self.steps("main.2")), ([2, 4, 6, 8], [5, 10, 11]))
        self.train("fourth", os.path.join(self.folder, "second", "out", "checkpoint-8"), max_steps=12, options={"every_n_steps": 9, "at_save": False})
        self.assertEqual((self.steps("main.2"), self.steps("main.2.2")), ([5, 10, 11], [9]))


    def test_a_run_that_has_begun_knows_the_branch_that_its_resumed_training_has_opened(self) -> None:
        self.train("first")
        run = self.init(prompts=PROMPTS, references=REFERENCES)
        callback = TidemarkCallback(run, max_new_tokens=5, every_n_steps=5, at_save=False)
        tiny_trainer(os.path.join(self.folder, "second"), callback, max_steps=10).train(resume_from_checkpoint=self.checkpoint(4))
        self.assertEqual(run.branch(), "main.2")
        n_requests = len(self.server.requests)
        run.log_metrics(10, own=1.0)
        self.assertEqual(run.verdict(wait=True, timeout=20).verdict, "healthy")
        run.best()
        run.read_looks()
        self.assertEqual(self.server.store.metrics[-1]["branch"], "main.2")
        # Beside these the background thread may have read the verdict too, of the same branch.
        read = {path.rsplit("/", 1)[1] for method, path in self.server.requests[n_requests:] if method == "GET"}
        self.assertEqual(read, {"verdict?branch=main.2", "best?branch=main.2", "curve?branch=main.2"})
        self.assertTrue(run.finish(20))


class OutsideTest(CallbackTest):
    """Generation that training does not wait for."""

    def test_a_command_gets_the_checkpoint_and_the_prompts(self) -> None:
        code = (
            "import json, os, sys; path, prompts, out = sys.argv[1:]; assert os.path.exists(path + '/config.json'); "
            "open(out, 'w').writelines(json.dumps({'key': row['key'], 'completion': row['prompt'] + ' ' + os.path.basename(path)}) + chr(10) "
            "for row in map(json.loads, open(prompts)))"
        )
        callback = self.callback(command=[sys.executable, "-c", code.replace("{", "{{").replace("}", "}}"), "{path}", "{prompts}", "{out}"])
        tiny_trainer(self.folder, callback).train()
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        self.assertEqual(self.kept(6)["completions"][0], {"key": "p0", "completion": "w0 checkpoint-6"})
        self.assertLess(callback.cost.callback_s, callback.cost.training_s)
        self.assertEqual(callback.cost.n_looks, 4)

    def test_a_command_that_fails_is_a_warning(self) -> None:
        callback = self.callback(command=[sys.executable, "-c", "raise SystemExit('no weights')", "{out}"])
        tiny_trainer(self.folder, callback, max_steps=2).train()
        self.assertEqual((self.steps(), callback.cost.n_skipped), ([], 1))
        self.assertIn("no weights", self.log.messages[0])

    def test_the_line_about_the_cost_counts_what_failed_outside(self) -> None:
        callback = self.callback(command=[sys.executable, "-c", "raise SystemExit(1)", "{out}"])
        with self.assertLogs("tidemark", "INFO") as said:
            tiny_trainer(self.folder, callback, max_steps=2).train()
        self.assertIn("0 looks, 1 skipped", said.output[-1])

    def test_training_does_not_wait_for_a_slow_command_before_its_end(self) -> None:
        callback = self.callback(command=[sys.executable, "-c", "import time; time.sleep(3)", "{out}"], finish_timeout=0.1)
        tiny_trainer(self.folder, callback).train()
        self.assertLess(callback.cost.callback_s, 1.5)
        self.assertTrue(0.1 <= callback.cost.finish_s < 2, callback.cost)
        self.assertTrue(any("has not ended" in message for message in self.log.messages))

    def test_a_server_is_asked_with_the_name_that_load_returns(self) -> None:
        server = ModelServer()
        self.addCleanup(server.close)
        asked: List[str] = []

        def load(path: str, step: int) -> str:
            asked.append(os.path.basename(path))
            return f"at-{step}"

        tiny_trainer(self.folder, self.callback(server=CompletionServer(server.url, load)), max_steps=4).train()
        self.assertEqual(asked, ["checkpoint-2", "checkpoint-4"])
        self.assertEqual(self.kept(4)["completions"][0], {"key": "p0", "completion": "at-4: w0", "finishReason": "stop"})

    def test_a_server_loads_adapters_and_nothing_else_by_itself(self) -> None:
        server = ModelServer()
        self.addCleanup(server.close)
        with self.assertRaisesRegex(ValueError, "no LoRA adapter"):
            CompletionServer(server.url)(self.folder, 3, [{"key": "a", "prompt": "x"}])
        open(os.path.join(self.folder, "adapter_config.json"), "w").close()
        rows = CompletionServer(server.url)(self.folder, 3, [{"key": "a", "prompt": "x"}])
        self.assertEqual(server.adapters, {"tidemark-step-3": self.folder})
        self.assertEqual(rows, [{"key": "a", "completion": "tidemark-step-3: x", "finish_reason": "stop"}])
