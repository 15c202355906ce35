"""Appends records to a file of the spool that belongs to this process alone."""
from __future__ import annotations

import os
import re
import threading
from typing import List, Optional, Tuple

from ._lock import lock_descriptor
from ._owner import refuse_foreign
from ._record import Encoded

_SPOOL_FILE = re.compile(r"^(\d{6,})-[0-9a-f]{8}\.spool$")
ROTATE_BYTES = 64 * 1024 * 1024


def spool_files(directory: str) -> List[str]:
    """Names of the spool's files in the order they were begun; empty when the folder does not exist."""
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    found = [(int(match.group(1)), name) for name in names for match in [_SPOOL_FILE.match(name)] if match]
    return [name for _, name in sorted(found)]


class SpoolWriter:
    """
    Every process writes a file of its own, so a torn record can only be the last one of a file. Its number is one more than the
    largest, so the order does not hang on a clock. The file is locked as long as it may grow.
    A record is handed to the operating system before `append` returns: it outlives a kill of the process. Nothing is synced,
    which the training loop would wait for.
    """

    def __init__(self, directory: str, rotate_bytes: int = ROTATE_BYTES) -> None:
        self.directory = directory
        self._rotate_bytes = rotate_bytes
        # Re-entrant: a signal handler that logs may interrupt a call that is logging.
        self._lock = threading.RLock()
        self._fd: Optional[int] = None
        self._name: Optional[str] = None
        self._end = 0

    def append(self, record: Encoded) -> None:
        """@raises OSError when the record cannot be written (disk full, no permission); the file is then as it was before."""
        with self._lock:
            if self._fd is not None and self._end > 0 and self._end + record.size > self._rotate_bytes:
                self.close()
            fd = self._fd if self._fd is not None else self._open()
            try:
                _write_all(fd, record.parts)
            except OSError:
                # What remains when this fails too is skipped by its checksum.
                os.ftruncate(fd, self._end)
                raise
            self._end += record.size

    def position(self) -> Optional[Tuple[str, int]]:
        """File and offset that the last record ends at; None before the first record."""
        with self._lock:
            return None if self._name is None else (self._name, self._end)

    def close(self) -> None:
        """The file grows no more; a later record begins a new one."""
        with self._lock:
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None

    def forget_after_fork(self) -> None:
        """In a forked child: the parent's file stays the parent's; the child's first record begins one of its own."""
        self._lock = threading.RLock()
        self.close()
        self._name, self._end = None, 0

    def _open(self) -> int:
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        numbers = [int(name.split("-")[0]) for name in spool_files(self.directory)]
        name = f"{max(numbers, default=0) + 1:06d}-{os.urandom(4).hex()}.spool"
        # Locked before it has the name that a sender looks for: a sender never takes a fresh file for an abandoned one.
        draft = os.path.join(self.directory, f".{name}.new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        fd = os.open(draft, flags, 0o600)
        try:
            lock_descriptor(fd)
            refuse_foreign(self.directory, fd)
            os.rename(draft, os.path.join(self.directory, name))
        except OSError:
            os.close(fd)
            os.unlink(draft)
            raise
        self._fd, self._name, self._end = fd, name, 0
        return fd


def _write_all(fd: int, parts: Tuple[bytes, ...]) -> None:
    """All bytes or an error; the operating system may take fewer at a time when the disk is nearly full."""
    total = sum(map(len, parts))
    done = os.writev(fd, parts) if hasattr(os, "writev") else 0
    if done == total:
        return
    rest = memoryview(b"".join(parts))[done:]
    while rest:
        rest = rest[os.write(fd, rest) :]
