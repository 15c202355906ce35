"""Says once when server and client are of versions that may not understand each other."""
from __future__ import annotations

from typing import Optional, Set

from ._http import Api, TidemarkError
from ._version import VERSION
from ._warn import warnings

_TIMEOUT_S = 5.0
_asked: Set[str] = set()


def server_version(api: Api) -> Optional[str]:
    """Version that the server tells; None when it tells none."""
    try:
        version = api.get("/health", timeout=_TIMEOUT_S).get("version")
    except TidemarkError:
        return None
    return version if isinstance(version, str) else None


def other_version(version: Optional[str]) -> Optional[str]:
    """What to do where the server's major version is not this client's; None where it is, or is not known."""
    if version is None or version.split(".")[0] == VERSION.split(".")[0]:
        return None
    return f"the server has version {version}, this client {VERSION}: install the client of the server's version if something is refused"


def warn_of_other_version(api: Api) -> None:
    """Asks a server that answers once a process; sending goes on whatever it says."""
    if api.url in _asked:
        return
    _asked.add(api.url)
    sentence = other_version(server_version(api))
    if sentence:
        warnings.warn(sentence)
