"""Sends a spool in the background: one record after the other, each once, however often it takes."""
from __future__ import annotations

import os
import random
import threading
import time
from typing import Callable, Dict, Optional

from ._delivery import Outcome, SpoolState, deliver
from ._http import Api, describe
from ._lock import lock_path
from ._other_version import warn_of_other_version
from ._spool_reader import REJECTED, Found, SpoolReader
from ._warn import warnings

_LOOK_AGAIN_S = 0.5
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 60.0
_KEY_DELAY_S = 15.0
_END_S = 1.0


class Sender:
    """
    A thread that drains a spool folder. Of several processes with one folder, the one that holds the lock sends the files of all;
    the others take over when it ends. The thread is a daemon: it never keeps a process from ending.
    """

    def __init__(self, directory: str, api: Api) -> None:
        self.directory, self.api = directory, api
        self.n_sent = self.n_rejected = self.n_damaged = 0
        self.n_failures = 0
        """Attempts that will be repeated."""
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
        return self.n_failures

    def stop(self) -> None:
        """Ends the thread after the call it is in, which is waited for a moment; the spool keeps the rest."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_END_S)

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

    def drain(self) -> None:
        """Sends until stopped. @raises OSError when the spool cannot be read or written"""
        reader, state = SpoolReader(self.directory), SpoolState(self.directory)
        n_failed = 0
        while not self._stopping:
            outcome = self._send_next(reader, state)
            if outcome is None:
                self._sleep(_LOOK_AGAIN_S)
            elif outcome.kind == "later":
                n_failed += 1
                warnings.warn(f"not sent yet: {outcome.reason} Training goes on; the spool {self.directory} keeps the data.")
                self._back_off(n_failed, outcome)
            else:
                n_failed = 0
        # Files that are done are removed on the way to the next record.
        reader.next()

    def empty(self, most_attempts: int, on_record: Callable[[], None]) -> Optional[Outcome]:
        """
        Sends what lies in the spool now, in this thread, and returns. The caller holds the sender's lock.
        @param most_attempts times that a record is tried when the server cannot answer
        @param on_record called after each record that has been dealt with
        @returns why the rest could not be sent; None when nothing is left
        @raises OSError when the spool cannot be read or written
        """
        reader, state = SpoolReader(self.directory), SpoolState(self.directory)
        n_failed = 0
        while True:
            outcome = self._send_next(reader, state)
            if outcome is None:
                return None
            if outcome.kind != "later":
                n_failed = 0
                on_record()
                continue
            n_failed += 1
            if n_failed >= most_attempts or outcome.status in (401, 403):
                return outcome
            self._back_off(n_failed, outcome)

    def _send_next(self, reader: SpoolReader, state: SpoolState) -> Optional[Outcome]:
        """One attempt with the first record; None when there is none."""
        found = reader.next()
        for name in reader.newly_unreadable():
            warnings.warn(f"{os.path.join(self.directory, name)} cannot be read and is left alone: perhaps another user's training wrote it")
        if found is None:
            return None
        outcome = deliver(self.api, found.record, state)
        if outcome.kind == "later":
            self.n_failures += 1
            return outcome
        self.n_damaged += found.damaged_bytes > 0
        self._settle(reader, found, outcome)
        # Another call, which may take its time: by now nobody waits for this record.
        warn_of_other_version(self.api)
        return outcome

    def _settle(self, reader: SpoolReader, found: Found, outcome: Outcome) -> None:
        if outcome.kind == "refused":
            head: Dict[str, object] = found.record.head
            reason = {"reason": outcome.reason, "status": outcome.status, "code": outcome.code, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            reader.reject(found, reason)
            self.n_rejected += 1
            what = f"{head.get('kind')} of {head.get('run')}" + (f" at step {head['step']}" if "step" in head else "")
            warnings.warn(f"the server refuses the {what}: {outcome.reason} It is kept in {os.path.join(self.directory, REJECTED)}.")
            return
        self.n_sent += 1
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
        return min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** min(n_failed, 10)) * self._random.uniform(0.5, 1.0)

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
