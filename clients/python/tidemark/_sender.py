"""Sends a spool in the background: one record after the other, each once, however often it takes."""
from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass
from typing import Dict, Optional

from ._delivery import Outcome, SpoolState, deliver
from ._http import Api, describe
from ._lock import lock_path
from ._spool_reader import REJECTED, Found, SpoolReader
from ._warn import warnings

_LOOK_AGAIN_S = 0.5
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 60.0
_KEY_DELAY_S = 15.0


@dataclass
class Counts:
    """Records of a sender's life."""

    sent: int = 0
    rejected: int = 0
    damaged: int = 0
    failures: int = 0
    """Attempts that will be repeated."""


class Sender:
    """
    A thread that drains a spool folder. Of several processes with one folder, the one that holds the lock sends the files of all;
    the others take over when it ends. The thread is a daemon: it never keeps a process from ending.
    """

    def __init__(self, directory: str, api: Api) -> None:
        self.directory, self.api = directory, api
        self.counts = Counts()
        self._wake = threading.Condition()
        self._stopping = False
        self._hurry = 0
        self._lock_fd: Optional[int] = None
        # Its own generator: the training's random numbers stay untouched.
        self._random = random.Random()
        self._thread: Optional[threading.Thread] = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tidemark-sender", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Something new is in the spool."""
        with self._wake:
            self._wake.notify_all()

    def hurry(self) -> int:
        """Ends a back-off now. @returns the number of failures so far: more of them mean that the server does not answer"""
        with self._wake:
            self._hurry += 1
            self._wake.notify_all()
        return self.counts.failures

    def stop(self) -> None:
        """Ends the thread after the call it is in; the spool keeps the rest."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()

    def forget_after_fork(self) -> None:
        """In a forked child, which has no thread and must not keep the parent's lock alive."""
        self._wake = threading.Condition()
        self._stopping = True
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def _run(self) -> None:
        try:
            while not self._stopping:
                try:
                    if self._take_lock():
                        self.drain()
                        return
                except Exception as error:  # the thread outlives whatever the file system does
                    warnings.warn(f"sending pauses ({describe(error)}); the spool {self.directory} keeps everything")
                    self._sleep(self._delay(3))
                self._sleep(_LOOK_AGAIN_S)
        finally:
            if self._lock_fd is not None:
                os.close(self._lock_fd)
                self._lock_fd = None

    def _take_lock(self) -> bool:
        if self._lock_fd is None and os.path.isdir(self.directory):
            self._lock_fd = lock_path(os.path.join(self.directory, "sender.lock"))
        return self._lock_fd is not None

    def drain(self, until_empty: bool = False) -> Outcome:
        """
        Sends until stopped, or until nothing is left. With `until_empty` the first failure ends it.
        @raises OSError when the spool cannot be read or written
        """
        reader, state = SpoolReader(self.directory), SpoolState(self.directory)
        n_failed = 0
        while not self._stopping:
            found = reader.next()
            if found is None:
                if until_empty:
                    return Outcome("sent")
                self._sleep(_LOOK_AGAIN_S)
                continue
            self.counts.damaged += found.damaged_bytes > 0
            outcome = deliver(self.api, found.record, state)
            if outcome.kind == "later":
                self.counts.failures += 1
                if until_empty:
                    return outcome
                n_failed += 1
                warnings.warn(f"not sent yet: {outcome.reason} Training goes on; the spool {self.directory} keeps the data.")
                self._back_off(n_failed, outcome)
                continue
            n_failed = 0
            self._settle(reader, found, outcome)
        return Outcome("sent")

    def _settle(self, reader: SpoolReader, found: Found, outcome: Outcome) -> None:
        if outcome.kind == "refused":
            head: Dict[str, object] = found.record.head
            reason = {"reason": outcome.reason, "status": outcome.status, "code": outcome.code, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            reader.reject(found, reason)
            self.counts.rejected += 1
            what = f"{head.get('kind')} of {head.get('run')}" + (f" at step {head['step']}" if "step" in head else "")
            warnings.warn(f"the server refuses the {what}: {outcome.reason} It is kept in {os.path.join(self.directory, REJECTED)}.")
            return
        self.counts.sent += 1
        try:
            reader.advance(found)
        except OSError as error:
            warnings.warn(f"cannot note what has been sent ({describe(error)}); it may be sent again, which changes nothing")

    def _back_off(self, n_failed: int, outcome: Outcome) -> None:
        """Waits with jitter, at least as long as the server asks for; `hurry` (a flush) cuts it short unless the server asked."""
        delay = max(self._delay(n_failed), outcome.retry_after or 0.0)
        if outcome.status in (401, 403):
            delay = max(delay, _KEY_DELAY_S)
        self._sleep(delay, can_hurry=outcome.retry_after is None, wake_on_new=False)

    def _delay(self, n_failed: int) -> float:
        return min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2 ** min(n_failed, 10)) * self._random.uniform(0.5, 1.0)

    def _sleep(self, seconds: float, can_hurry: bool = True, wake_on_new: bool = True) -> None:
        end = time.monotonic() + seconds
        with self._wake:
            hurry = self._hurry
            while not self._stopping:
                left = end - time.monotonic()
                if left <= 0 or (can_hurry and self._hurry != hurry):
                    return
                self._wake.wait(left)
                if wake_on_new:
                    return
