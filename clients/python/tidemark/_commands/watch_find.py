"""Completions files of a folder, and the checkpoints they belong to."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Callable, List, Optional

from .._inputs import LARGEST_STEP
from .._tables import EXTENSION, is_table_name

_UNFINISHED = re.compile(r"^\.|^tmp[-_.]|\.(tmp|part|partial|incomplete)$", re.IGNORECASE)
"""What trainers and copying programs call things that are not finished."""


@dataclass(frozen=True)
class Found:
    """A completions file."""

    file: str
    """Absolute."""
    name: str
    """Below the watched folder, for messages and the state file."""
    step: int
    folder: Optional[str]
    """The checkpoint's folder, absolute; None for a completions file that lies in none."""
    signature: str
    """Changes whenever the file does."""
    modified_s: float


def step_of_name(name: str, pattern: Optional["re.Pattern[str]"]) -> Optional[int]:
    """The last number in a name (`checkpoint-400`, `epoch=1-step=0400.jsonl`), or what the pattern's first group holds; None where there is none."""
    if pattern is not None:
        found = pattern.search(name)
        digits = found.group(1) if found else None
    else:
        numbers = re.findall(r"[0-9]+", EXTENSION.sub("", name))
        digits = numbers[-1] if numbers else None
    if digits is None or not re.fullmatch(r"[0-9]+", digits) or int(digits) > LARGEST_STEP:
        return None
    return int(digits)


def find_completions(directory: str, completions: str, step_of: Callable[[str], Optional[int]]) -> List[Found]:
    """
    In step order: files whose name tells a step, and `completions` in folders whose name does.
    @raises OSError when the folder cannot be listed
    """
    with os.scandir(directory) as entries:
        found = [one for one in (_found(directory, entry.name, completions, step_of) for entry in entries) if one is not None]
    return sorted(found, key=lambda one: (one.step, one.name))


def _found(directory: str, name: str, completions: str, step_of: Callable[[str], Optional[int]]) -> Optional[Found]:
    step = None if _UNFINISHED.search(name) else step_of(name)
    if step is None:
        return None
    place = os.path.abspath(os.path.join(directory, name))
    is_folder = os.path.isdir(place)
    if not is_folder and not is_table_name(name):
        return None
    file = os.path.join(place, completions) if is_folder else place
    if not os.path.isfile(file):
        return None
    try:
        stat = os.stat(file)
    except OSError:
        return None  # gone just now, or not to be looked at
    below = os.path.relpath(file, os.path.abspath(directory))
    return Found(file, below, step, place if is_folder else None, f"{stat.st_size} {stat.st_mtime_ns}", stat.st_mtime)
