"""Calls of a command: a connection that is lost and a server that is busy are tried again, what is wrong for good is a `Problem`."""
from __future__ import annotations

import json
import time
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from .._http import Api, Refused, Unreachable
from .._other_version import other_version, server_version
from .._settings import find_api
from .problem import Problem

_PAUSE_S = 0.3
_LONGEST_RETRY_AFTER_S = 5.0
_CALL_S = 60.0


class Server:
    """The server that the settings of this process name."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def get(self, path: str, query: Optional[Mapping[str, Optional[str]]] = None, n_attempts: int = 5) -> Dict[str, Any]:
        """Query values that are None are left out. @raises Problem, Refused"""
        known = {name: value for name, value in (query or {}).items() if value is not None}
        return self._attempt("GET", path, known, None, _CALL_S, n_attempts)[1]

    def post(self, path: str, query: Mapping[str, str], body: Any, timeout_s: float) -> Tuple[int, Dict[str, Any]]:
        """@returns status (200 where the server had it already) and answer @raises Problem, Refused"""
        # Escaped, so that a lone surrogate reaches the server, which says where it is.
        return self._attempt("POST", path, query, [json.dumps(body)], timeout_s, 5)

    def _attempt(
        self, method: str, path: str, query: Mapping[str, str], body: Optional[Iterable[str]], timeout_s: float, n_attempts: int
    ) -> Tuple[int, Dict[str, Any]]:
        for attempt in range(1, n_attempts + 1):
            try:
                return self.api.call(method, path, query, body, timeout_s)
            except Unreachable as error:
                passing = error.status is None or error.status in (429, 503)
                if not passing or attempt == n_attempts:
                    raise Problem(str(error)) from error
                busy = min(_LONGEST_RETRY_AFTER_S, error.retry_after or 1.0)
                time.sleep(_PAUSE_S * attempt if error.status is None else busy)
        raise AssertionError("the last attempt returns or raises")


def connect() -> Server:
    """@raises Problem where there is no key"""
    api = find_api()
    if api.key is None:
        raise Problem(f"No key for {api.url}. Set TIDEMARK_API_KEY.")
    return Server(api)


def explain_answer(error: Exception) -> str:
    """What to do about an answer that this client does not understand."""
    api = find_api()
    other = other_version(server_version(api)) or "set TIDEMARK_URL to the address that Tidemark prints"
    return f"{api.url} gives another answer than this command knows ({error!r}): {other}."


def sentence(error: Refused) -> str:
    """What the server refuses, as one sentence."""
    text = str(error).rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
