"""The prompts of a run, from the training script or from the server."""
from __future__ import annotations

import threading
from typing import Any, Dict, List, Optional
from urllib.parse import quote

from ._http import TidemarkError, describe, run_path
from ._run import Run
from ._warn import warnings

Row = Dict[str, Any]
_WAIT_S = 5.0


class PromptSource:
    """Prompts that were given are there at once; those of a prompt set that only has a name are fetched in the background."""

    def __init__(self, run: Run, rows: Optional[List[Row]]) -> None:
        self._run, self._rows = run, rows or run.prompts
        self._thread: Optional[threading.Thread] = None
        if self._rows is None and run.mode == "online":
            self._fetch()

    def rows(self) -> Optional[List[Row]]:
        """Waits a few seconds at most; None when they are not known, and the next call tries again."""
        if self._rows is None and self._run.mode == "online":
            self._fetch().join(_WAIT_S)
        return self._rows

    def _fetch(self) -> threading.Thread:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._ask, name="tidemark-prompts", daemon=True)
            self._thread.start()
        return self._thread

    def _ask(self) -> None:
        api = self._run.api
        try:
            ref = self._run.prompt_set or api.get(run_path(self._run.ref))["promptSet"]["id"]
            self._rows = api.get(f"/prompt-sets/{quote(ref, safe='')}")["prompts"]
        except (TidemarkError, KeyError, TypeError) as error:
            warnings.warn(f"the prompts of {self._run.ref} are not known: {describe(error)}")
