"""The thread that forwards finished looks to one tracker."""
from __future__ import annotations

import hashlib
import os
import threading
import time
from typing import Callable, List, Optional, Set

from ._http import TidemarkError, describe
from ._looks import Look, Looks
from ._spool_reader import read_json, write_json
from ._targets import Target
from ._warn import warnings

_UNFINISHED_POLL_S = 5.0
_POLL_S = 30.0


class Forwarder:
    """Reads looks and writes those that the tracker's run does not have yet, in step order; what failed is tried again."""

    def __init__(self, to: str, attach: Callable[[], Optional[Target]], read: Callable[[], Looks], directory: str) -> None:
        self._to, self._attach, self._read, self._directory = to, attach, read, directory
        self._target: Optional[Target] = None
        self._done: Set[str] = set()
        self._told = ""
        self._wake = threading.Event()
        self._stopping = False
        self._thread: Optional[threading.Thread] = None

    def wake(self) -> None:
        """A checkpoint has been logged. Trackers keep their run by thread: it is looked up here, where the training runs."""
        if self._target is None:
            try:
                self._target = self._attach()
            except Exception as error:
                warnings.warn(f"nothing is forwarded to {self._to}: {describe(error)}")
        if self._target is not None and self._thread is None and not self._stopping:
            self._thread = threading.Thread(target=self._run, name=f"tidemark-{self._to}", daemon=True)
            self._thread.start()
        self._wake.set()

    def finish(self, deadline: float) -> None:
        """Forwards what is finished now, until the monotonic clock reaches the deadline, and ends the thread."""
        if self._target is None and not self._stopping:
            self.wake()
        if self._target is None:
            warnings.warn(f"nothing was forwarded to {self._to}: no run of it was active when checkpoints were logged")
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        target = self._target
        assert target is not None
        self._done = set(map(str, read_json(self._path(target), list)))
        while True:
            # Cleared before anything is read: what is logged meanwhile is looked at again, and an end that is asked for meanwhile is seen.
            self._wake.clear()
            if self._stopping:
                break
            self._wake.wait(_UNFINISHED_POLL_S if self._forward(target, last=False) else _POLL_S)
        self._forward(target, last=True)

    def _forward(self, target: Target, last: bool) -> bool:
        """@returns whether more is expected soon"""
        try:
            looks = self._read()
            missing = [look for look in looks.looks if look.key not in self._done]
            n_left = self._write(target, missing, looks, last)
            if last and n_left:
                warnings.warn(f"{n_left} looks were not forwarded to {self._to}; the next start does it")
            return looks.unfinished or n_left > 0
        except TidemarkError:
            return True  # the sender warns of a server that does not answer
        except Exception as error:
            warnings.warn(f"forwarding to {self._to} fails ({describe(error)}); training goes on")
            return True

    def _write(self, target: Target, missing: List[Look], looks: Looks, last: bool) -> int:
        verdict = looks.verdict
        regressed = {"healthy": 0.0, "regressed": 1.0}.get(verdict.verdict)
        more = {} if regressed is None else {"regressed": regressed}
        written = 0
        try:
            for look in missing:
                if not target.write(look.step, {f"tidemark/{name}": value for name, value in {**look.values, **more}.items()}, last):
                    break
                self._done.add(look.key)
                written += 1
            if verdict.raw and verdict.verdict != self._told:
                target.tell({"verdict": verdict.verdict, "reason": verdict.reason})
                self._told = verdict.verdict
        finally:
            if written:
                write_json(self._path(target), sorted(self._done))
        if last:
            target.close()
        return len(missing) - written

    def _path(self, target: Target) -> str:
        return os.path.join(self._directory, f"forwarded-{self._to}-{hashlib.sha256(target.key.encode('utf-8')).hexdigest()[:12]}.json")
