"""Refuses a spool that another user began: its files cannot all be read or removed, and its data may not be this user's to send."""
from __future__ import annotations

import os


class ForeignSpool(PermissionError):
    """The spool folder belongs to another user; the text says what to do."""

    def __init__(self, directory: str, owner: int) -> None:
        super().__init__(f"the spool {directory} belongs to another user ({_user_name(owner)}): name a folder of your own with TIDEMARK_SPOOL_DIR")


def refuse_foreign(directory: str, own_fd: int) -> None:
    """
    Compares the folder's owner with that of a file this process has just made in it, which is right on file servers too that
    write under another name than the process has.
    @raises ForeignSpool
    """
    owner, own = os.stat(directory).st_uid, os.fstat(own_fd).st_uid
    if owner != own:
        raise ForeignSpool(directory, owner)


def refuse_foreign_folder(directory: str) -> None:
    """The same where no file has been made yet. @raises ForeignSpool, OSError when the folder cannot be written"""
    probe = os.path.join(directory, f".owner-{os.getpid()}-{os.urandom(4).hex()}")
    fd = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        refuse_foreign(directory, fd)
    finally:
        os.close(fd)
        os.unlink(probe)


def _user_name(user: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return f"user {user}"
