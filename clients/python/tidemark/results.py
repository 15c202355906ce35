"""What a run's verdict and best checkpoint are, as the server answers them. Unknown is None, never 0 or NaN."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple


@dataclass(frozen=True)
class Estimate:
    """A value with its interval; three None and a reason when it is not known."""

    value: Optional[float]
    low: Optional[float]
    high: Optional[float]
    reason: Optional[str] = None

    @classmethod
    def from_json(cls, data: Dict[str, Any]) -> "Estimate":
        return cls(data.get("value"), data.get("low"), data.get("high"), data.get("reason"))


@dataclass(frozen=True)
class Regression:
    """A drop below earlier checkpoints, in units of the deciding metric."""

    step: int
    """First step of the worse part."""
    since_steps: Tuple[int, ...]
    """The earlier checkpoints it is measured against."""
    drop: float
    drop_low: float
    kind: str


@dataclass(frozen=True)
class Verdict:
    """What the training loop can act on."""

    verdict: str
    """healthy, regressed, insufficient or pending"""
    reason: str
    should_stop: bool = False
    code: Optional[str] = None
    regression: Optional[Regression] = None
    best_step: Optional[int] = None
    keep: Tuple[int, ...] = ()
    safe_to_delete: Tuple[int, ...] = ()
    adjusted_p: Optional[float] = None
    smallest_detectable_drop: Optional[float] = None
    n_looks: Optional[int] = None
    n_pending: Optional[int] = None
    raw: Dict[str, Any] = field(default_factory=dict, repr=False)
    """The whole answer; empty when the server gave none."""

    @classmethod
    def from_json(cls, data: Dict[str, Any]) -> "Verdict":
        found = data.get("regression")
        return cls(
            verdict=str(data["verdict"]), reason=str(data["reason"]), should_stop=data["shouldStop"] is True, code=data.get("code"),
            regression=None if found is None else Regression(
                found["step"], tuple(found["sinceSteps"]), found["drop"], found["dropLow"], found["kind"]
            ),
            best_step=data.get("best"), keep=tuple(data.get("keep") or ()), safe_to_delete=tuple(data.get("safeToDelete") or ()),
            adjusted_p=data.get("adjustedP"), smallest_detectable_drop=data.get("smallestDetectableDrop"),
            n_looks=data.get("nLooks"), n_pending=data.get("nPending"), raw=data,
        )

    @classmethod
    def unknown(cls, reason: str) -> "Verdict":
        """Nothing is known: never a reason to stop or to delete."""
        return cls("pending", reason)


@dataclass(frozen=True)
class Best:
    """The checkpoint to keep, and those that cannot be told apart from it."""

    step: Optional[int]
    """None when nothing has been chosen; `explanation` says why."""
    explanation: str
    path: Optional[str] = None
    checkpoint_id: Optional[str] = None
    win_probability: Optional[Estimate] = None
    shrunk: Optional[Estimate] = None
    """The same without the winner's luck."""
    best_set: Tuple[int, ...] = ()
    provisional: bool = True
    raw: Dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def from_json(cls, data: Dict[str, Any]) -> "Best":
        chosen = data.get("chosen")
        known = chosen or {}
        return cls(
            step=known.get("step"), path=known.get("path"), checkpoint_id=known.get("checkpointId"),
            win_probability=Estimate.from_json(chosen["winProbability"]) if chosen else None,
            shrunk=Estimate.from_json(chosen["shrunk"]) if chosen else None,
            explanation=str(data["explanation"]), best_set=tuple(data.get("bestSet") or ()),
            provisional=data["provisional"] is not False, raw=data,
        )
