"""On which branch the looks of a resumed training belong."""
from __future__ import annotations

import os
import threading
from typing import Dict, List, Optional, Set

from ._http import TidemarkError, describe, run_path
from ._run import Run
from ._spool_reader import read_json, write_json
from ._warn import warnings

_FILE = "forks.json"
_WAIT_S = 5.0


class Lineage:
    """
    A training that begins at step N of a run may meet looks after N that an earlier process logged. A look at one of their steps is
    sent to their branch: the same texts are the same look, and others make the server open a branch. A look between them or after
    them belongs to a branch of its own from the start, or it would be drawn into the curve of the earlier process. That branch
    becomes the run's `fork`.
    """

    def __init__(self, run: Run, resumed_from: int) -> None:
        self._run, self.resumed_from = run, resumed_from
        run.fork = _forks(run).get(run.ref) if resumed_from else None
        self._later: Set[int] = set()
        self._free_name: Optional[str] = None
        self._settled = resumed_from == 0
        self._known = threading.Event()
        if self._settled or run.mode != "online":
            self._known.set()
        else:
            threading.Thread(target=self._ask, name="tidemark-lineage", daemon=True).start()

    @property
    def is_settled(self) -> bool:
        """Whether the branch is decided; before the first look of a resumed training it is not."""
        return self._settled

    def settle(self, step: int) -> None:
        """Called before a look is logged; the first one of a resumed training decides."""
        if not self._settled:
            # The answer is usually there since long before the first look.
            self._known.wait(_WAIT_S)
            if self._later and step not in self._later and self._free_name is not None:
                self._run.fork = self._free_name
                _remember(self._run, self._free_name)
            self._settled = True

    def _ask(self) -> None:
        try:
            base = self._run.branch()
            steps = _steps_of(self._run, base)
            names = {one["name"] for one in self._run.api.get(run_path(self._run.ref))["branches"]}
            self._later = {step for step in steps if step > self.resumed_from}
            # A branch that begins after the step it is resumed from is no ancestor: the fork is a sister of it.
            stem = base if any(step <= self.resumed_from for step in steps) else base.rsplit(".", 1)[0]
            self._free_name = next(name for name in (f"{stem}.{n}" for n in range(2, len(names) + 3)) if name not in names)
        except (TidemarkError, KeyError, TypeError) as error:
            warnings.warn(f"what the run {self._run.ref} has after step {self.resumed_from} is not known: {describe(error)}")
        finally:
            self._known.set()


def _steps_of(run: Run, branch: str) -> List[int]:
    steps: List[int] = []
    query = {"branch": branch, "limit": "500"}
    while True:
        page = run.api.get(f"{run_path(run.ref)}/checkpoints", query)
        steps += [int(one["step"]) for one in page["items"]]
        if not page.get("nextCursor"):
            return steps
        query["cursor"] = page["nextCursor"]


def _forks(run: Run) -> Dict[str, str]:
    """Branches by run that earlier processes with this spool have opened by name."""
    return {str(name): str(branch) for name, branch in read_json(os.path.join(run.spool_dir, _FILE), dict).items()}


def _remember(run: Run, branch: str) -> None:
    try:
        write_json(os.path.join(run.spool_dir, _FILE), {**_forks(run), run.ref: branch})
    except OSError as error:
        warnings.warn(f"the branch {branch} of {run.ref} is not remembered for the next start: {describe(error)}")
