"""Calls of the HTTP interface: one attempt each, every failure as one of two errors that say what to do."""
from __future__ import annotations

import email.utils
import http.client
import json
import platform
import ssl
import time
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from ._version import VERSION

USER_AGENT = f"tidemark-python/{VERSION} (Python {platform.python_version()})"
_LONGEST_ANSWER = 256 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LONGEST_RETRY_AFTER_S = 3600.0


class TidemarkError(Exception):
    """A call that failed; the text is one sentence that says what to do."""


class Unreachable(TidemarkError):
    """The same call may succeed later: no connection, a timeout, 401, 403, 429, 5xx, or an answer that is not Tidemark's."""

    def __init__(self, message: str, retry_after: Optional[float] = None, status: Optional[int] = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""
        self.status = status


class Refused(TidemarkError):
    """The server read the call and refuses it for good."""

    def __init__(self, status: int, code: str, detail: str, paths: Tuple[str, ...]) -> None:
        super().__init__(detail)
        self.status, self.code, self.paths = status, code, paths


@dataclass(frozen=True)
class Api:
    """Address and key of a server."""

    url: str
    key: Optional[str]
    timeout: float = 30.0
    """Seconds without a byte after which a call is given up."""

    def get(self, path: str, query: Optional[Mapping[str, str]] = None, timeout: Optional[float] = None) -> Dict[str, Any]:
        """@raises Unreachable, Refused"""
        return self.call("GET", path, query, None, timeout)[1]

    def post(self, path: str, body: Iterable[str]) -> Dict[str, Any]:
        """`body`: JSON in pieces; it is compressed piece by piece. @raises Unreachable, Refused"""
        return self.call("POST", path, None, body, None)[1]

    def call(
        self, method: str, path: str, query: Optional[Mapping[str, str]], body: Optional[Iterable[str]], timeout: Optional[float]
    ) -> Tuple[int, Dict[str, Any]]:
        """@returns status (2xx) and answer @raises Unreachable, Refused"""
        text = f"?{urllib.parse.urlencode(query)}" if query else ""
        target = f"/api/v1{path}{text}"
        packed = None if body is None else _gzip(body)
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if packed is not None:
            headers.update({"Content-Type": "application/json", "Content-Encoding": "gzip"})
        try:
            status, answer_headers, data = self._exchange(method, target, packed, headers, timeout or self.timeout)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(
                f"no answer from {self.url} ({describe(error)}): start Tidemark there, or set TIDEMARK_URL to the address it prints."
            ) from error
        return status, _read_answer(self.url, status, answer_headers, data)

    def _exchange(
        self, method: str, path: str, body: Optional[bytes], headers: Dict[str, str], timeout: float
    ) -> Tuple[int, http.client.HTTPMessage, bytes]:
        connection, target = _connect(self.url, path, timeout)
        try:
            try:
                connection.request(method, target, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # A server that finds a body too large may answer before it has read it all; that answer is still there.
                if connection.sock is None:
                    raise
                response = http.client.HTTPResponse(connection.sock, method=method)
                response.begin()
            else:
                response = connection.getresponse()
            return response.status, response.headers, _read_all(response)
        finally:
            connection.close()


def _read_all(response: http.client.HTTPResponse) -> bytes:
    """Piece by piece: older versions of Python set aside as much memory as is asked for, whatever comes."""
    pieces = []
    left = _LONGEST_ANSWER
    while left > 0:
        piece = response.read(min(left, _PIECE_BYTES))
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _connect(url: str, path: str, timeout: float) -> Tuple[http.client.HTTPConnection, str]:
    """A connection, through a proxy where the environment names one (never for this machine), and the request target."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("not an address like http://127.0.0.1:7400")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    target = parts.path.rstrip("/") + path
    local = host in _LOOPBACK or urllib.request.proxy_bypass(host)
    proxy_url = None if local else urllib.request.getproxies().get(parts.scheme)
    if proxy_url is None:
        if secure:
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context()), target
        return http.client.HTTPConnection(host, port, timeout=timeout), target
    proxy = urllib.parse.urlsplit(proxy_url if "//" in proxy_url else f"//{proxy_url}")
    proxy_host, proxy_port = proxy.hostname or "", proxy.port or 3128
    if secure:
        tunnel = http.client.HTTPSConnection(proxy_host, proxy_port, timeout=timeout, context=ssl.create_default_context())
        tunnel.set_tunnel(host, port)
        return tunnel, target
    return http.client.HTTPConnection(proxy_host, proxy_port, timeout=timeout), f"http://{parts.netloc}{target}"


def _read_answer(url: str, status: int, headers: http.client.HTTPMessage, data: bytes) -> Dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError:
        answer = None
    if 200 <= status < 300 and isinstance(answer, dict):
        return answer
    problem = answer if isinstance(answer, dict) and isinstance(answer.get("code"), str) else None
    detail = str(problem.get("detail") or problem.get("title")) if problem else f"status {status} and no explanation"
    if status in (401, 403):
        raise Unreachable(f"{url} refuses the key (status {status}): set TIDEMARK_API_KEY to a key with the scope write. {detail}", status=status)
    if status in (408, 425, 429) or status >= 500:
        raise Unreachable(f"{url} cannot answer just now: {detail}", retry_after_s(headers.get("Retry-After")), status)
    if status == 413 and problem is None:
        raise Refused(status, "body-too-large", "the body is larger than a server on the way accepts", ())
    if problem is not None and 400 <= status < 500:
        errors = [error for error in problem.get("errors") or [] if isinstance(error, dict)]
        listed = "; ".join(f"{error.get('path')}: {error.get('message')}" for error in errors[:5] if str(error.get("message")) not in detail)
        raise Refused(status, problem["code"], f"{detail} {listed}".strip(), tuple(str(error.get("path")) for error in errors))
    raise Unreachable(f"what answers at {url} is not Tidemark (status {status}): set TIDEMARK_URL to the address that Tidemark prints.", status=status)


def retry_after_s(value: Optional[str]) -> Optional[float]:
    """Seconds that a Retry-After header (seconds, or an HTTP date) asks for, at most an hour; None when it cannot be read."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    # The comparison is false for NaN.
    return min(seconds, _LONGEST_RETRY_AFTER_S) if seconds >= 0 else None


def _gzip(pieces: Iterable[str]) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = [packer.compress(piece.encode("utf-8")) for piece in pieces]
    return b"".join([*packed, packer.flush()])


def describe(error: BaseException) -> str:
    """An error in a few words: its text, or its kind where it has none."""
    return str(error).strip() or type(error).__name__


def run_path(ref: str) -> str:
    """Path of a run: `/runs/` and its id or project/name, percent-encoded."""
    return f"/runs/{urllib.parse.quote(ref, safe='')}"
