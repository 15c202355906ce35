"""Where the server, the key and the spool are: arguments, then the environment, then this folder's own installation."""
from __future__ import annotations

import json
import os
from typing import Optional

from ._http import Api

DEFAULT_URL = "http://127.0.0.1:7400"
DEFAULT_SPOOL = ".tidemark-spool"


def find_api(url: Optional[str] = None, api_key: Optional[str] = None) -> Api:
    """
    TIDEMARK_URL and TIDEMARK_API_KEY. When no address is given, a server started from this folder is found by its data folder
    (TIDEMARK_DATA_DIR, `.tidemark`), with its admin key.
    """
    data_dir = os.environ.get("TIDEMARK_DATA_DIR") or ".tidemark"
    given_url = url or os.environ.get("TIDEMARK_URL")
    key = api_key or os.environ.get("TIDEMARK_API_KEY") or (None if given_url else _read(os.path.join(data_dir, "admin-key")))
    return Api((given_url or _running_server(data_dir) or DEFAULT_URL).rstrip("/"), key.strip() if key else None)


def find_spool_dir(spool_dir: Optional[str] = None) -> str:
    """An absolute path: the training script may change its working folder."""
    return os.path.abspath(spool_dir or os.environ.get("TIDEMARK_SPOOL_DIR") or DEFAULT_SPOOL)


def _running_server(data_dir: str) -> Optional[str]:
    try:
        url = json.loads(_read(os.path.join(data_dir, "server.json")) or "{}").get("url")
    except (ValueError, AttributeError):
        return None
    return url if isinstance(url, str) else None


def _read(path: str) -> Optional[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError):
        return None
