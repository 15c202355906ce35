"""How each tracker takes values of earlier steps while the training is already further, without touching the training's own steps."""
from __future__ import annotations

import sys
import time
from typing import Any, Callable, Dict, Mapping, Optional, Protocol


class Target(Protocol):
    """A run of a tracker."""

    key: str
    """Names the tracker's run: what has been forwarded is remembered for it."""

    def write(self, step: int, values: Mapping[str, float], last: bool) -> bool:
        """Writes one look. False: not just now, ask again later. `last`: the training has ended."""

    def tell(self, texts: Mapping[str, str]) -> None:
        """Keeps what is said of the run as a whole."""

    def close(self) -> None:
        """The training has ended: what was written is handed over."""


class WandbTarget:
    """
    W&B has one row a step and drops values of earlier ones, so looks have an axis of their own, `tidemark/step`. A look joins the
    row that the training is about to commit; committing here would move the training's step on, and W&B would then drop what the
    training logs for the step it is at.
    """

    def __init__(self, run: Any) -> None:
        self._run = run
        self.key = str(run.id)
        self._defined = False
        self._row_with_look: Optional[int] = None

    def write(self, step: int, values: Mapping[str, float], last: bool) -> bool:
        if not self._defined:
            self._run.define_metric("tidemark/step", hidden=True)
            self._run.define_metric("tidemark/*", step_metric="tidemark/step")
            self._defined = True
        row = {**values, "tidemark/step": step}
        if last:
            self._hand_over()
            self._run.log(row)
            return True
        if self._row_with_look is not None and self._run.step == self._row_with_look:
            return False
        self._run.log(row, commit=False)
        # Asked afterwards: when the training commits in between, this waits for a row too many instead of writing over one.
        self._row_with_look = self._run.step
        return True

    def tell(self, texts: Mapping[str, str]) -> None:
        self._run.summary.update({f"tidemark/{name}": text for name, text in texts.items()})

    def close(self) -> None:
        self._hand_over()

    def _hand_over(self) -> None:
        if self._row_with_look is not None and self._run.step == self._row_with_look:
            self._run.log({}, commit=True)
        self._row_with_look = None


class MlflowTarget:
    """MLflow takes any step at any time."""

    def __init__(self, mlflow: Any, run_id: str) -> None:
        self._mlflow, self._run_id = mlflow, run_id
        self._uri = str(mlflow.get_tracking_uri())
        self._client: Any = None
        self.key = f"{self._uri} {run_id}"

    def write(self, step: int, values: Mapping[str, float], last: bool) -> bool:
        at = int(time.time() * 1000)
        metric = self._mlflow.entities.Metric
        self._api().log_batch(self._run_id, metrics=[metric(name, value, at, step) for name, value in values.items()])
        return True

    def tell(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            self._api().set_tag(self._run_id, f"tidemark.{name}", text)

    def close(self) -> None:
        """Nothing is kept back."""

    def _api(self) -> Any:
        if self._client is None:
            self._client = self._mlflow.MlflowClient(self._uri)
        return self._client


class TrackioTarget:
    """
    trackio takes earlier steps, but counts on from the largest it was given where the training names none. A look is therefore
    written at its own step or at the training's newest one, whichever is earlier, with its own step as `tidemark/step`.
    """

    def __init__(self, run: Any) -> None:
        self._run = run
        self.key = f"{run.project} {run.name} {getattr(run, 'id', '')}"

    def write(self, step: int, values: Mapping[str, float], last: bool) -> bool:
        newest = max(0, int(self._run._next_step) - 1)
        self._run.log({**values, "tidemark/step": step}, step=min(step, newest))
        return True

    def tell(self, texts: Mapping[str, str]) -> None:
        newest = max(0, int(self._run._next_step) - 1)
        self._run.log({f"tidemark/{name}": text for name, text in texts.items()}, step=newest)

    def close(self) -> None:
        """trackio sends by itself."""


def _attach_wandb(given: Any) -> Optional[Target]:
    run = given if given is not None else getattr(sys.modules.get("wandb"), "run", None)
    return None if run is None else WandbTarget(run)


def _attach_mlflow(given: Any) -> Optional[Target]:
    mlflow = sys.modules.get("mlflow")
    if mlflow is None:
        return None
    run = given if given is not None else mlflow.active_run()
    if run is None:
        return None
    return MlflowTarget(mlflow, run if isinstance(run, str) else str(run.info.run_id))


def _attach_trackio(given: Any) -> Optional[Target]:
    trackio = sys.modules.get("trackio")
    run = given if given is not None or trackio is None else trackio.context_vars.current_run.get()
    return None if run is None else TrackioTarget(run)


ATTACH: Dict[str, Callable[[Any], Optional[Target]]] = {"wandb": _attach_wandb, "mlflow": _attach_mlflow, "trackio": _attach_trackio}
"""By name: the tracker's run, or None while the training has begun none."""
