"""What is shared by the runs of a process: one sender a spool folder, and what a fork or the end of the process means."""
from __future__ import annotations

import atexit
import os
import threading
import weakref
from typing import Callable, Dict, Protocol

from . import _claims
from ._http import Api
from ._sender import Sender
from ._warn import warnings


class Member(Protocol):
    """Something that a fork or the end of the process concerns."""

    def forget_after_fork(self) -> None: ...

    def flush_at_exit(self) -> None: ...


_lock = threading.RLock()
_senders: Dict[str, Sender] = {}
_users: Dict[str, int] = {}
_members: "weakref.WeakSet[Member]" = weakref.WeakSet()


def enlist(member: Member) -> None:
    """The member hears of forks and of the end of the process."""
    _members.add(member)


def acquire_sender(directory: str, api: Api) -> Sender:
    """The running sender of this folder; each acquisition is released once."""
    with _lock:
        sender = _senders.get(directory)
        if sender is None:
            sender = _senders[directory] = Sender(directory, api)
        elif sender.api.url != api.url:
            warnings.warn(f"the spool {directory} already sends to {sender.api.url}, not to {api.url}: give this run a spool_dir of its own")
        _users[directory] = _users.get(directory, 0) + 1
        sender.start()
        return sender


def release_sender(directory: str) -> None:
    """The last release ends the thread."""
    sender = None
    with _lock:
        _users[directory] = _users.get(directory, 0) - 1
        if _users[directory] <= 0:
            _users.pop(directory)
            sender = _senders.pop(directory, None)
    # Outside of the lock: it waits for the thread.
    if sender is not None:
        sender.stop()


def _forget_after_fork() -> None:
    global _lock
    _lock = threading.RLock()
    warnings.forget_after_fork()
    _claims.forget_after_fork()
    for sender in _senders.values():
        sender.forget_after_fork()
    _senders.clear()
    _users.clear()
    for member in list(_members):
        member.forget_after_fork()


def _flush_at_exit() -> None:
    for member in list(_members):
        member.flush_at_exit()


def _register(register_at_fork: Callable[..., None]) -> None:
    register_at_fork(after_in_child=_forget_after_fork)


if hasattr(os, "register_at_fork"):
    _register(os.register_at_fork)
atexit.register(_flush_at_exit)
