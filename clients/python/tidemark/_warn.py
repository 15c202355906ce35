"""Warnings that cannot flood a training log: at most one a minute, the rest counted."""
from __future__ import annotations

import logging
import threading
import time

logger = logging.getLogger("tidemark")
_QUIET_S = 60.0


class Warnings:
    """Shared by everything in the process; `total` counts the silent ones too."""

    def __init__(self) -> None:
        # Re-entrant: a signal handler may warn while a warning is being counted.
        self._lock = threading.RLock()
        self._last = float("-inf")
        self._silent = 0
        self.total = 0

    def warn(self, message: str) -> None:
        """Logs on the logger `tidemark`; never raises."""
        with self._lock:
            self.total += 1
            # Monotonic: a clock that jumps must neither silence nor flood.
            now = time.monotonic()
            if now - self._last < _QUIET_S:
                self._silent += 1
                return
            more = f" ({self._silent} more warnings since the last one)" if self._silent else ""
            self._last, self._silent = now, 0
        logger.warning("tidemark: %s%s", message, more)

    def forget_after_fork(self) -> None:
        """The lock may have been held by a thread that the child does not have."""
        self._lock = threading.RLock()


warnings = Warnings()
