"""What trackers get, from the trackers themselves: each test is left out where its package is not installed."""
from __future__ import annotations

import glob
import json
import os
import sqlite3
import subprocess
import sys
import threading
import unittest
import unittest.mock
from typing import Any, Dict, Iterator, List, Tuple

import tidemark
from tidemark._forwarder import Forwarder
from tidemark._looks import Looks
from tidemark._targets import WandbTarget
from tidemark.forwarding import _is_installed
from tidemark.results import Verdict

from .support import PACKAGE_DIR, ClientTest, texts, until

# In another process, because trackers keep state that outlives a test. Steps 10 to 30 are scored late and out of order: what the test writes
# to standard input says when.
_SCRIPT = """
import os, sys
import tidemark, tidemark._forwarder
tidemark._forwarder._UNFINISHED_POLL_S = tidemark._forwarder._POLL_S = 0.1
{begin}
run = tidemark.init(run="sft", project="chat", prompt_set="core", forward=[{name!r}])
for step in range(1, 41):
    tracker.log({{"loss": 1 / step}}{step_argument})
    if step % 10 == 0:
        run.log_checkpoint(step, {{key: f"{{key}} at {{step}}" for key in ("p0", "p1", "p2", "p3", "p4")}})
print("logged", flush=True)
sys.stdin.readline()
for step in range(41, 61):
    tracker.log({{"loss": 1 / step}}{step_argument})
    import time; time.sleep(0.05)
assert run.finish(30)
{end}
print("done", flush=True)
"""


def _missing(package: str) -> bool:
    return not _is_installed(package)


class ForwardingTest(ClientTest):
    """Forty steps of training, of which 10, 20, 30, 40 are checkpoints; 30 is scored first, 10 and 20 later, 40 never."""

    def train(self, name: str, begin: str, end: str, step_argument: str = "") -> None:
        self.assertTrue(self.init().finish(20))
        env = {
            **os.environ, "TIDEMARK_URL": self.server.url, "TIDEMARK_API_KEY": "tdm_test", "TIDEMARK_SPOOL_DIR": self.spool, "PYTHONPATH": PACKAGE_DIR,
            "WANDB_MODE": "offline", "WANDB_DIR": self.folder, "WANDB_SILENT": "true", "TRACKIO_DIR": os.path.join(self.folder, "trackio"),
            "MLFLOW_ALLOW_FILE_STORE": "true", "HOME": self.folder,
        }
        code = _SCRIPT.format(name=name, begin=begin, end=end, step_argument=step_argument)
        process = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.server.store.scored[30] = 0.7
        self.assertTrue(until(lambda: "c30 i" in self.forwarded(), 60))
        self.server.store.scored.update({10: 0.5, 20: 0.6})
        self.server.store.verdict.update({"verdict": "regressed", "reason": "Fell."})
        out, err = process.communicate("go\n", timeout=120)
        self.assertTrue(out.endswith("done\n"), err)
        self.assertEqual(self.forwarded(), ["c10 i", "c20 i", "c30 i"])

    def forwarded(self) -> List[str]:
        noted: List[str] = []
        for path in glob.glob(os.path.join(self.spool, "forwarded-*.json")):
            with open(path, encoding="utf-8") as file:
                noted += json.load(file)
        return sorted(noted)

    @unittest.skipIf(_missing("wandb"), "needs wandb")
    def test_wandb_gets_late_looks_on_an_axis_of_their_own_and_loses_nothing_of_the_training(self) -> None:
        self.train("wandb", "import wandb\ntracker = wandb.init(project='p')", "tracker.finish()", ", step=step")
        rows = list(_wandb_rows(glob.glob(os.path.join(self.folder, "wandb", "offline-run-*", "*.wandb"))[0]))
        looks = {row["tidemark/step"]: row for row in rows if "tidemark/step" in row}
        self.assertEqual({step: row["tidemark/win_rate"] for step, row in looks.items()}, {30: 0.7, 10: 0.5, 20: 0.6})
        self.assertEqual((looks[10]["tidemark/win_rate_low"], looks[10]["tidemark/win_rate_high"], looks[10]["tidemark/regressed"]), (0.1, 0.9, 1))
        self.assertNotIn("tidemark/mean_score", looks[10])
        self.assertEqual([row["loss"] for row in rows if "loss" in row], [1 / step for step in range(1, 61)])

    @unittest.skipIf(_missing("mlflow"), "needs mlflow")
    def test_mlflow_gets_every_look_at_its_own_step(self) -> None:
        begin = (
            "import mlflow\nfrom types import SimpleNamespace\nmlflow.set_tracking_uri('file://' + os.getcwd() + '/ml')\nactive = mlflow.start_run()\n"
            "tracker = SimpleNamespace(log=mlflow.log_metrics)"
        )
        end = (
            "import json\nclient = mlflow.MlflowClient()\nfound = client.get_run(active.info.run_id)\n"
            "history = client.get_metric_history(active.info.run_id, 'tidemark/win_rate')\n"
            "json.dump({'history': [(one.step, one.value) for one in history], 'tags': found.data.tags}, open('result.json', 'w'))"
        )
        self.train("mlflow", begin, end, ", step=step")
        with open(os.path.join(self.folder, "result.json"), encoding="utf-8") as file:
            result = json.load(file)
        self.assertEqual(sorted(map(tuple, result["history"])), [(10, 0.5), (20, 0.6), (30, 0.7)])
        self.assertEqual((result["tags"]["tidemark.verdict"], result["tags"]["tidemark.reason"]), ("regressed", "Fell."))

    @unittest.skipIf(_missing("trackio"), "needs trackio")
    def test_trackio_gets_late_looks_and_the_trainings_own_steps_go_on_as_they_were(self) -> None:
        self.train("trackio", "import trackio\ntracker = trackio.init(project='p', name='n', embed=False)", "trackio.finish()")
        with sqlite3.connect(glob.glob(os.path.join(self.folder, "trackio", "**", "p.db"), recursive=True)[0]) as database:
            rows: List[Tuple[int, Any]] = [(step, json.loads(metrics)) for step, metrics in database.execute("select step, metrics from metrics order by id")]
        looks = {row["tidemark/step"]: (step, row["tidemark/win_rate"]) for step, row in rows if "tidemark/step" in row}
        self.assertEqual(looks, {30: (30, 0.7), 10: (10, 0.5), 20: (20, 0.6)})
        self.assertEqual([(step, row["loss"]) for step, row in rows if "loss" in row], [(step - 1, 1 / step) for step in range(1, 61)])
        self.assertEqual([row["tidemark/verdict"] for _, row in rows if "tidemark/verdict" in row], ["healthy", "regressed"])

    def test_an_end_that_is_asked_for_just_as_it_begins_to_wait_is_seen(self) -> None:
        class Late(threading.Event):
            """What `finish` does comes right before the thread clears the event."""

            def clear(self) -> None:
                forwarder._stopping = True
                self.set()
                super().clear()

        target = unittest.mock.Mock(key="k")
        forwarder = Forwarder("wandb", lambda: target, lambda: Looks([], Verdict.unknown("none"), False), self.folder)
        forwarder._target, forwarder._wake = target, Late()
        thread = threading.Thread(target=forwarder._run, daemon=True)
        thread.start()
        thread.join(10)
        self.assertFalse(thread.is_alive())
        target.close.assert_called_once_with()

    def test_a_tracker_that_is_unknown_not_installed_or_failing_is_a_warning_and_nothing_else(self) -> None:
        class Failing:
            """A tracker's run whose every call fails."""

            id = "broken"

            def define_metric(self, *_given: Any, **_more: Any) -> None:
                raise ConnectionError("the tracker is away")

        self.server.store.scored[1] = 0.5
        run = self.init(forward=["nobody"])
        run.add_forwarder(tidemark._forwarder.Forwarder("wandb", lambda: WandbTarget(Failing()), run.read_looks, self.spool))
        run.log_checkpoint(1, texts(1))
        self.assertTrue(run.finish(20))
        self.assertEqual(self.steps(), [1])
        self.assertIn("none of wandb, mlflow, trackio", self.log.messages[0])
        self.assertEqual(self.forwarded(), [])


def _wandb_rows(path: str) -> Iterator[Dict[str, Any]]:
    """Rows of the history in W&B's offline file: LevelDB's log format around protocol buffers."""
    from wandb.proto import wandb_internal_pb2

    with open(path, "rb") as file:
        data = file.read()
    at, block_bytes, parts = 7, 32768, b""
    while at + 7 <= len(data):
        room = block_bytes - at % block_bytes
        if room < 7:
            at += room
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        parts += data[at + 7 : at + 7 + length]
        at += 7 + length
        if kind in (1, 4):
            record = wandb_internal_pb2.Record.FromString(parts)
            parts = b""
            if record.WhichOneof("record_type") == "history":
                yield {"/".join(item.nested_key) or item.key: json.loads(item.value_json) for item in record.history.item}
