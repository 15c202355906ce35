"""Writes what Tidemark finds to the tracker that the training already uses: win rate, intervals and verdict of finished looks."""
from __future__ import annotations

import importlib.util
from typing import Any

from ._forwarder import Forwarder
from ._run import Run
from ._targets import ATTACH
from ._warn import warnings


def forward(run: Run, to: str, target: Any = None) -> None:
    """
    From now on, in the background, every finished look of the run goes to Weights & Biases, MLflow or trackio too: as
    `tidemark/win_rate`, `tidemark/win_rate_low`, `_high`, the same for win_probability and mean_score, and `tidemark/regressed`
    (0 or 1), each at the checkpoint's own step. Never raises and never imports the tracker: it takes the tracker's run once the training has begun it.

    @param to wandb, mlflow or trackio
    @param target the tracker's run (for mlflow its id is enough); left out, the one that is active where checkpoints are logged
    """
    if run.mode == "disabled":
        return
    if to not in ATTACH:
        warnings.warn(f"cannot forward to {to!r}: it is none of {', '.join(ATTACH)}")
    elif run.mode == "offline":
        warnings.warn(f"nothing is forwarded to {to}: mode offline has no server to read from")
    elif not _is_installed(to):
        warnings.warn(f"nothing is forwarded to {to}: it is not installed here (pip install {to})")
    else:
        run.add_forwarder(Forwarder(to, lambda: ATTACH[to](target), run.read_looks, run.spool_dir))


def _is_installed(package: str) -> bool:
    """A folder of this name, which trackers leave in working folders, is no package."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False  # a module of this name that some script has put together: nothing says what it is
    return spec is not None and spec.origin is not None
