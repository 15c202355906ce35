"""Advisory lock of a file that ends with the process that holds it, however that process ends."""
from __future__ import annotations

import os
import sys
from typing import Optional

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> Optional[bool]:
        """Whether the lock is had; None where the file system has no locks."""
        try:
            # A byte far behind the data, so that other processes can still read the file.
            os.lseek(fd, 1 << 40, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            return True
        except OSError:
            return False

else:
    import errno
    import fcntl

    _HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)

    def _try_lock(fd: int) -> Optional[bool]:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            return False if error.errno in _HELD else None


def lock_descriptor(fd: int) -> None:
    """Takes the lock for this open file, unless another open file holds it or the file system has no locks."""
    _try_lock(fd)


def lock_path(path: str) -> Optional[int]:
    """
    Opens and locks a file. Where the file system has no locks it counts as locked: what two senders send twice the server stores once.
    @returns the descriptor, to be closed by the caller; None when another holds the lock
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    if _try_lock(fd) is not False:
        return fd
    os.close(fd)
    return None


def is_locked(path: str) -> bool:
    """Whether some process holds the file's lock. A file that cannot be opened, or not be locked for want of locks, counts as held."""
    try:
        fd = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return True
    try:
        return not _try_lock(fd)
    finally:
        os.close(fd)
