"""Registers one checkpoint."""
from __future__ import annotations

from typing import Any, Dict, Tuple

from .._http import run_path
from .server import Server

_SEND_S = 300.0
"""Large bodies on slow lines."""


def send_checkpoint(server: Server, run: Dict[str, Any], body: Dict[str, Any], on_conflict: str) -> Tuple[Dict[str, Any], bool]:
    """@returns the checkpoint, and whether the server had this content already @raises Problem, Refused"""
    known = {name: value for name, value in body.items() if value is not None}
    status, checkpoint = server.post(f"{run_path(run['id'])}/checkpoints", {"onConflict": on_conflict}, known, _SEND_S)
    return checkpoint, status == 200


def describe_registration(checkpoint: Dict[str, Any], known: bool, asked: str) -> str:
    """What became of it, in one sentence. @param asked the branch that was asked for"""
    step, branch, n_missing = checkpoint["step"], checkpoint["branch"], checkpoint["nMissing"]
    missing = f", {n_missing} prompts without one" if n_missing > 0 else ""
    where = "" if branch == asked else f" on the new branch {branch}: step {step} of {asked} has other completions"
    what = f"was registered already ({checkpoint['status']})" if known else f"is registered{where}"
    return f"Step {step} {what}: {checkpoint['nCompletions']} completions{missing}."
