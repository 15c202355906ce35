"""Which process records a run: one at a time for each spool folder, so that two trainers with one name do not mix their lines."""
from __future__ import annotations

import hashlib
import os
import threading
from typing import Dict, Tuple

from ._lock import lock_path

_lock = threading.RLock()
_held: Dict[str, Tuple[int, int]] = {}
"""Lock file -> descriptor and number of claims in this process."""


def claim(directory: str, run: str) -> bool:
    """
    Whether this process is the one that records the run from this spool folder; each claim is released once. The claim ends with
    the process, however that ends.
    @raises OSError when the folder cannot be written
    """
    path = _path(directory, run)
    with _lock:
        if path in _held:
            fd, n_claims = _held[path]
            _held[path] = (fd, n_claims + 1)
            return True
        os.makedirs(directory, mode=0o700, exist_ok=True)
        taken = lock_path(path)
        if taken is None:
            return False
        _held[path] = (taken, 1)
        return True


def release(directory: str, run: str) -> None:
    """Gives one claim back; the last one ends it."""
    path = _path(directory, run)
    with _lock:
        fd, n_claims = _held.get(path, (-1, 0))
        if n_claims > 1:
            _held[path] = (fd, n_claims - 1)
        elif n_claims == 1:
            os.close(fd)
            del _held[path]


def forget_after_fork() -> None:
    """In a forked child: the claims are the parent's, and must not outlive it."""
    global _lock
    _lock = threading.RLock()
    for fd, _ in _held.values():
        os.close(fd)
    _held.clear()


def _path(directory: str, run: str) -> str:
    return os.path.join(directory, f"run-{hashlib.sha256(run.encode('utf-8')).hexdigest()[:12]}.lock")
