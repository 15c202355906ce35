"""One training as the callback records it, from its begin to its end."""
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ._callback_lineage import Lineage
from ._callback_outside import Outside, OutsideWorker
from ._callback_prompts import PromptSource
from ._callback_ranks import Ranks
from ._callback_state import training_state_kept
from ._http import describe
from ._run import Run
from ._warn import warnings
from .results import Verdict

Row = Dict[str, Any]
Share = List[Tuple[int, Row]]
Inside = Callable[[Any, Any, Sequence[Row], Ranks], Share]
"""Completions of this rank's share of the prompts, each with its prompt's place."""


@dataclass
class Cost:
    """What the callback took from a training."""

    n_looks: int = 0
    n_skipped: int = 0
    """Looks that failed, with a warning."""
    callback_s: float = 0.0
    """Seconds that training waited for the callback."""
    finish_s: float = 0.0
    """Seconds after the last step until everything was generated and sent; no part of the training."""
    training_s: float = 0.0
    """Seconds since the training began, the callback's among them."""

    @property
    def share(self) -> Optional[float]:
        """Share of the training time, in [0, 1]; None before there is any."""
        return self.callback_s / self.training_s if self.training_s > 0 else None


class Session:
    """Generates, keeps what was generated, and knows when to stop. All ranks of a job have one and call it at the same steps."""

    def __init__(
        self, run: Run, ranks: Ranks, prompts: PromptSource, resumed_from: int, inside: Optional[Inside], outside: Optional[Outside]
    ) -> None:
        self.run, self.ranks, self.cost = run, ranks, Cost()
        self.lineage = Lineage(run, resumed_from)
        self._prompts, self._rows = prompts, None  # type: Tuple[PromptSource, Optional[List[Row]]]
        self._inside = inside
        self._worker = OutsideWorker(outside, self._keep_outside) if outside is not None and ranks.is_first else None
        self._logged: List[int] = []

    def look(self, step: int, path: Optional[str], model: Any, tokenizer: Any, metadata: Dict[str, Any]) -> None:
        """Generates and keeps the completions of a step. @raises ValueError on every rank alike when one of them fails"""
        began = time.monotonic()
        try:
            # The first rank knows whether there are prompts; without them no rank begins.
            self._rows = self._rows or self.ranks.from_first(self._prompts.rows() if self.ranks.is_first else None)
            if self._rows is None:
                raise ValueError("the prompts are not known: give `prompts`, or the name of a prompt set that the server has")
            if self._inside is None:
                if self._worker is not None:
                    self._worker.submit(step, path, self._rows)
                return
            completions = self._generate(model, tokenizer, self._rows)
            if self.ranks.is_first:
                self._keep(step, path, completions, {**metadata, "generationSeconds": round(time.monotonic() - began, 2)})
        except Exception:
            self.cost.n_skipped += 1
            raise

    def should_stop(self) -> Optional[Verdict]:
        """
        The verdict to stop for, as far as it is known by now: it is read in the background. Only a drop among the looks of this training
        counts; one that an earlier process has had is what it was resumed for.
        """
        if not self._logged:
            return None
        verdict = self.run.verdict()
        found = verdict.regression
        mine = found is not None and self._logged[0] <= found.step <= self._logged[-1]
        return verdict if verdict.should_stop and mine else None

    def finish(self, timeout: float, end_run: bool) -> None:
        """Waits for what is generated outside, and with `end_run` until everything has been sent; both together at most `timeout` seconds."""
        deadline = time.monotonic() + timeout
        if self._worker is not None:
            if not self._worker.finish(timeout):
                warnings.warn(f"generation outside has not ended after {timeout:g} s; what is left of it is not recorded")
            self._worker.stop()
            self.cost.n_skipped += self._worker.n_skipped
        if end_run:
            self.run.finish(max(0.0, deadline - time.monotonic()))

    def _generate(self, model: Any, tokenizer: Any, rows: List[Row]) -> List[Row]:
        failure, mine = None, []  # type: Tuple[Optional[str], Share]
        try:
            with training_state_kept(model, tokenizer):
                mine = self._inside(model, tokenizer, rows, self.ranks) if self._inside else []
        except Exception as error:
            failure = describe(error)
        parts = self.ranks.from_all((failure, mine))
        failures = [one for one, _ in parts if one is not None]
        if failures:
            raise ValueError(f"generation fails: {failures[0]}")
        by_place = dict(pair for _, share in parts for pair in share)
        return [by_place[place] for place in sorted(by_place)]

    def _keep_outside(self, step: int, path: str, completions: List[Row], seconds: float) -> None:
        self._keep(step, path, completions, {"generationSeconds": round(seconds, 2)})

    def _keep(self, step: int, path: Optional[str], completions: List[Row], metadata: Dict[str, Any]) -> None:
        more = {"resumedFrom": self.lineage.resumed_from} if self.lineage.resumed_from else {}
        self.lineage.settle(step)
        self.run.log_checkpoint(step, completions, path=path, metadata={**metadata, **more})
        self._logged.append(step)
        self.cost.n_looks += 1
