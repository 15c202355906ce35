"""Reads the spool's files in order and remembers what has been delivered."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple, Type, TypeVar

from ._lock import is_locked
from ._record import MARKER, PREFIX_BYTES, Record, decode_body, decode_prefix
from ._spool_writer import spool_files

REJECTED = "rejected.jsonl"
_SCAN_BYTES = 1024 * 1024
_Kind = TypeVar("_Kind", Dict[str, Any], List[Any])


@dataclass(frozen=True)
class Found:
    """A record with its place: the file, and the offset behind it."""

    file: str
    end: int
    record: Record
    damaged_bytes: int
    """Bytes before it that are no record and were passed over."""


class SpoolReader:
    """
    One process reads a spool at a time (the sender's lock). The offset up to which a file has been delivered lies beside it
    in `<file>.cursor`, replaced as a whole; when it is lost, records are sent again, which the server answers as known.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory
        # Kept in memory as well: on a full disk the cursor file cannot be replaced, yet nothing should be sent twice.
        self._offsets: Dict[str, int] = {}
        self._unreadable: Set[str] = set()
        self._told: Set[str] = set()

    def next(self) -> Optional[Found]:
        """The first record not yet delivered, of the oldest file that has one; files that are done are removed on the way."""
        for name in spool_files(self.directory):
            # Asked before reading: what a writer appended before it let go is then seen by the read.
            abandoned = not is_locked(self._path(name))
            try:
                found = self._read_from(name, self.offset(name))
            except FileNotFoundError:
                continue  # removed meanwhile
            except OSError:
                self._unreadable.add(name)
                continue
            if found:
                return found
            if abandoned:
                self._remove(name)
        return None

    def newly_unreadable(self) -> Set[str]:
        """Files that could not be read, each named once."""
        new = self._unreadable - self._told
        self._told |= new
        return new

    def offset(self, name: str) -> int:
        """Bytes of the file that have been delivered."""
        if name not in self._offsets:
            self._offsets[name] = read_cursor(self.directory, name)
        return self._offsets[name]

    def advance(self, found: Found) -> None:
        """The record is dealt with. @raises OSError when that cannot be written; it is remembered in memory all the same"""
        self._offsets[found.file] = found.end
        _replace(self._path(f"{found.file}.cursor"), str(found.end))

    def reject(self, found: Found, reason: Dict[str, Any]) -> None:
        """Moves a record that the server refuses for good to `rejected.jsonl`, with the reason. @raises OSError"""
        line = json.dumps({**reason, "record": found.record.head, "texts": list(found.record.texts)}, ensure_ascii=False)
        with open(self._path(REJECTED), "a", encoding="utf-8") as file:
            file.write(line + "\n")
        self.advance(found)

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def _remove(self, name: str) -> None:
        """The cursor first: a crash between the two then means sending again, never leaving out."""
        for path in (self._path(f"{name}.cursor"), self._path(name)):
            try:
                os.unlink(path)
            except OSError:
                return
        self._offsets.pop(name, None)

    def _read_from(self, name: str, offset: int) -> Optional[Found]:
        with open(self._path(name), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            for start in _candidates(file, offset, size):
                file.seek(start)
                prefix = decode_prefix(file.read(PREFIX_BYTES))
                if prefix is None or start + prefix.record_bytes > size:
                    continue
                record = decode_body(prefix, file.read(prefix.record_bytes - PREFIX_BYTES))
                if record is not None:
                    return Found(name, start + prefix.record_bytes, record, start - offset)
        return None


def _candidates(file: Any, offset: int, size: int) -> Iterator[int]:
    """Where a record may begin: at the offset, else (what lies there is torn or damaged) at the next marker."""
    yield offset
    at = offset + 1
    while at < size:
        file.seek(at)
        chunk = file.read(_SCAN_BYTES + len(MARKER) - 1)
        hit = chunk.find(MARKER)
        if hit >= 0:
            yield at + hit
            at += hit + 1
        else:
            at += _SCAN_BYTES


def read_cursor(directory: str, name: str) -> int:
    """Delivered bytes of a file; 0 when nothing is known."""
    try:
        with open(os.path.join(directory, f"{name}.cursor"), encoding="ascii") as file:
            return max(0, int(file.read()))
    except (OSError, ValueError):
        return 0


def is_delivered(directory: str, position: Optional[Tuple[str, int]]) -> bool:
    """Whether everything up to this place has been dealt with, by whichever process sends."""
    if position is None:
        return True
    name, end = position
    return read_cursor(directory, name) >= end or not os.path.exists(os.path.join(directory, name))


def _replace(path: str, text: str) -> None:
    draft = f"{path}.{os.getpid()}"
    try:
        with open(draft, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError:
        if os.path.exists(draft):
            os.unlink(draft)
        raise


def write_json(path: str, value: Any) -> None:
    """Replaces a small JSON file as a whole. @raises OSError"""
    _replace(path, json.dumps(value, ensure_ascii=False))


def read_json(path: str, kind: Type[_Kind]) -> _Kind:
    """What `write_json` wrote; an empty `kind` where there is no such file, or it holds something else."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError):
        return kind()
    return data if isinstance(data, kind) else kind()


def undelivered_bytes(directory: str) -> int:
    """Bytes of the spool that have not been dealt with."""
    total = 0
    for name in spool_files(directory):
        try:
            total += max(0, os.path.getsize(os.path.join(directory, name)) - read_cursor(directory, name))
        except OSError:
            continue  # removed meanwhile
    return total
