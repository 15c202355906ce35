"""Advisory lock of a file that ends with the process that holds it, however that process ends."""
from __future__ import annotations

import os
import sys
from typing import Optional

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> bool:
        try:
            # A byte far behind the data, so that other processes can still read the file.
            os.lseek(fd, 1 << 40, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            return True
        except OSError:
            return False

else:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            return False


def lock_descriptor(fd: int) -> bool:
    """Takes the lock for this open file; False when another open file holds it, or the file system has no locks."""
    return _try_lock(fd)


def lock_path(path: str) -> Optional[int]:
    """Opens and locks a file. @returns the descriptor, to be closed by the caller; None when another holds the lock"""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    if _try_lock(fd):
        return fd
    os.close(fd)
    return None


def is_locked(path: str) -> bool:
    """Whether some process holds the file's lock. A file that cannot be opened counts as held."""
    try:
        fd = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return True
    try:
        return not _try_lock(fd)
    finally:
        os.close(fd)
