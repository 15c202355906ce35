"""`python -m tidemark`: what it prints, what it sends, and its exit codes."""
from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import unittest
import unittest.mock
from typing import Any, Dict, List, Optional, Tuple

from .contract_server import KEY, Problem
from .support import PACKAGE_DIR, PROMPTS, ClientTest, closed_url, texts, until


class CommandTest(ClientTest):
    """A server with the run chat/sft, and a folder to work in."""

    def setUp(self) -> None:
        super().setUp()
        self.assertTrue(self.init().finish(20))

    def start(self, *arguments: str, url: Optional[str] = None, key: str = KEY) -> "subprocess.Popen[bytes]":
        env = {**os.environ, "TIDEMARK_URL": url or self.server.url, "TIDEMARK_API_KEY": key, "PYTHONPATH": PACKAGE_DIR}
        command = [sys.executable, "-m", "tidemark", *arguments]
        return subprocess.Popen(command, env=env, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def command(self, *arguments: str, given: str = "", **more: Any) -> Tuple[int, str, str]:
        """@returns exit code, standard output, standard error"""
        process = self.start(*arguments, **more)
        out, err = process.communicate(given.encode(), timeout=60)
        return process.returncode, out.decode(), err.decode()

    def write(self, name: str, text: str) -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def stored(self, step: int, branch: str = "main") -> Dict[str, str]:
        return {item["key"]: item["completion"] for item in self.server.store.checkpoints[("chat/sft", branch, step)]["completions"]}

    def assertProblem(self, result: Tuple[int, str, str], *words: str) -> None:
        """Exit code 2, nothing on standard output, one line on standard error and no stack."""
        code, out, err = result
        self.assertEqual((code, out), (2, ""), err)
        self.assertEqual(err.count("\n"), 1, err)
        self.assertTrue(err.startswith("tidemark: "), err)
        for word in words:
            self.assertIn(word, err)


def lines(completions: Dict[str, str]) -> str:
    return "".join(f"{json.dumps({'key': key, 'completion': text})}\n" for key, text in completions.items())


class RegisterTest(CommandTest):
    """`register`"""

    def test_a_file_is_registered_and_the_same_again_changes_nothing(self) -> None:
        self.write("c.jsonl", lines(texts(400)))
        arguments = ("register", "chat/sft", "c.jsonl", "--step", "400", "--path", self.folder, "--metadata", '{"loss": 1.2}')
        self.assertEqual(self.command(*arguments), (0, "Step 400 is registered: 5 completions.\n", ""))
        self.assertEqual(self.stored(400), texts(400))
        kept = self.server.store.checkpoints[("chat/sft", "main", 400)]
        self.assertEqual((kept["path"], kept["metadata"]), (self.folder, {"loss": 1.2}))
        self.assertIn("was registered already", self.command(*arguments)[1])
        self.assertEqual(self.server.store.n_scored, 1)

    def test_other_completions_are_refused_or_become_a_branch(self) -> None:
        self.write("a.jsonl", lines(texts(1)))
        self.write("b.jsonl", lines(texts(2)))
        self.command("register", "sft", "a.jsonl", "--step", "1")
        self.assertProblem(self.command("register", "sft", "b.jsonl", "--step", "1"), "other completions")
        code, out, _ = self.command("register", "sft", "b.jsonl", "--step", "1", "--on-conflict", "branch", "--json")
        self.assertEqual((code, json.loads(out)["branch"], out.count("\n")), (0, "main.2", 1))

    def test_every_format_says_the_same(self) -> None:
        want = {key: f'a "b", c\n{key} \u4f60' for key in PROMPTS}
        trl = [{"prompt": [{"role": "user", "content": text}], "completion": [{"role": "assistant", "content": want[key]}]} for key, text in PROMPTS.items()]
        cells = "".join('{},"{}"\n'.format(key, text.replace('"', '""')) for key, text in want.items())
        self.write("c.json", json.dumps([{"id": key, "output": text} for key, text in want.items()]))
        self.write("c.csv", f"\ufeffname,answer\n{cells}")
        with gzip.open(os.path.join(self.folder, "c.jsonl.gz"), "wt", encoding="utf-8") as file:
            file.write(lines(want))
        self.assertEqual(self.command("register", "sft", "c.json", "--step", "1")[0], 0)
        self.assertEqual(self.command("register", "sft", "c.csv", "--step", "2", "--column", "key=name", "--column", "completion=answer")[0], 0)
        self.assertEqual(self.command("register", "sft", "c.jsonl.gz", "--step", "3")[0], 0)
        self.assertEqual(self.command("register", "sft", "-", "--step", "4", given=lines(want))[0], 0)
        for step in (1, 2, 3, 4):
            self.assertEqual(self.stored(step), want)
        # Rows without keys are called after their prompts, which this prompt set is not.
        self.assertProblem(self.command("register", "sft", "-", "--step", "5", given="".join(f"{json.dumps(row)}\n" for row in trl)), "unknown keys", "p-")

    def test_what_is_wrong_with_a_call_is_one_sentence_and_exit_code_2(self) -> None:
        self.write("c.jsonl", lines(texts(1)))
        wrong: List[Tuple[Tuple[str, ...], str, str]] = [
            (("register", "sft", "none.jsonl", "--step", "1"), "", "there is no such file"),
            (("register", "sft", ".", "--step", "1"), "", "folder"),
            (("register", "sft", "c.jsonl", "--step", "-1"), "", "whole number"),
            (("register", "sft", "c.jsonl"), "", "--step"),
            (("register", "sft", "c.jsonl", "--step", "1", "--path", "/nowhere/ckpt"), "", "--no-path-check"),
            (("register", "sft", "c.jsonl", "--step", "1", "--metadata", "[1]"), "", "JSON object"),
            (("register", "nobody", "c.jsonl", "--step", "1"), "", 'no run "nobody"'),
            (("register", "sft", "-", "--step", "1"), "", "no completion"),
            (("register", "sft", "-", "--step", "1"), "not json", "line 1"),
            (("register", "sft", "-", "--step", "1"), '{"key": "p0", "completion": "a"}\n{"key": "p1", "completion": 7}', "line 2"),
            (("register", "sft", "-", "--step", "1"), '{"key": "p0", "completion": "a\\ud800"}', "surrogate"),
            (("gate", "sft", "--timeout", "soon"), "", "30m"),
            (("gate", "sft", "--wait=yes"), "", "--help"),
            (("sync", "nowhere"), "", "TIDEMARK_SPOOL_DIR"),
            (("watch", "nowhere", "--run", "sft"), "", "mkdir"),
            (("watch", ".", "--run", "sft", "--step-pattern", "step"), "", "parentheses"),
            (("frobnicate",), "", "frobnicate"),
        ]
        for arguments, given, word in wrong:
            with self.subTest(arguments):
                self.assertProblem(self.command(*arguments, given=given), word)
        self.assertEqual(self.server.store.n_scored, 0)


class ReadingTest(CommandTest):
    """`best`, `gate`, `verdict`"""

    def test_gate_tells_the_verdict_by_exit_code(self) -> None:
        for verdict, code in (("healthy", 0), ("regressed", 1), ("pending", 3), ("insufficient", 3)):
            self.server.store.verdict.update({"verdict": verdict, "best": 100})
            got, out, err = self.command("gate", "chat/sft")
            self.assertEqual((got, err), (code, ""))
            self.assertEqual(out, f"{verdict}  chat/sft\nNo drop was found.\nBest so far: step 100.\n{self.server.url}/runs/chat/sft\n")
            got, out, _ = self.command("gate", "chat/sft", "--json")
            self.assertEqual((got, json.loads(out)["verdict"], json.loads(out)["run"]), (code, verdict, "chat/sft"))

    def test_gate_waits_until_it_is_decided_and_not_longer_than_it_may(self) -> None:
        self.server.store.verdict["verdict"] = "pending"
        self.assertEqual(self.command("gate", "sft", "--timeout", "600ms")[0], 3)
        timer = threading.Timer(1.0, lambda: self.server.store.verdict.update({"verdict": "regressed"}))
        timer.start()
        self.assertEqual(self.command("gate", "sft", "--wait", "--timeout", "30s")[0], 1)
        self.server.store.verdict.update({"verdict": "insufficient", "code": "no-reference"})
        self.assertEqual(self.command("gate", "sft", "--wait")[0], 3)

    def test_best_prints_the_path_alone_or_says_that_there_is_none(self) -> None:
        code, out, err = self.command("best", "sft", "--print-path")
        self.assertEqual((code, out, err), (3, "", "tidemark: The only one.\n"))
        self.command("register", "sft", "-", "--step", "7", given=lines(texts(7)))
        self.assertEqual(self.command("best", "sft", "--print-path"), (0, "out/x\n", ""))
        self.assertIn("win probability  50.0 % [40.0, 60.0]", self.command("best", "sft")[1].replace("\u00a0", " "))
        self.assertEqual(json.loads(self.command("best", "sft", "--json")[1])["chosen"]["step"], 7)

    def test_verdict_shows_what_the_server_says_and_nothing_that_steers_a_terminal(self) -> None:
        self.server.store.verdict.update({"reason": "a\x1b[31mb\u202ec", "keep": [1, 2], "safeToDelete": list(range(30))})
        code, out, _ = self.command("verdict", "sft")
        self.assertEqual(code, 0)
        self.assertIn("a\u241b[31mb[U+202E]c", out)
        self.assertNotIn("\x1b", out)
        self.assertIn("18, 19 and 10 more (--json lists all)", out)
        self.assertEqual(json.loads(self.command("verdict", "sft", "--json")[1]), self.server.store.verdict)

    def test_a_server_that_is_down_a_wrong_key_and_a_foreign_server_are_exit_code_2(self) -> None:
        self.assertProblem(self.command("gate", "sft", url=closed_url()), "TIDEMARK_URL")
        self.assertProblem(self.command("gate", "sft", url="not-an-address"), "not an address")
        self.assertProblem(self.command("gate", "sft", key="tdm_wrong"), "TIDEMARK_API_KEY")
        self.assertProblem(self.command("gate", "sft", key=""), "TIDEMARK_API_KEY")
        self.server.store.verdict.clear()
        self.assertProblem(self.command("gate", "sft"), "another answer")

    def test_a_busy_server_is_asked_again(self) -> None:
        self.server.faults = [Problem(503, "unavailable", "Not now.").answer]
        self.assertEqual(self.command("gate", "sft")[0], 0)


class WatchTest(CommandTest):
    """`watch`"""

    def test_a_folder_is_registered_in_step_order_once(self) -> None:
        self.write("out/checkpoint-200/completions.jsonl", lines(texts(200)))
        self.write("out/checkpoint-1000/completions.jsonl", lines(texts(1000)))
        self.write("out/step-0030.jsonl", lines(texts(30)))
        self.write("out/tmp-checkpoint-5/completions.jsonl", lines(texts(5)))
        self.write("out/notes-6.txt", "no rows")
        arguments = ("watch", "out", "--run", "sft", "--once", "--settle", "50ms")
        code, out, err = self.command(*arguments)
        self.assertEqual((code, err), (0, ""))
        self.assertEqual([line.split("  ")[1] for line in out.splitlines()], ["step-0030.jsonl", "checkpoint-200/completions.jsonl", "checkpoint-1000/completions.jsonl"])
        self.assertEqual(self.steps(), [30, 200, 1000])
        self.assertEqual(self.server.store.checkpoints[("chat/sft", "main", 200)]["path"], os.path.realpath(os.path.join(self.folder, "out", "checkpoint-200")))
        n_requests = len(self.server.requests)
        self.assertEqual(self.command(*arguments)[:2], (0, ""))
        self.assertEqual([path for method, path in self.server.requests[n_requests:] if method == "POST"], [])

    def test_a_bad_or_half_written_file_is_named_and_keeps_nothing_back(self) -> None:
        self.write("out/step-1.jsonl", '{"key": "p0"')
        self.write("out/step-2.jsonl", lines({"p0": "only one"}))
        self.write("out/step-3.jsonl", lines(texts(3)))
        code, out, err = self.command("watch", "out", "--run", "sft", "--once", "--settle", "400ms", "--json")
        events = {event["file"]: event for event in map(json.loads, out.splitlines())}
        self.assertEqual((code, err, self.steps()), (1, "", [3]))
        self.assertIn("line 1 is not JSON", events["step-1.jsonl"]["reason"])
        self.assertEqual((events["step-2.jsonl"]["event"], events["step-2.jsonl"]["nPrompts"]), ("partial", 1))
        self.assertEqual(events["step-3.jsonl"]["checkpoint"]["step"], 3)

    def test_with_once_a_server_that_is_away_is_one_sentence_and_exit_code_2(self) -> None:
        self.write("out/step-1.jsonl", lines(texts(1)))
        with unittest.mock.patch.object(self.server.store, "add_checkpoint", side_effect=Problem(500, "internal", "Broken.")):
            result = self.command("watch", "out", "--run", "sft", "--once", "--settle", "50ms")
        self.assertProblem(result)
        self.assertNotIn("Trying again", result[2])

    @unittest.skipUnless(hasattr(signal, "SIGINT") and os.name == "posix", "needs signals of POSIX")
    def test_it_follows_a_folder_past_a_server_that_is_away_and_ends_with_ctrl_c(self) -> None:
        os.makedirs(os.path.join(self.folder, "out"))
        process = self.start("watch", "out", "--run", "sft", "--settle", "100ms", "--every", "100ms")
        assert process.stderr is not None and process.stdout is not None
        self.assertIn(b"Ctrl-C", process.stderr.readline())
        self.write("out/step-1.jsonl", lines(texts(1)))
        self.assertTrue(until(lambda: self.steps() == [1]))
        self.server.always = Problem(503, "unavailable", "Not now.").answer
        self.write("out/step-2.jsonl", lines(texts(2)))
        self.assertIn(b"Trying again", process.stderr.readline())
        self.server.always = None
        self.assertTrue(until(lambda: self.steps() == [1, 2]))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)


class SyncTest(CommandTest):
    """`sync`"""

    def offline(self, steps: List[int]) -> None:
        run = self.init(mode="offline")
        for step in steps:
            run.log_checkpoint(step, texts(step))
        self.assertTrue(run.finish())

    def test_a_spool_written_offline_is_sent_in_order_each_once(self) -> None:
        self.offline([40, 10, 30])
        self.assertEqual(self.steps(), [])
        self.assertEqual(self.command("sync", self.spool), (0, "4 records are sent.\n", ""))
        self.assertEqual(self.steps(), [40, 10, 30])
        self.assertEqual(self.command("sync", self.spool), (0, "Nothing was left to send.\n", ""))
        self.assertEqual(self.server.store.n_scored, 3)

    def test_what_was_broken_off_goes_on_where_it_was(self) -> None:
        self.offline(list(range(30)))
        self.server.delay_s = 0.05
        process = self.start("sync", self.spool)
        self.assertTrue(until(lambda: len(self.steps()) >= 5))
        process.kill()
        process.communicate(timeout=30)
        sent = len(self.steps())
        self.assertLess(sent, 30)
        self.server.delay_s = 0
        code, out, _ = self.command("sync", self.spool, "--json")
        self.assertEqual((code, json.loads(out)["bytesLeft"]), (0, 0))
        self.assertLessEqual(json.loads(out)["sent"], 32 - sent)
        self.assertEqual(self.steps(), list(range(30)))
        self.assertEqual(self.server.store.n_scored, 30)

    def test_what_is_refused_is_said_and_is_exit_code_1(self) -> None:
        run = self.init(mode="offline")
        run.log_checkpoint(1, {"nobody": "unknown key"})
        run.log_checkpoint(2, texts(2))
        run.finish()
        code, out, _ = self.command("sync", self.spool)
        self.assertEqual(code, 1)
        self.assertIn("1 were refused: ", out)
        self.assertEqual(self.steps(), [2])

    def test_a_connection_that_ends_keeps_the_rest_and_is_exit_code_2(self) -> None:
        self.offline([1, 2])
        self.assertProblem(self.command("sync", self.spool, key="tdm_wrong"), "0 records are sent", "are left in", "TIDEMARK_API_KEY")
        self.assertEqual(self.command("sync", self.spool)[0], 0)
        self.assertEqual(self.steps(), [1, 2])

    def test_a_spool_that_is_being_sent_already_is_left_to_its_sender(self) -> None:
        self.server.always = Problem(503, "unavailable", "Not now.").answer
        run = self.init()
        self.assertTrue(until(lambda: self.log.messages))
        self.server.always = None
        self.assertProblem(self.command("sync", self.spool), "Another process is sending")
        run.finish(20)
