"""What a job of several processes can rely on: all ranks generate, the first one records, and all of them stop together."""
from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import unittest
from typing import Any, Dict, List

try:
    import torch
    import transformers  # noqa: F401
except ImportError as missing:
    raise unittest.SkipTest(f"jobs of several processes are not tested: {missing.name} is not installed") from None

from tidemark._callback_ranks import Ranks
from tidemark._callback_state import training_state_kept
from tidemark._generate import Decoding, _batches, generate_completions

from .callback_fixtures import PROMPTS, tiny_model, tiny_tokenizer
from .contract_server import KEY
from .support import PACKAGE_DIR, ClientTest


class RanksTest(ClientTest):
    """Jobs of two processes on the processor (gloo)."""

    def job(self, mode: str) -> List[Dict[str, Any]]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        shared = {
            **os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1", "PYTHONPATH": PACKAGE_DIR,
            "TIDEMARK_URL": self.server.url, "TIDEMARK_API_KEY": KEY, "TIDEMARK_SPOOL_DIR": self.spool, "HF_HUB_OFFLINE": "1",
        }
        command = [sys.executable, "-W", "ignore", "-m", "tests.callback_job", mode, os.path.join(self.folder, mode)]
        ranks = [
            subprocess.Popen(command, cwd=PACKAGE_DIR, env={**shared, "RANK": str(i), "LOCAL_RANK": str(i)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for i in range(2)
        ]
        found = []
        for process in ranks:
            try:
                out, errors = process.communicate(timeout=240)
            finally:
                process.kill()
            self.assertEqual(process.returncode, 0, errors[-3000:])
            found.append(json.loads(out.strip().splitlines()[-1]))
        return sorted(found, key=lambda one: one["rank"])

    def alone(self) -> List[Any]:
        """What one process generates with the same weights."""
        model, tokenizer = tiny_model(), tiny_tokenizer()
        with training_state_kept(model, tokenizer):
            share = generate_completions(model, tokenizer, [{"key": k, "prompt": t} for k, t in PROMPTS.items()], Decoding(2, 5))
        return [one.text for _, one in sorted(share, key=lambda pair: pair[0])]

    def texts_at(self, step: int) -> List[str]:
        return [item["completion"] for item in self.server.store.checkpoints[("chat/sft", "main", step)]["completions"]]

    def test_two_ranks_share_the_prompts_and_train_as_without_the_callback(self) -> None:
        watched, plain = self.job("ddp"), self.job("plain")
        self.assertEqual(watched[0]["losses"], plain[0]["losses"])
        self.assertEqual(len(watched[0]["losses"]), 8)
        self.assertEqual(self.steps(), [2, 4, 6, 8])
        keys = [item["key"] for item in self.server.store.checkpoints[("chat/sft", "main", 8)]["completions"]]
        self.assertEqual(keys, list(PROMPTS))

    def test_a_stop_reaches_all_ranks_at_the_same_step(self) -> None:
        self.server.store.verdict.update({"verdict": "regressed", "shouldStop": True, "regression": {
            "step": 2, "sinceSteps": [2], "drop": 0.2, "dropLow": 0.1, "kind": "sustained"}})
        found = self.job("stop")
        self.assertEqual(found[0]["steps"], found[1]["steps"])
        self.assertLess(found[0]["steps"], 40)
        self.assertEqual(found[0]["steps"] % 2, 0)

    def test_a_rank_that_fails_makes_all_of_them_skip_the_look_and_go_on(self) -> None:
        found = self.job("fail")
        self.assertEqual([one["steps"] for one in found], [8, 8])
        self.assertEqual([one["skipped"] for one in found], [4, 4])
        self.assertEqual(self.steps(), [])

    def test_with_the_mode_disabled_no_rank_generates(self) -> None:
        found = self.job("disabled")
        self.assertEqual([(one["steps"], one["skipped"]) for one in found], [(8, 0), (8, 0)])
        self.assertEqual(self.server.requests, [])

    def test_sharded_models_generate_what_the_whole_model_does_and_go_on_training(self) -> None:
        for mode in ("fsdp2", "fsdp1"):
            with self.subTest(mode):
                self.server.store.checkpoints.clear()
                found = self.job(mode)
                self.assertEqual([(one["skipped"], one["training"]) for one in found], [(0, True), (0, True)])
                self.assertEqual(self.texts_at(2), self.alone())

    def test_every_rank_makes_the_same_number_of_batches_and_no_prompt_is_left_out(self) -> None:
        for n in (1, 2, 3, 5, 8):
            for world in (1, 2, 3, 4):
                shares = [_batches(list(range(n)), 2, Ranks(rank, world)) for rank in range(world)]
                self.assertEqual(len({tuple(map(len, share)) for share in shares}), 1)
                self.assertEqual({i for share in shares for batch in share for i in batch}, set(range(n)))


torch.set_num_threads(1)
