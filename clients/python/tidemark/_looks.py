"""What is forwarded of a run: the finished points of its curve, as rows of numbers, and its verdict."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List

from .results import Verdict

_ESTIMATES = {"win_rate": "winRate", "win_probability": "winProbability", "mean_score": "meanScore"}


@dataclass(frozen=True)
class Look:
    """One scored checkpoint."""

    key: str
    """Changes with the checkpoint and with what it was scored by: a look with a known key has been forwarded."""
    step: int
    values: Dict[str, float]
    """Rates and probabilities as fractions; what is not known is left out."""


@dataclass(frozen=True)
class Looks:
    """All finished looks in step order, and what the server says of the run."""

    looks: List[Look]
    verdict: Verdict
    unfinished: bool
    """Whether checkpoints are still being scored."""


def looks_of(curve: Dict[str, Any], verdict: Verdict) -> Looks:
    """@raises KeyError, TypeError when the answers are not those of the interface"""
    points = curve["points"]
    finished = [point for point in points if not point["provisional"]]
    return Looks([_look(point) for point in finished], verdict, len(finished) < len(points) or bool(curve.get("waiting")))


def _look(point: Dict[str, Any]) -> Look:
    values: Dict[str, float] = {}
    for name, field in _ESTIMATES.items():
        estimate = point[field]
        if estimate["value"] is not None:
            values.update({name: estimate["value"], f"{name}_low": estimate["low"], f"{name}_high": estimate["high"]})
    return Look(f"{point['checkpointId']} {point['identity']}", point["step"], values)
