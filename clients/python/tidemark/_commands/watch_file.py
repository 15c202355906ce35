"""Reads one settled file and registers it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

from .._http import Refused, Unreachable
from .completions_file import read_completions
from .problem import Problem
from .send_checkpoint import send_checkpoint
from .server import Server, sentence
from .watch_find import Found

_FATAL = (401, 403, 404)
"""Beyond these no other file would fare better."""


@dataclass(frozen=True)
class WatchTarget:
    """Where the files go, and how they are read."""

    server: Server
    run: Dict[str, Any]
    branch: str
    on_conflict: str
    columns: Dict[str, str]
    format: Optional[str]
    partial_s: float
    """A file with fewer prompts than the run's set must have been quiet this long: perhaps somebody still writes to it."""


@dataclass(frozen=True)
class Handled:
    """
    `registered`, `partial` (whole lines, but not of every prompt), `refused` (nothing changes until the file does) or
    `unreachable` (nobody answers just now).
    """

    kind: str
    reason: str = ""
    n_prompts: int = 0
    known: bool = False
    checkpoint: Optional[Dict[str, Any]] = None


def watch_file(target: WatchTarget, found: Found, quiet_s: float) -> Handled:
    """@param quiet_s how long it has not changed @raises Problem, Refused when the key or the run is no longer good"""
    try:
        completions = read_completions(found.file, target.columns, target.format, shown=found.name)
    except ValueError as error:
        return Handled("refused", str(error))
    n_prompts = len({item["key"] for item in completions})
    if n_prompts < target.run["promptSet"]["nPrompts"] and quiet_s < target.partial_s:
        return Handled("partial", n_prompts=n_prompts)
    body = {"step": found.step, "branch": target.branch, "path": found.folder, "completions": completions}
    try:
        checkpoint, known = send_checkpoint(target.server, target.run, body, target.on_conflict)
    except Refused as error:
        if error.status in _FATAL:
            raise
        return Handled("refused", f"{found.name}: {sentence(error)}")
    except Problem as error:
        if isinstance(error.__cause__, Unreachable) and error.__cause__.status in _FATAL:
            raise
        return Handled("unreachable", str(error))
    return Handled("registered", known=known, checkpoint=checkpoint)
