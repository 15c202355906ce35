"""What training scripts get wrong, and what is wrong around them: a warning, never an error, and the rest is kept."""
from __future__ import annotations

import errno
import http.client
import io
import os
import sys
import tempfile
import threading
import time
import types
import unittest
import unittest.mock
from typing import Any, Iterator, Optional, cast

import tidemark
import tidemark._other_version
from tidemark._http import USER_AGENT, _read_all

from .contract_server import KEY
from .support import ClientTest, texts, until


class GivenValuesTest(ClientTest):
    """Arguments of `log_checkpoint`."""

    def test_a_generator_that_raises_keeps_nothing_of_that_call_and_everything_of_the_others(self) -> None:
        def broken() -> Iterator[Any]:
            yield {"key": "p0", "completion": "a"}
            raise RuntimeError("out of memory")

        with self.init() as run:
            run.log_checkpoint(1, broken())
            run.log_checkpoint(2, ({"key": key, "completion": text} for key, text in texts(2).items()))
        self.assertEqual((self.steps(), run.counts.dropped), ([2], 1))
        self.assertIn("out of memory", self.log.messages[0])

    def test_a_path_that_does_not_exist_is_said_once_and_kept(self) -> None:
        with self.init() as run:
            for step in (1, 2, 3):
                run.log_checkpoint(step, texts(step), path=f"/nowhere/ckpt-{step}")
                tidemark._warn.warnings._last = float("-inf")
        self.assertEqual([message for message in self.log.messages if "does not exist" in message], self.log.messages)
        self.assertEqual(len(self.log.messages), 1)
        self.assertEqual(self.server.store.checkpoints[("chat/sft", "main", 3)]["path"], "/nowhere/ckpt-3")

    def test_a_clock_that_jumps_changes_nothing(self) -> None:
        now = time.time()
        with unittest.mock.patch("time.time", side_effect=lambda: now - 1e9 if int(time.monotonic() * 10) % 2 else now + 1e9):
            run = self.init()
            for step in (1, 2, 3):
                run.log_checkpoint(step, texts(step))
            began = time.monotonic()
            self.assertEqual(run.verdict(wait=True, timeout=20).verdict, "healthy")
            self.assertTrue(run.finish(20))
            self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(self.steps(), [1, 2, 3])


class InitTest(ClientTest):
    """Arguments and surroundings of `init`."""

    def test_no_forward_and_one_that_is_none_keep_nothing_back(self) -> None:
        for number, forward in enumerate((None, 7)):
            with self.init(forward=forward) as run:
                run.log_checkpoint(number, texts(number))
        self.assertEqual(self.steps(), [0, 1])
        self.assertEqual([message for message in self.log.messages if "forward cannot be used" in message], self.log.messages)
        self.assertEqual(len(self.log.messages), 1)

    def test_a_tracker_that_is_put_together_by_hand_counts_as_not_installed(self) -> None:
        with unittest.mock.patch.dict(sys.modules, {"wandb": types.ModuleType("wandb")}):
            self.assertEqual(self.init(forward=["wandb"]).mode, "online")
        self.assertIn("not installed here", self.log.messages[0])

    def test_neither_a_folder_for_temporary_files_nor_a_working_folder_is_needed(self) -> None:
        with unittest.mock.patch("tempfile.gettempdir", side_effect=FileNotFoundError("no usable temporary directory")):
            with self.init() as run:
                run.log_checkpoint(1, texts(1))
        self.assertEqual(self.steps(), [1])
        with unittest.mock.patch("os.getcwd", side_effect=FileNotFoundError("it is gone")):
            self.assertEqual(self.init(spool_dir=None).mode, "disabled")


class VersionTest(ClientTest):
    """Client and server of different versions."""

    def test_the_client_says_its_version_and_warns_once_of_another_major_one_and_goes_on(self) -> None:
        # Another test's server may have had this port.
        tidemark._other_version._asked.clear()
        self.server.version = "7.1.0"
        for step in (1, 2):
            with self.init() as run:
                run.log_checkpoint(step, texts(step))
            tidemark._warn.warnings._last = float("-inf")
        self.assertEqual(self.server.agents, {USER_AGENT})
        self.assertRegex(USER_AGENT, r"^tidemark-python/\d+\.\d+\.\d+ ")
        self.assertEqual(self.steps(), [1, 2])
        self.assertEqual(len(self.log.messages), 1)
        self.assertIn("the server has version 7.1.0", self.log.messages[0])

    def test_nobody_waits_for_the_answer_which_version_the_server_has(self) -> None:
        answered = threading.Event()
        self.addCleanup(answered.set)
        with unittest.mock.patch("tidemark._sender.warn_of_other_version", side_effect=lambda _: answered.wait(30)):
            self.assertTrue(self.init().finish(10))

    def test_another_minor_version_and_no_version_are_no_news(self) -> None:
        for version in ("0.99.3", None):
            self.assertIsNone(tidemark._other_version.other_version(version))


class OthersTest(ClientTest):
    """Other processes and other users."""

    def test_two_trainers_with_one_run_name_do_not_mix_their_branches(self) -> None:
        code = (
            "for step in (100, 200, 300): run.log_checkpoint(step, {key: text + ' of the other' for key, text in texts(step).items()})\n"
            "print(run.finish(30), flush=True)\n"
        )
        run = self.init()
        run.log_checkpoint(100, texts(100))
        self.assertTrue(until(lambda: self.steps() == [100]))
        out, err = self.python(code).communicate(timeout=60)
        self.assertEqual(out, "True\n", err)
        self.assertIn("another process records chat/sft", err)
        run.log_checkpoint(200, texts(200))
        run.log_metrics(200, kl=1)
        self.assertTrue(run.finish(30))
        self.assertEqual(self.steps(), [100, 200])
        self.assertEqual(self.steps("main.2"), [100, 200, 300])
        self.assertEqual(self.server.store.metrics[0]["branch"], "main")

    def test_the_same_process_may_begin_its_run_again_without_being_taken_for_another_trainer(self) -> None:
        first, second = self.init(), self.init()
        first.finish(10)
        second.finish(10)
        out, err = self.python("print(run.finish(30), flush=True)").communicate(timeout=60)
        self.assertEqual((out, self.log.messages), ("True\n", []))
        self.assertNotIn("another process", err)

    def test_a_run_that_moves_to_another_spool_is_free_in_the_first_one(self) -> None:
        with unittest.mock.patch.dict(os.environ, {"TMPDIR": self.folder}):
            tempfile.tempdir = None
            self.addCleanup(setattr, tempfile, "tempdir", None)
            with unittest.mock.patch("tidemark._spool_writer.SpoolWriter.append", side_effect=OSError(errno.ENOSPC, "no space left")):
                moved = self.init()
            self.assertIn("cannot be used", self.log.messages[0])
            self.assertNotEqual(moved.spool_dir, self.spool)
        out, err = self.python("print(run.finish(30), flush=True)").communicate(timeout=60)
        self.assertEqual(out, "True\n", err)
        self.assertNotIn("another process", err)

    @unittest.skipUnless(hasattr(os, "geteuid") and os.geteuid() == 0, "needs the rights to give a folder away")
    def test_a_spool_of_another_user_is_refused_with_a_sentence_and_left_alone(self) -> None:
        os.makedirs(self.spool)
        os.chown(self.spool, 12345, -1)
        with unittest.mock.patch.dict(os.environ, {"TMPDIR": self.folder}):
            tempfile.tempdir = None
            self.addCleanup(setattr, tempfile, "tempdir", None)
            with self.init() as run:
                run.log_checkpoint(1, texts(1))
        self.assertIn("belongs to another user (user 12345): name a folder of your own with TIDEMARK_SPOOL_DIR", self.log.messages[0])
        self.assertEqual([name for name in os.listdir(self.spool) if name.endswith((".spool", ".new"))], [])
        self.assertEqual(self.steps(), [1])

    @unittest.skipUnless(os.name == "posix", "needs locks of POSIX")
    def test_a_file_system_without_locks_is_sent_from_all_the_same(self) -> None:
        with unittest.mock.patch("fcntl.flock", side_effect=OSError(errno.ENOLCK, "no locks available")):
            run = self.init()
            run.log_checkpoint(1, texts(1))
            self.assertTrue(run.finish(20))
        self.assertEqual((self.steps(), self.log.messages), ([1], []))

    def test_answers_are_read_piece_by_piece(self) -> None:
        asked = []

        class Answer(io.BytesIO):
            """Notes how much it is asked for: some versions of Python set aside that much memory."""

            def read(self, size: Optional[int] = -1) -> bytes:
                asked.append(size)
                return super().read(size)

        self.assertEqual(_read_all(cast(http.client.HTTPResponse, Answer(b"x" * 200_000))), b"x" * 200_000)
        self.assertLessEqual(max(size or 0 for size in asked), 100_000)

    @unittest.skipUnless(hasattr(os, "fork"), "needs processes of POSIX")
    def test_the_end_of_a_process_waits_for_a_server_that_hangs_no_longer_than_it_may(self) -> None:
        self.server.delay_s = 120
        process = self.python("import tidemark._run\ntidemark._run._EXIT_FLUSH_S = 1.0\nrun.log_checkpoint(1, texts(1))\nprint('logged', flush=True)")
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        self.assertEqual(process.wait(60), 0)
        self.assertLess(time.monotonic() - began, 6)
        self.server.delay_s = 0
        again = tidemark.init("sft", "chat", prompt_set="core", mode="online", spool_dir=self.spool, url=self.server.url, api_key=KEY)
        self.assertTrue(again.finish(30))
        self.assertEqual(self.steps(), [1])
