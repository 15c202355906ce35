"""Registers completions files as they appear and settle."""
from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

from .._http import describe
from .problem import Problem
from .watch_file import Handled, WatchTarget, watch_file
from .watch_find import Found, find_completions
from .watch_ledger import Ledger

_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True)
class WatchPlan:
    """What is watched, and who is told."""

    directory: str
    completions: str
    """Name of the completions file in a checkpoint's folder."""
    step_of: Callable[[str], Optional[int]]
    settle_s: float
    every_s: float
    once: bool
    """Ends when nothing is left that could be registered now."""
    ledger: Ledger
    stop: threading.Event
    tell: Callable[[Found, Handled], None]
    """Each file's outcome, told once as long as it stays the same."""
    warn: Callable[[str], None]
    """Something about the folder, the state file or the server, not about one file."""


class _Settling:
    """How long files have not changed, by looking again and again: a file server may have another clock than this machine."""

    def __init__(self) -> None:
        self._since: Dict[str, Tuple[str, float]] = {}

    def quiet_s(self, found: Found) -> float:
        now = time.monotonic()
        signature, at = self._since.get(found.name, ("", now))
        if signature != found.signature:
            self._since[found.name] = (found.signature, now)
            return 0.0
        return now - at


class _Watch:
    """One pass after the other over a folder."""

    def __init__(self, plan: WatchPlan, target: WatchTarget) -> None:
        self._plan, self._target = plan, target
        self._settling = _Settling()
        self._told: Dict[str, str] = {}
        self._trouble = ""

    def look(self) -> Tuple[int, int, str]:
        """@returns files that have not settled yet, files that were left out, and why the server cannot be reached ("" when it can)"""
        n_waiting = n_left = 0
        for found in self._list():
            if self._plan.stop.is_set():
                break
            if self._plan.ledger.has(found):
                continue
            quiet_s = self._settling.quiet_s(found)
            if quiet_s < self._plan.settle_s:
                n_waiting += 1
                continue
            if self._told.get(found.name) == f"refused {found.signature}":
                n_left += 1
                continue
            handled = watch_file(self._target, found, max(quiet_s, time.time() - found.modified_s))
            if handled.kind == "unreachable":
                return n_waiting, n_left, handled.reason
            self._trouble = ""
            if handled.kind == "registered":
                self._note(found)
            else:
                n_left += 1
            self._tell(found, handled)
        return n_waiting, n_left, ""

    def _tell(self, found: Found, handled: Handled) -> None:
        state = "partial" if handled.kind == "partial" else f"{handled.kind} {found.signature}"
        if self._told.get(found.name) != state:
            self._plan.tell(found, handled)
        self._told[found.name] = state

    def _note(self, found: Found) -> None:
        failure = self._plan.ledger.add(found)
        if failure is not None:
            self._plan.warn(
                f"The state file cannot be written ({failure}): after a restart every file is sent again, which changes nothing. --state names another place."
            )

    def _list(self) -> List[Found]:
        try:
            return find_completions(self._plan.directory, self._plan.completions, self._plan.step_of)
        except OSError as error:
            self.warn_once(f"{self._plan.directory} cannot be listed just now ({describe(error)}); trying again.")
            return []

    def warn_once(self, text: str) -> None:
        if text != self._trouble:
            self._plan.warn(text)
        self._trouble = text


def watch_folder(plan: WatchPlan, target: WatchTarget) -> int:
    """
    One bad file never ends it, nor does a server or file server that is away for a while.
    @returns how many files were left out in the last look (once: refused or still being written)
    @raises Problem, Refused when the key or the run is no longer good; once: Problem when the server cannot be reached
    """
    watch, pause_s = _Watch(plan, target), plan.every_s
    while True:
        n_waiting, n_left, away = watch.look()
        if away and plan.once:
            raise Problem(away)
        if away:
            watch.warn_once(f"{away} Trying again until it does.")
        if plan.stop.is_set() or (plan.once and n_waiting == 0):
            return n_left
        pause_s = min(_LONGEST_PAUSE_S, pause_s * 2) if away else plan.every_s
        plan.stop.wait(min(pause_s, plan.settle_s + 0.01) if plan.once else pause_s)
        if plan.stop.is_set():
            return n_left


def refuse_missing(directory: str) -> None:
    """@raises Problem when the folder is not there to begin with"""
    try:
        os.listdir(directory)
    except FileNotFoundError:
        raise Problem(f"There is no folder {directory}. Correct it, or make it first: mkdir -p {directory}") from None
    except NotADirectoryError:
        raise Problem(f"No folder is {directory}. Correct it, or make it first: mkdir -p {directory}") from None
    except OSError as error:
        raise Problem(f"Nothing can be listed in {directory} ({describe(error)}). Correct it.") from None
