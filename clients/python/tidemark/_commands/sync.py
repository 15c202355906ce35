"""`sync`: sends a spool that was written elsewhere, or left by a run that has ended."""
from __future__ import annotations

import argparse
import os
import sys
import time
from typing import List

from .._http import describe
from .._lock import lock_path
from .._owner import ForeignSpool, refuse_foreign_folder
from .._sender import Sender
from .._settings import find_spool_dir
from .._spool_reader import REJECTED, undelivered_bytes
from .options import Parser, add_json
from .problem import Problem
from .server import connect
from .show import print_json, print_line

SUMMARY = "send a spool folder: of a run in mode offline, or of one that ended before everything was sent"
EXAMPLES = """\
examples:
  $ python -m tidemark sync .tidemark-spool
  $ TIDEMARK_URL=https://tidemark.example TIDEMARK_API_KEY=tdm_... python -m tidemark sync /shared/run-7/spool

It sends in the order of the calls, each once. Stop it and start it again as you like, while the run still writes too.

Exit code: 0 everything is sent, 1 everything is dealt with but the server refused some (rejected.jsonl in the folder says why),
2 when the folder or the connection is wrong; the folder keeps the rest."""

_MOST_ATTEMPTS = 5
_LINE_EVERY_S = 5.0


def configure(parser: Parser) -> None:
    parser.add_argument("dir", nargs="?", help="the spool folder (default: TIDEMARK_SPOOL_DIR, or .tidemark-spool)")
    add_json(parser)


def execute(args: argparse.Namespace) -> int:
    directory = find_spool_dir(args.dir)
    if not os.path.isdir(directory):
        raise Problem(f"There is no spool folder {directory}. Name the one that training wrote (its spool_dir, TIDEMARK_SPOOL_DIR, or .tidemark-spool).")
    server = connect()
    try:
        refuse_foreign_folder(directory)
        lock = lock_path(os.path.join(directory, "sender.lock"))
    except ForeignSpool as error:
        raise Problem(f"{error}. Run this as that user, or copy the folder.") from error
    except OSError as error:
        raise Problem(f"The spool {directory} cannot be used ({describe(error)}): it must be writable, to note what has been sent.") from error
    if lock is None:
        raise Problem(f"Another process is sending the spool {directory}: a run in mode online, or another sync. Let it, or end it first.")
    try:
        return _send(Sender(directory, server.api), args.json)
    finally:
        os.close(lock)


def _send(sender: Sender, as_json: bool) -> int:
    directory = sender.directory
    progress = _Progress(directory)
    outcome = sender.empty(_MOST_ATTEMPTS, lambda: progress.show(sender.n_sent + sender.n_rejected))
    progress.end()
    left = undelivered_bytes(directory)
    if as_json:
        print_json({"sent": sender.n_sent, "refused": sender.n_rejected, "damaged": sender.n_damaged, "bytesLeft": left})
    if outcome is not None:
        raise Problem(f"{sender.n_sent} records are sent, {_size(left)} are left in {directory}: {outcome.reason} Then run the same command again.")
    if not as_json:
        print_line(_summary(sender, directory))
    return 1 if sender.n_rejected else 0


def _summary(sender: Sender, directory: str) -> str:
    parts: List[str] = [f"{sender.n_sent} records are sent" if sender.n_sent or sender.n_rejected else "Nothing was left to send"]
    if sender.n_rejected:
        parts.append(f"{sender.n_rejected} were refused: {os.path.join(directory, REJECTED)} says why")
    if sender.n_damaged:
        parts.append(f"damaged places were passed over {sender.n_damaged} times")
    return f"{'; '.join(parts)}."


class _Progress:
    """Share of the bytes that were there at the beginning: rewritten in place on a terminal, else a line every few seconds."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._total = undelivered_bytes(directory)
        self._shown_at = time.monotonic()
        self._in_place = sys.stderr.isatty()

    def show(self, n_records: int) -> None:
        if not self._in_place and time.monotonic() - self._shown_at < _LINE_EVERY_S:
            return
        self._shown_at = time.monotonic()
        left = undelivered_bytes(self._directory)
        # A run that still writes adds to what is left.
        share = 100 * max(0, self._total - left) // max(1, self._total)
        line = f"Sent {n_records} records, {share} %, {_size(left)} left"
        sys.stderr.write(f"\r{line}\u001b[K" if self._in_place else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self._in_place:
            sys.stderr.write("\r\u001b[K")
            sys.stderr.flush()


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e5 else f"{n_bytes} bytes"
