"""Reads a run's verdict: once, until it is settled, or again and again in the background."""
from __future__ import annotations

import threading
import time
from typing import Callable, Optional

from ._http import Api, Refused, TidemarkError, run_path
from .results import Verdict

_CALL_TIMEOUT_S = 10.0
_POLL_S = 1.0
_SETTLED_POLL_S = 5.0


def read_verdict(api: Api, run: str, branch: str, timeout: float = _CALL_TIMEOUT_S) -> Verdict:
    """@raises Unreachable, Refused"""
    answer = api.get(f"{run_path(run)}/verdict", {"branch": branch}, timeout)
    try:
        return Verdict.from_json(answer)
    except (KeyError, TypeError) as error:
        raise Refused(200, "unknown-answer", f"{api.url} answers, but with no verdict ({error}): is it a Tidemark server?", ()) from error


def is_settled(verdict: Verdict) -> bool:
    """Whether everything that the server has is part of the verdict."""
    return verdict.verdict != "pending" and not verdict.n_pending


def wait_for_verdict(read: Callable[[float], Verdict], deadline: float) -> Verdict:
    """
    Reads until the verdict is settled, or the monotonic clock reaches the deadline; then the last one, or why there is none.
    A refusal (no such run) ends the waiting.
    """
    while True:
        left = deadline - time.monotonic()
        try:
            verdict = read(max(1.0, min(_CALL_TIMEOUT_S, left)))
            if is_settled(verdict):
                return verdict
        except Refused as error:
            return Verdict.unknown(str(error))
        except TidemarkError as error:
            verdict = Verdict.unknown(str(error))
        left = deadline - time.monotonic()
        if left <= 0:
            return verdict
        time.sleep(min(_POLL_S, left))


class VerdictWatch:
    """A daemon thread that keeps the latest verdict, so that the training loop can look at it without waiting."""

    def __init__(self, read: Callable[[float], Verdict]) -> None:
        self._read = read
        self._latest = Verdict.unknown("no answer from the server yet")
        self._wake = threading.Event()
        self._stopping = False
        self._thread: Optional[threading.Thread] = None

    def latest(self) -> Verdict:
        """The last answer; starts the thread when it is asked for the first time."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tidemark-verdict", daemon=True)
            self._thread.start()
        return self._latest

    def wake(self) -> None:
        """A checkpoint has been logged."""
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            # Cleared before reading: what is logged meanwhile is looked at again.
            self._wake.clear()
            pause = _POLL_S
            try:
                self._latest = self._read(_CALL_TIMEOUT_S)
                pause = _SETTLED_POLL_S if is_settled(self._latest) else _POLL_S
            except TidemarkError as error:
                # An answer that was had is better than none.
                if not self._latest.raw:
                    self._latest = Verdict.unknown(str(error))
                pause = _SETTLED_POLL_S
            self._wake.wait(pause)
