"""A run by what people call it."""
from __future__ import annotations

from typing import Any, Dict

from .._http import Refused, run_path
from .problem import Problem
from .server import Server


def find_run(server: Server, text: str) -> Dict[str, Any]:
    """A run by its id, its project/name, or its name alone where only one run has it. @raises Problem when there is none, or several"""
    try:
        return server.get(run_path(text))
    except Refused as error:
        if error.code != "not-found":
            raise
    named = [] if "/" in text else server.get("/runs", {"name": text, "limit": "10"})["items"]
    if len(named) == 1:
        found: Dict[str, Any] = named[0]
        return found
    if named:
        raise Problem(f"Several runs are called {text}: {', '.join(map(run_name, named))}. Write one of these.")
    raise Problem(f'There is no run "{text}". Runs are named by project/name or id; the page of the server lists them.')


def run_name(run: Dict[str, Any]) -> str:
    """project/name"""
    return f"{run['project']}/{run['name']}"


def run_page(server: Server, run: Dict[str, Any]) -> str:
    """Address of the run's page."""
    return f"{server.api.url}/runs/{run['id']}"
