"""What the spool and its sender withstand: servers that fail, processes that die, disks that are full."""
from __future__ import annotations

import glob
import json
import os
import signal
import time
import unittest

from tidemark._http import retry_after_s

from .contract_server import Answer, Problem, too_many
from .support import PROMPTS, ClientTest, closed_url, texts, until


class ServerFailureTest(ClientTest):
    """A server that is slow, full, broken or somebody else's."""

    def test_what_fails_for_now_is_sent_again_in_order_and_once(self) -> None:
        garbage = Answer(200, raw=b"<html>hello</html>")
        unavailable = Problem(503, "unavailable", "Not now.").answer
        self.server.faults = [Answer(500, raw=b"oops"), unavailable, garbage, Answer(404, raw=b"not found"), Answer(302, raw=b"", headers={"Location": "/x"})]
        run = self.init()
        for step in (1, 2, 3):
            run.log_checkpoint(step, texts(step))
        self.assertTrue(run.finish(60))
        self.assertEqual(self.steps(), [1, 2, 3])
        self.assertEqual(self.server.store.n_scored, 3)

    def test_retry_after_is_kept_even_when_something_hurries(self) -> None:
        self.server.faults = [too_many(1.5)]
        run = self.init()
        self.assertTrue(until(lambda: self.server.times))
        self.assertTrue(run.finish(20))
        self.assertGreaterEqual(self.server.times[1] - self.server.times[0], 1.4)

    def test_retry_after_is_seconds_or_a_date_and_at_most_an_hour(self) -> None:
        self.assertEqual([retry_after_s(text) for text in ("7", "1e9", "-1", "nan", "soon", None)], [7, 3600, None, None, None, None])
        self.assertEqual(retry_after_s("Wed, 21 Oct 2065 07:28:00 GMT"), 3600)

    def test_a_wrong_key_is_no_reason_to_give_anything_up(self) -> None:
        run = self.init(api_key="tdm_wrong")
        run.log_checkpoint(1, texts(1))
        self.assertTrue(until(lambda: self.log.messages))
        self.assertIn("TIDEMARK_API_KEY", self.log.messages[0])
        self.assertFalse(run.finish(0.2))
        self.assertTrue(self.init().finish(20))
        self.assertEqual(self.steps(), [1])

    def test_what_is_refused_for_good_moves_aside_with_its_reason_and_blocks_nothing(self) -> None:
        run = self.init()
        run.log_checkpoint(1, {"nobody": "unknown key"})
        run.log_checkpoint(2, texts(2))
        self.assertTrue(run.finish(10))
        self.assertEqual(self.steps(), [2])
        with open(os.path.join(self.spool, "rejected.jsonl"), encoding="utf-8") as file:
            rejected = json.loads(file.read())
        self.assertEqual((rejected["status"], rejected["record"]["step"], rejected["texts"]), (422, 1, ["unknown key"]))
        self.assertIn("unknown keys", rejected["reason"])
        self.assertIn("rejected.jsonl", self.log.messages[0])

    def test_a_body_that_is_too_large_moves_aside_too(self) -> None:
        run = self.init()
        self.assertTrue(until(lambda: "chat/sft" in self.server.store.runs))
        self.server.faults = [Answer(413, raw=b"<html>too large</html>")]
        run.log_checkpoint(1, texts(1))
        run.log_checkpoint(2, texts(2))
        self.assertTrue(run.finish(10))
        self.assertEqual(self.steps(), [2])

    def test_completions_for_other_prompts_than_the_servers_are_not_compared_with_its_references(self) -> None:
        with self.init() as run:
            run.log_checkpoint(1, texts(1))
        with self.init(prompts={key: "Changed?" for key in PROMPTS}) as run:
            run.log_checkpoint(2, texts(2))
        self.assertEqual(self.steps(), [1])
        with self.init() as run:
            run.log_checkpoint(3, texts(3))
        self.assertEqual(self.steps(), [1, 3])

    def test_another_plan_than_the_servers_is_a_warning_and_the_run_goes_on(self) -> None:
        with self.init(plan={"alpha": 0.05}) as run:
            run.log_checkpoint(1, texts(1))
        with self.init(plan={"alpha": 0.01}) as run:
            run.log_checkpoint(2, texts(2))
        self.assertEqual(self.steps(), [1, 2])

    def test_a_slow_server_slows_nothing_but_the_sending(self) -> None:
        self.server.delay_s = 0.3
        run = self.init()
        began = time.monotonic()
        for step in range(5):
            run.log_checkpoint(step, texts(step))
        self.assertLess(time.monotonic() - began, 0.3)
        self.assertTrue(run.finish(20))
        self.assertEqual(self.steps(), [0, 1, 2, 3, 4])


@unittest.skipUnless(hasattr(os, "fork"), "needs processes of POSIX")
class ProcessTest(ClientTest):
    """Processes that end in the middle, and several on one spool."""

    def test_kill_9_of_the_trainer_loses_nothing_that_had_returned(self) -> None:
        process = self.python("for step in range(40): run.log_checkpoint(step, texts(step))\nos.kill(os.getpid(), signal.SIGKILL)", url=closed_url())
        self.assertEqual(process.wait(30), -signal.SIGKILL)
        self.assertTrue(self.init().finish(30))
        self.assertEqual(self.steps(), list(range(40)))
        self.assertEqual(glob.glob(os.path.join(self.spool, "*.spool")), [])

    def test_kill_9_in_the_middle_of_sending_leaves_everything_stored_once(self) -> None:
        self.server.delay_s = 0.02
        process = self.python("for step in range(60): run.log_checkpoint(step, texts(step))\nprint('logged', flush=True)\ntime.sleep(60)")
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "logged\n")
        self.assertTrue(until(lambda: len(self.steps()) >= 5))
        process.kill()
        process.wait(30)
        self.assertLess(len(self.steps()), 60)
        self.server.delay_s = 0
        self.assertTrue(self.init().finish(30))
        self.assertEqual(self.steps(), list(range(60)))
        self.assertEqual(self.server.store.n_scored, 60)

    def test_sigterm_and_the_end_of_the_process_leave_the_spool_or_flush_it(self) -> None:
        ended = self.python("run.log_checkpoint(1, texts(1))")
        self.assertEqual(ended.wait(30), 0)
        self.assertEqual(self.steps(), [1])
        stopped = self.python("run.log_checkpoint(2, texts(2))\nprint('logged', flush=True)\ntime.sleep(60)", url=closed_url())
        assert stopped.stdout is not None
        stopped.stdout.readline()
        stopped.terminate()
        stopped.wait(30)
        self.assertTrue(self.init().finish(30))
        self.assertEqual(self.steps(), [1, 2])

    def test_the_end_of_a_process_does_not_wait_for_a_server_that_is_down(self) -> None:
        began = time.monotonic()
        process = self.python("run.log_checkpoint(1, texts(1))", url=closed_url())
        self.assertEqual(process.wait(30), 0)
        self.assertLess(time.monotonic() - began, 8)

    def test_a_forked_child_appends_and_the_parent_sends(self) -> None:
        code = (
            "run.log_checkpoint(1, texts(1))\npid = os.fork()\n"
            "if pid == 0:\n    run.log_checkpoint(2, texts(2))\n    import threading\n"
            "    print([t.name for t in threading.enumerate() if 'tidemark' in t.name], flush=True)\n    os._exit(0)\n"
            "os.waitpid(pid, 0)\nrun.log_checkpoint(3, texts(3))\n"
            "for _ in range(200):\n    time.sleep(0.05)\n    if not [n for n in os.listdir(run.spool_dir) if n.endswith('.spool') and n[:6] != '000001']: break\n"
        )
        process = self.python(code)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (0, "[]\n"), err)
        self.assertEqual(sorted(self.steps()), [1, 2, 3])

    def test_two_processes_share_a_spool_and_each_record_arrives_once(self) -> None:
        code = "for step in range({0}, {0} + 30): run.log_checkpoint(step, texts(step)); time.sleep(0.005)\nsys.exit(not run.finish(30))"
        both = [self.python(code.format(begin)) for begin in (0, 100)]
        for process in both:
            self.assertEqual(process.wait(60), 0)
        self.assertEqual([step for step in self.steps() if step < 100], list(range(30)))
        self.assertEqual([step for step in self.steps() if step >= 100], list(range(100, 130)))
        self.assertEqual(self.server.store.n_scored, 60)

    def test_a_spawned_process_that_gets_the_run_appends_to_a_file_of_its_own(self) -> None:
        import multiprocessing

        run = self.init()
        process = multiprocessing.get_context("spawn").Process(target=run.log_checkpoint, args=(7, texts(7)))
        process.start()
        process.join(60)
        self.assertEqual(process.exitcode, 0)
        self.assertTrue(until(lambda: self.steps() == [7]))


class DiskTest(ClientTest):
    """Files that are torn, and disks that are full."""

    def _offline(self, n_steps: int) -> str:
        run = self.init(mode="offline")
        for step in range(n_steps):
            run.log_checkpoint(step, texts(step))
        run.finish()
        return glob.glob(os.path.join(self.spool, "*.spool"))[0]

    def test_a_torn_tail_at_any_byte_costs_the_torn_record_only(self) -> None:
        whole = self._offline(3)
        with open(whole, "rb") as file:
            data = file.read()
        last = data.rindex(b"TMR1")
        for cut in {last + 1, last + 3, last + 10, (last + len(data)) // 2, len(data) - 1}:
            self.server.store.order.clear()
            self.server.store.checkpoints.clear()
            with open(whole, "wb") as file:
                file.write(data[:cut])
            self.assertTrue(self.init().finish(20))
            self.assertEqual(self.steps(), [0, 1], f"cut at {cut}")

    def test_damage_in_the_middle_is_passed_over(self) -> None:
        whole = self._offline(3)
        with open(whole, "r+b") as file:
            data = file.read()
            at = data.index(b"completion of p0 at 1")
            file.seek(at)
            file.write(b"X")
        self.assertTrue(self.init().finish(20))
        self.assertEqual(self.steps(), [0, 2])

    @unittest.skipUnless(hasattr(os, "fork"), "needs limits of POSIX")
    def test_a_full_disk_is_a_warning_and_counted_and_what_fits_again_is_kept(self) -> None:
        code = (
            "import resource\nrun.log_checkpoint(1, texts(1))\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))\n"
            "run.log_checkpoint(2, {key: 'x' * 5000 for key in PROMPTS})\n"
            "run.log_checkpoint(3, texts(3))\nprint(run.counts.dropped, run.counts.logged, flush=True)\nrun.finish()"
        )
        process = self.python(code, mode="offline")
        out, err = process.communicate(timeout=60)
        self.assertEqual(out, "1 3\n", err)
        self.assertIn("File too large", err)
        self.assertTrue(self.init().finish(20))
        self.assertEqual(self.steps(), [1, 3])

    def test_a_spool_that_cannot_be_written_moves_elsewhere_with_a_warning(self) -> None:
        blocked = os.path.join(self.folder, "file")
        with open(blocked, "w", encoding="utf-8"):
            os.environ["TMPDIR"] = self.folder
        import tempfile

        tempfile.tempdir = None
        self.addCleanup(setattr, tempfile, "tempdir", None)
        run = self.init(spool_dir=os.path.join(blocked, "spool"))
        run.log_checkpoint(1, texts(1))
        self.assertTrue(run.finish(20))
        self.assertEqual(self.steps(), [1])
        self.assertIn("cannot be used", self.log.messages[0])

    def test_a_long_run_rotates_its_files_and_keeps_the_order(self) -> None:
        run = self.init()
        run._writer._rotate_bytes = 2000
        for step in range(30):
            run.log_checkpoint(step, texts(step))
        self.assertTrue(run.finish(30))
        self.assertEqual(self.steps(), list(range(30)))
