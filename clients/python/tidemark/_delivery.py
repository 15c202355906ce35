"""Delivers one record of the spool: which calls it takes, and what their answers mean."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional

from ._http import Api, Refused, Unreachable, run_path
from ._record import Record
from ._spool_reader import read_json, write_json

_STATE = "state.json"
_OTHER_PROMPTS = ("prompt-set-conflict", "run-conflict")


@dataclass(frozen=True)
class Outcome:
    """`sent`, `refused` (for good), or `later` (the same call may succeed)."""

    kind: str
    reason: str = ""
    status: Optional[int] = None
    code: Optional[str] = None
    retry_after: Optional[float] = None


class SpoolState:
    """
    What must outlive the sender, beside the spool: the branch that a run's own checkpoints went to when a resumed run wrote
    other texts for an old step (what follows belongs to the same branch), and runs whose prompts are not the server's.
    """

    def __init__(self, directory: str) -> None:
        self._path = os.path.join(directory, _STATE)
        data = read_json(self._path, dict)
        self._branches: Dict[str, str] = data.get("branches", {})
        self._barred: Dict[str, str] = data.get("barred", {})

    def branch(self, run: str, line: Optional[str] = None) -> str:
        """@param line the process's own line, where another process records the same run from the same folder"""
        return self._branches.get(_line_key(run, line), "main")

    def set_branch(self, run: str, line: Optional[str], branch: str) -> None:
        if self.branch(run, line) != branch:
            self._branches[_line_key(run, line)] = branch
            self._save()

    def barred(self, run: str) -> Optional[str]:
        """Why nothing of this run may be sent; None when it may."""
        return self._barred.get(run)

    def set_barred(self, run: str, reason: Optional[str]) -> None:
        if self._barred.get(run) != reason:
            self._barred.pop(run, None)
            if reason is not None:
                self._barred[run] = reason
            self._save()

    def _save(self) -> None:
        try:
            write_json(self._path, {"branches": self._branches, "barred": self._barred})
        except OSError:
            return  # a full disk: it holds as long as this process


def _line_key(run: str, line: Optional[str]) -> str:
    return run if line is None else f"{run} {line}"


def branch_of(directory: str, run: str, line: Optional[str] = None) -> str:
    """The branch that checkpoints of a run go to when they name none."""
    return SpoolState(directory).branch(run, line)


def deliver(api: Api, record: Record, state: SpoolState) -> Outcome:
    """Sends a record once. Calls are such that sending it again changes nothing."""
    head = record.head
    run = str(head.get("run"))
    kind = head.get("kind")
    try:
        if kind == "setup":
            return _deliver_setup(api, head, state)
        barred = state.barred(run)
        if barred:
            return Outcome("refused", barred)
        if kind == "checkpoint":
            answer = api.post(f"{run_path(run)}/checkpoints?onConflict=branch", _checkpoint_body(record, state))
            if not isinstance(answer.get("branch"), str):
                return Outcome("later", f"{api.url} answers, but not like Tidemark: set TIDEMARK_URL to the address that Tidemark prints")
            if head.get("branch") is None:
                state.set_branch(run, head.get("line"), answer["branch"])
        elif kind == "metrics":
            branch = head.get("branch") or state.branch(run, head.get("line"))
            api.post(f"{run_path(run)}/metrics", [json.dumps({"step": head["step"], "branch": branch, "values": head["values"]})])
        else:
            return Outcome("refused", f"this version of the client does not know records of kind {kind!r}; update it")
    except Unreachable as error:
        return Outcome("later", str(error), error.status, retry_after=error.retry_after)
    except Refused as error:
        return Outcome("refused", str(error), error.status, error.code)
    return Outcome("sent")


def _checkpoint_body(record: Record, state: SpoolState) -> Iterator[str]:
    head = record.head
    body: Dict[str, Any] = {"step": head["step"], "branch": head.get("branch") or state.branch(str(head["run"]), head.get("line"))}
    for name in ("path", "metadata"):
        if head.get(name) is not None:
            body[name] = head[name]
    yield json.dumps(body, ensure_ascii=False)[:-1] + ',"completions":['
    for i, item in enumerate(record.completions()):
        yield ("," if i else "") + json.dumps(item, ensure_ascii=False)
    yield "]}"


def _deliver_setup(api: Api, head: Dict[str, Any], state: SpoolState) -> Outcome:
    """
    Prompt set, reference sets, run, in this order. What is refused does not keep back the rest, for most often the run exists and
    only its plan was given otherwise; but completions for other prompts than the server's must not be compared with its references.
    """
    run = str(head["run"])
    refusals: List[Refused] = []
    calls = []
    prompts = head.get("prompts")
    if prompts is not None:
        calls.append(("/prompt-sets", {"name": head["promptSet"], "prompts": prompts}))
    for name, completions in head.get("references") or []:
        if completions is not None:
            calls.append((f"/prompt-sets/{head['promptSet']}/reference-sets", {"name": name, "completions": completions}))
    if head.get("create") is not None:
        calls.append(("/runs", head["create"]))
    for path, body in calls:
        try:
            answer = api.post(path, _pieces(body))
            if not isinstance(answer.get("id"), str):
                return Outcome("later", f"{api.url} answers, but not like Tidemark: set TIDEMARK_URL to the address that Tidemark prints")
        except Refused as error:
            refusals.append(error)
    foreign = [one for one in refusals if one.code in _OTHER_PROMPTS and (one.code == _OTHER_PROMPTS[0] or "/promptSet" in one.paths)]
    state.set_barred(run, f"the run's prompts are not those of the server: {foreign[0]}" if foreign else None)
    if not refusals:
        return Outcome("sent")
    return Outcome("refused", " ".join(map(str, refusals)), refusals[0].status, refusals[0].code)


def _pieces(body: Dict[str, Any]) -> Iterator[str]:
    return json.JSONEncoder(ensure_ascii=False).iterencode(body)
