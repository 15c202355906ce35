"""What a training loop can rely on."""
from __future__ import annotations

import json
import os
import pickle
import time
from typing import Any, List

import tidemark

from .contract_server import KEY
from .support import PROMPTS, REFERENCES, ClientTest, closed_url, texts, until


class RunTest(ClientTest):
    """Calls of a run against a server that answers."""

    def test_init_creates_prompt_set_references_and_run(self) -> None:
        run = self.init(plan={"expected_looks": 50}, reward_models={"starter": "monitor"})
        self.assertTrue(run.finish(10))
        store = self.server.store
        self.assertEqual(store.prompt_sets["core"], [{"key": key, "prompt": text} for key, text in PROMPTS.items()])
        self.assertEqual(list(store.references), [("core", "reference")])
        self.assertEqual(store.runs["chat/sft"], {
            "name": "sft", "project": "chat", "promptSet": "core", "referenceSets": ["reference"],
            "rewardModels": [{"id": "starter", "role": "monitor"}], "plan": {"expectedLooks": 50},
        })

    def test_checkpoints_arrive_in_the_order_of_the_calls_with_everything_that_was_given(self) -> None:
        with self.init() as run:
            for step in (400, 100, 300):
                run.log_checkpoint(step, texts(step), path=self.folder, metadata={"lr": 1e-5, "bad": float("nan")})
        self.assertEqual(self.steps(), [400, 100, 300])
        kept = self.server.store.checkpoints[("chat/sft", "main", 400)]
        self.assertEqual(kept["completions"], [{"key": key, "completion": text} for key, text in texts(400).items()])
        self.assertEqual((kept["path"], kept["metadata"]), (self.folder, {"lr": 1e-5, "bad": None}))
        self.assertEqual([name for name in os.listdir(self.spool) if name.endswith((".spool", ".cursor"))], [])

    def test_rows_and_samples_are_taken_too(self) -> None:
        rows: List[Any] = [{"key": "p0", "completion": "a", "finish_reason": "stop"}, {"key": "p1", "completion": "b", "finishReason": "length"}]
        with self.init() as run:
            run.log_checkpoint(1, rows)
            run.log_checkpoint(2, {"p0": ["a", "b"]})
        self.assertEqual(self.server.store.checkpoints[("chat/sft", "main", 1)]["completions"], [
            {"key": "p0", "completion": "a", "finishReason": "stop"}, {"key": "p1", "completion": "b", "finishReason": "length"}])
        self.assertEqual(self.server.store.checkpoints[("chat/sft", "main", 2)]["completions"], [
            {"key": "p0", "completion": "a"}, {"key": "p0", "completion": "b", "sample": 1}])

    def test_any_text_survives_the_way_and_lone_surrogates_become_replacement_characters(self) -> None:
        given = {"p0": "naïve \u4f60\u597d \U0001f600 \x00 \r\n", "p1": "", "p2": "a\ud800b\udfff", "p3": "TMR1TMR1"}
        with self.init() as run:
            run.log_checkpoint(1, given)
        kept = {item["key"]: item["completion"] for item in self.server.store.checkpoints[("chat/sft", "main", 1)]["completions"]}
        self.assertEqual(kept, {**given, "p2": "a\ufffdb\ufffd"})
        self.assertEqual(run.counts.replaced_surrogates, 2)

    def test_metrics_have_the_names_of_the_interface_and_hold_finite_numbers_only(self) -> None:
        with self.init() as run:
            run.log_metrics(10, kl=0.5, entropy=float("inf"), train_reward=2, loss=None)
        self.assertEqual(self.server.store.metrics, [{"run": "chat/sft", "step": 10, "branch": "main", "values": {"kl": 0.5, "trainReward": 2.0}}])

    def test_a_resumed_run_that_writes_other_texts_becomes_a_branch_and_stays_on_it(self) -> None:
        with self.init() as run:
            for step in (100, 200):
                run.log_checkpoint(step, texts(step))
        with self.init() as run:
            for step in (200, 300):
                run.log_checkpoint(step, texts(step + 1))
            run.log_metrics(300, kl=1)
        with self.init() as run:
            run.log_checkpoint(400, texts(400))
        self.assertEqual(self.steps(), [100, 200])
        self.assertEqual(self.steps("main.2"), [200, 300, 400])
        self.assertEqual(self.server.store.metrics[0]["branch"], "main.2")

    def test_a_run_with_a_fork_writes_there_and_reads_there(self) -> None:
        run = self.init()
        run.log_checkpoint(1, texts(1))
        self.assertTrue(until(lambda: run.verdict().verdict == "healthy"))
        run.fork = "main.7"
        self.assertEqual(run.verdict().verdict, "pending", "what is known is about another branch")
        n_requests = len(self.server.requests)
        run.log_checkpoint(2, texts(2))
        run.log_checkpoint(3, texts(3), branch="other")
        run.log_metrics(2, kl=1)
        pickle.loads(pickle.dumps(run)).log_metrics(3, kl=1)
        self.assertEqual(run.verdict(wait=True, timeout=20).verdict, "healthy")
        self.assertEqual(run.best().explanation, "The only one.")
        run.read_looks()
        self.assertTrue(until(lambda: len(self.server.store.metrics) == 2))
        self.assertEqual((self.steps(), self.steps("main.7"), self.steps("other")), ([1], [2], [3]))
        self.assertEqual([one["branch"] for one in self.server.store.metrics], ["main.7", "main.7"])
        read = {path.rsplit("/", 1)[1] for method, path in self.server.requests[n_requests:] if method == "GET"}
        self.assertEqual(read, {"verdict?branch=main.7", "best?branch=main.7", "curve?branch=main.7"})

    def test_a_wrong_call_is_a_warning_and_nothing_else(self) -> None:
        run = self.init()
        wrong: List[Any] = [("x", texts(1)), (-1, texts(1)), (2**53, texts(1)), (1.5, texts(1)), (1, None), (1, "text"), (1, {}), (1, [1, 2]), (1, {"p0": 3})]
        for step, completions in wrong:
            run.log_checkpoint(step, completions)
        run.log_metrics(1, kl="much")  # type: ignore[arg-type]
        run.log_checkpoint(2, {"p0": "kept", "p1": 7})  # type: ignore[dict-item]
        self.assertTrue(run.finish(10))
        self.assertEqual(self.steps(), [2])
        self.assertEqual(run.counts.dropped, len(wrong) + 1)
        self.assertEqual(len(self.log.messages), 1, self.log.messages)

    def test_init_never_raises_and_says_what_it_leaves_out(self) -> None:
        run = self.init(run="sft/7b?", project="", prompts=5, references=[{"no": "key"}], plan=3, mode="sometimes")
        self.assertEqual((run.ref, run.mode), ("default/sft-7b-", "offline"))
        self.assertTrue(self.log.messages)

    def test_verdict_without_waiting_answers_at_once_and_follows_the_server(self) -> None:
        run = self.init()
        began = time.monotonic()
        self.assertEqual(run.verdict().verdict, "pending")
        self.assertLess(time.monotonic() - began, 0.5)
        self.assertTrue(until(lambda: run.verdict().verdict == "healthy"))
        self.server.store.verdict.update({"verdict": "regressed", "shouldStop": True, "best": 100, "keep": [100], "safeToDelete": [200], "regression": {
            "step": 300, "sinceSteps": [100, 200], "drop": 0.2, "dropLow": 0.1, "kind": "sustained"}})
        run.log_checkpoint(300, texts(300))
        self.assertTrue(until(lambda: run.verdict().should_stop))
        verdict = run.verdict()
        self.assertEqual((verdict.best_step, verdict.keep, verdict.safe_to_delete), (100, (100,), (200,)))
        self.assertEqual(verdict.regression, tidemark.Regression(300, (100, 200), 0.2, 0.1, "sustained"))

    def test_verdict_with_waiting_comes_after_everything_is_sent_and_tested(self) -> None:
        run = self.init()
        self.server.store.verdict["nPending"] = 1
        self.server.delay_s = 0.1
        run.log_checkpoint(100, texts(100))
        self.assertEqual(run.verdict(wait=True, timeout=2).n_pending, 1)
        self.assertEqual(self.steps(), [100])
        self.server.store.verdict["nPending"] = 0
        self.assertEqual(run.verdict(wait=True, timeout=10).verdict, "healthy")

    def test_best_names_the_path_and_a_run_that_is_not_there_is_an_explanation(self) -> None:
        run = self.init()
        run.log_checkpoint(100, texts(100))
        self.assertTrue(run.finish(10))
        best = run.best()
        self.assertEqual((best.step, best.path, best.provisional), (100, "out/x", False))
        nobody = tidemark.init("nobody", mode="online", spool_dir=self.spool, url=self.server.url, api_key=KEY)
        self.addCleanup(nobody.finish, 0)
        self.assertIn("no run", nobody.best().explanation)

    def test_a_server_that_is_down_never_makes_a_call_wait_or_raise(self) -> None:
        run = self.init(url=closed_url())
        began = time.monotonic()
        for step in range(50):
            run.log_checkpoint(step, texts(step))
            self.assertFalse(run.verdict().should_stop)
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual(run.verdict(wait=True, timeout=0.2).verdict, "pending")
        self.assertIsNone(run.best(timeout=1).step)
        self.assertFalse(run.finish(0.2))
        self.assertEqual(run.counts.dropped, 0)

    def test_ranks_other_than_the_first_do_nothing(self) -> None:
        for env in ({"RANK": "1"}, {"SLURM_PROCID": "3"}, {"LOCAL_RANK": "1"}, {"LOCAL_RANK": "0", "NODE_RANK": "1"}):
            os.environ.update(env)
            run = self.init()
            run.log_checkpoint(1, texts(1))
            self.assertEqual(run.mode, "disabled")
            self.assertTrue(run.finish(1))
            for name in env:
                del os.environ[name]
        self.assertFalse(os.path.exists(self.spool))
        os.environ["RANK"], os.environ["LOCAL_RANK"] = "0", "0"
        self.assertEqual(self.init().mode, "online")

    def test_jsonl_files_and_tables_of_rows_define_a_run(self) -> None:
        prompts = os.path.join(self.folder, "prompts.jsonl")
        with open(prompts, "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"key": key, "messages": [{"role": "user", "content": text}], "tags": ["a"]}) + "\n" for key, text in PROMPTS.items())
        rows = ({"key": key, "completion": text} for key, text in REFERENCES.items())
        run = self.init(prompt_set=None, prompts=prompts, references={"human": rows, "other": REFERENCES})
        self.assertTrue(run.finish(10))
        self.assertRegex(run.prompt_set or "", "^prompts-[0-9a-f]{12}$")
        self.assertEqual(self.server.store.runs["chat/sft"]["referenceSets"], ["human", "other"])

    def test_warnings_come_once_a_minute(self) -> None:
        run = self.init(url=closed_url())
        for _ in range(200):
            run.log_checkpoint(-1, {})
        self.assertFalse(run.finish(0.5))
        self.assertEqual(len(self.log.messages), 1)
