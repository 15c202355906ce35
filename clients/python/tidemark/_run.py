"""A run as the training loop sees it. Nothing here raises into the loop or waits for the network unless asked to."""
from __future__ import annotations

import functools
import math
import os
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, TypeVar, cast

from . import _claims
from ._completions import Completions, completion_columns
from ._delivery import branch_of
from ._forwarder import Forwarder
from ._http import Api, TidemarkError, describe, run_path
from ._inputs import plain, valid_name, valid_step
from ._looks import Looks, looks_of
from ._processes import acquire_sender, enlist, release_sender
from ._record import encode_record
from ._sender import Sender
from ._spool_reader import REJECTED, is_delivered
from ._spool_writer import SpoolWriter
from ._verdicts import VerdictWatch, read_verdict, wait_for_verdict
from ._warn import warnings
from .results import Best, Verdict

_EXIT_FLUSH_S = 10.0
_LONGEST_PATH = 4096
_METRIC_NAMES = {"train_reward": "trainReward"}
_Method = TypeVar("_Method", bound=Callable[..., None])


@dataclass
class RunCounts:
    """What became of the calls of this process; `dropped` are those that could not be kept."""

    logged: int = 0
    dropped: int = 0
    replaced_surrogates: int = 0
    """Lone surrogates that were written as U+FFFD."""
    not_text: int = 0
    """Completions that were no strings and were left out."""


def _sacred(method: _Method) -> _Method:
    """The training loop goes on whatever happens: an error is counted and becomes a warning."""

    @functools.wraps(method)
    def guarded(self: "Run", *args: Any, **kwargs: Any) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as error:
            self.counts.dropped += 1
            warnings.warn(f"{method.__name__} of {self.ref} keeps nothing: {describe(error)}")

    return cast(_Method, guarded)


class Run:
    """Made by `tidemark.init`. Calls write to the spool and return; a background thread sends."""

    def __init__(self, ref: str, mode: str, spool_dir: str, api: Api, prompts: Optional[List[Dict[str, Any]]] = None) -> None:
        self.project, self.name = ref.split("/", 1)
        self.ref, self.mode, self.spool_dir, self.api = ref, mode, spool_dir, api
        self.prompts = prompts
        """Prompts as they were given to `init`; None when only the name of a prompt set was."""
        self.prompt_set: Optional[str] = None
        self.counts = RunCounts()
        self._writer = SpoolWriter(spool_dir)
        self._sender: Optional[Sender] = None
        self._may_send = mode == "online"
        self._watch = VerdictWatch(self._read_verdict)
        self._forwarders: List[Forwarder] = []
        self._claim = False
        """Whether this process holds the run in its spool folder."""
        self._fork: Optional[str] = None
        self._line: Optional[str] = None
        """Keeps this process's branch apart where another process records the same run."""
        self._told_of_path = False
        enlist(self)

    @property
    def fork(self) -> Optional[str]:
        """The branch that this run's own line is, where it is known by name; None leaves it to the spool and the server."""
        return self._fork

    @fork.setter
    def fork(self, name: Optional[str]) -> None:
        if name != self._fork:
            self._fork = name
            # What the old one has read, or reads just now, is about another branch.
            self._watch.stop()
            self._watch = VerdictWatch(self._read_verdict)

    @_sacred
    def log_checkpoint(
        self, step: int, completions: Completions, path: Optional[str] = None, metadata: Optional[Dict[str, Any]] = None, branch: Optional[str] = None
    ) -> None:
        """
        Keeps what the checkpoint wrote, to be sent in the background.

        @param completions key -> text (or a list of texts); rows with key, completion and perhaps finish_reason and sample; a data frame
            or the path of a .jsonl, .json or .csv file of such rows; or texts in the order of the prompts that `init` was given
        @param path where the checkpoint lies; the server keeps it as text and never opens it
        @param metadata JSON values that are shown with the checkpoint
        @param branch left out: the run's own line, which becomes a branch by itself when a resumed run writes other texts
        """
        if self.mode == "disabled":
            return
        head: Dict[str, Any] = {"kind": "checkpoint", "run": self.ref, "step": valid_step(step)}
        columns, named = completion_columns(completions, self.prompts), self.fork if branch is None else branch
        if columns.n_not_text:
            self.counts.not_text += columns.n_not_text
            warnings.warn(f"{columns.n_not_text} completions of step {head['step']} are no strings and are left out; they count as missing")
        head["keys"] = columns.keys
        optional = {
            "finish": columns.finish, "samples": columns.samples, "path": self._checked_path(path),
            "metadata": None if metadata is None else plain(metadata), "branch": None if named is None else valid_name(named),
        }
        head.update((name, value) for name, value in optional.items() if value is not None)
        self._append(head, columns.texts)
        self._watch.wake()
        for forwarder in self._forwarders:
            forwarder.wake()

    @_sacred
    def log_metrics(self, step: int, *, branch: Optional[str] = None, **values: float) -> None:
        """Keeps values of the training loop at a step: kl, entropy, train_reward, or any other name. What is not finite is left out."""
        if self.mode == "disabled":
            return
        numbers = {_METRIC_NAMES.get(name, name): float(value) for name, value in values.items() if value is not None}
        finite = {name: value for name, value in numbers.items() if math.isfinite(value)}
        if len(finite) < len(numbers):
            warnings.warn(f"metrics of step {step} that are not finite are left out: {', '.join(sorted(set(numbers) - set(finite)))}")
        if finite:
            head, named = {"kind": "metrics", "run": self.ref, "step": valid_step(step), "values": finite}, self.fork if branch is None else branch
            self._append(head if named is None else {**head, "branch": valid_name(named)})

    def verdict(self, wait: bool = False, timeout: float = 600.0) -> Verdict:
        """
        Whether the run is healthy. Without `wait` it is the latest that a background thread has read, at once; with `wait` it comes
        when everything logged so far has been sent, scored and tested, or after `timeout` seconds. Never raises: what is not
        known is `pending` with a reason, and `should_stop` is then False.
        """
        if self.mode != "online" or not self._may_send:
            return Verdict.unknown(f"this process does not talk to the server (mode {self.mode})")
        if not wait:
            return self._watch.latest()
        deadline = time.monotonic() + timeout
        if not self._flush(deadline, give_up_early=False):
            return Verdict.unknown(f"not everything has been sent after {timeout:g} s; the spool {self.spool_dir} keeps it")
        return wait_for_verdict(self._read_verdict, deadline)

    def best(self, timeout: float = 10.0) -> Best:
        """The checkpoint to keep. Asks the server and waits for it at most `timeout` seconds; never raises."""
        if self.mode != "online" or not self._may_send:
            return Best(None, f"this process does not talk to the server (mode {self.mode})")
        try:
            return Best.from_json(self.api.get(f"{run_path(self.ref)}/best", {"branch": self.branch()}, timeout))
        except (TidemarkError, KeyError, TypeError) as error:
            return Best(None, describe(error))

    def finish(self, timeout: float = 60.0) -> bool:
        """
        Waits until everything has been sent, at most `timeout` seconds, and ends the background threads.
        @returns whether it has; otherwise the spool keeps the rest for the next start
        """
        return self._finish(timeout, give_up_early=False)

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.finish()

    def __reduce__(self) -> Any:
        """In another process it is a run that writes a spool file of its own and leaves the sending to this one."""
        return _appender, (self._line, self.fork, self.ref, self.mode, self.spool_dir, self.api, self.prompts)

    def setup(self, head: Dict[str, Any]) -> None:
        """First record of a process: creates on the server what does not exist yet. @raises OSError, TypeError"""
        self._claim = _claims.claim(self.spool_dir, self.ref)
        if not self._claim:
            self._line = os.urandom(4).hex()
            warnings.warn(
                f"another process records {self.ref} from the spool {self.spool_dir} just now: where this one writes other texts they go to "
                "a branch of their own. Give one of them another run name"
            )
        self._append(head)

    def add_forwarder(self, forwarder: Forwarder) -> None:
        """Finished looks go there too."""
        self._forwarders.append(forwarder)
        forwarder.wake()

    def branch(self) -> str:
        """The branch that this run writes to when a call names none."""
        return self.fork or branch_of(self.spool_dir, self.ref, self._line)

    def read_looks(self) -> Looks:
        """Finished looks of the branch that this run writes to. Waits for the server. @raises TidemarkError, KeyError, TypeError"""
        branch = self.branch()
        curve = self.api.get(f"{run_path(self.ref)}/curve", {"branch": branch})
        return looks_of(curve, read_verdict(self.api, self.ref, branch))

    def start(self) -> None:
        """Begins to send what lies in the spool, of earlier processes too."""
        if self._may_send and self._sender is None:
            self._sender = acquire_sender(self.spool_dir, self.api)

    def stay_silent(self, line: Optional[str]) -> None:
        """This process appends to the spool, to the line of the process that sends."""
        self._may_send, self._line = False, line

    def forget_after_fork(self) -> None:
        """In a forked child: it appends to a file of its own, and the parent sends it."""
        self.stay_silent(self._line)
        self._sender = None
        self._writer.forget_after_fork()
        self._watch = VerdictWatch(self._read_verdict)
        self._claim = False
        self._forwarders = []

    def flush_at_exit(self) -> None:
        """A short try; a server that does not answer does not keep the process."""
        try:
            if self._sender is not None:
                self._finish(_EXIT_FLUSH_S, give_up_early=True)
        except Exception as error:
            warnings.warn(f"the spool {self.spool_dir} was not emptied at exit ({describe(error)}); it is sent at the next start")

    def _append(self, head: Dict[str, Any], texts: Optional[List[str]] = None) -> None:
        record = encode_record(head if self._line is None else {**head, "line": self._line}, texts or ())
        self._writer.append(record)
        self.counts.logged += 1
        if record.replaced:
            self.counts.replaced_surrogates += record.replaced
            warnings.warn(f"{record.replaced} lone surrogates are written as U+FFFD")
        self.start()
        if self._sender is not None:
            self._sender.wake()

    def _read_verdict(self, timeout: float) -> Verdict:
        return read_verdict(self.api, self.ref, self.branch(), timeout)

    def _finish(self, timeout: float, give_up_early: bool) -> bool:
        # Closed first: the sender removes a file only once nobody may append to it.
        self._writer.close()
        if self._claim:
            self._claim = False
            _claims.release(self.spool_dir, self.ref)
        if self.mode == "disabled" or not self._may_send:
            return True
        deadline = time.monotonic() + timeout
        done = self._flush(deadline, give_up_early)
        for forwarder in self._forwarders:
            forwarder.finish(deadline if done else 0.0)
        self._forwarders = []
        self._watch.stop()
        self._watch = VerdictWatch(self._read_verdict)
        if self._sender is not None:
            if self._sender.n_rejected:
                warnings.warn(f"{self._sender.n_rejected} records were refused; {os.path.join(self.spool_dir, REJECTED)} says why")
            self._sender = None
            release_sender(self.spool_dir)
        if not done:
            warnings.warn(f"not everything has been sent; the spool {self.spool_dir} keeps it for the next start")
        return done

    def _flush(self, deadline: float, give_up_early: bool) -> bool:
        """Waits until what this process has written is delivered, by whichever process sends."""
        failures = self._sender.hurry() if self._sender else 0
        while not is_delivered(self.spool_dir, self._writer.position()):
            gave_up = give_up_early and self._sender is not None and self._sender.n_failures > failures
            if gave_up or time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        return True

    def _checked_path(self, path: Optional[str]) -> Optional[str]:
        if path is None:
            return None
        text = os.fspath(path)
        if len(text) > _LONGEST_PATH:
            warnings.warn(f"a checkpoint's path has more than {_LONGEST_PATH} characters and is left out")
            return None
        if not self._told_of_path and "://" not in text and not os.path.exists(text):
            self._told_of_path = True
            warnings.warn(f"the checkpoint's path {text} does not exist (yet); it is kept as it is, and so are others like it")
        return text


def _appender(line: Optional[str], fork: Optional[str], *given: Any) -> Run:
    run = Run(*given)
    run.stay_silent(line)
    run.fork = fork
    return run
