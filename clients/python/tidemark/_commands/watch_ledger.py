"""Remembers in a file what is registered, so that a restart does not send it all again."""
from __future__ import annotations

from typing import Dict, Optional

from .._http import describe
from .._spool_reader import read_json, write_json
from .watch_find import Found


class Ledger:
    """A cache and nothing more: a lost or foreign file means that the server is asked again, which changes nothing there."""

    def __init__(self, path: str, of: str, from_start: bool) -> None:
        """@param of what the memory is about (server, run, branch): another one begins anew"""
        self._path, self._of = path, of
        self._registered: Dict[str, str] = {} if from_start else _read(path, of)
        self._told = False

    def has(self, found: Found) -> bool:
        return self._registered.get(found.name) == found.signature

    def add(self, found: Found) -> Optional[str]:
        """@returns what is wrong with the state file, the first time it cannot be written"""
        self._registered[found.name] = found.signature
        try:
            write_json(self._path, {"of": self._of, "registered": self._registered})
        except OSError as error:
            first, self._told = not self._told, True
            return describe(error) if first else None
        return None


def _read(path: str, of: str) -> Dict[str, str]:
    state = read_json(path, dict)
    known = state.get("registered") if state.get("of") == of else None
    return {str(name): str(signature) for name, signature in known.items()} if isinstance(known, dict) else {}
