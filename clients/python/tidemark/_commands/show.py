"""How commands write: JSON on one line, foreign text without anything that steers a terminal, colours on a terminal only."""
from __future__ import annotations

import json
import math
import os
import re
import sys
from typing import Any, Dict, Optional, Sequence

_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_COLOURS = {"healthy": "32", "regressed": "31", "insufficient": "33", "pending": "33", "dim": "2", "bold": "1"}
_STEPS_SHOWN = 20


def print_json(value: Any) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(f"{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"tidemark: {show_controls(text)}\n")
    sys.stderr.flush()


def show_controls(text: str) -> str:
    """A text as one line in which everything can be seen: control characters as their symbols, other marks by number."""
    return _UNSEEN.sub(_symbol, text)


def _symbol(found: "re.Match[str]") -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"[U+{code:04X}]"


def paint(style: str, text: str) -> str:
    """In colour where standard output is a terminal and NO_COLOR is not set."""
    colour = _COLOURS.get(style)
    if colour is None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\u001b[{colour}m{text}\u001b[0m"


def step_list(steps: Sequence[int]) -> str:
    """`100, 200, 300`; of many the first ones and how many more."""
    more = len(steps) - _STEPS_SHOWN
    shown = ", ".join(map(str, steps[:_STEPS_SHOWN]))
    return f"{shown} and {more} more (--json lists all)" if more > 0 else shown


def percent(fraction: float, estimate: Dict[str, float], unit: str = "\u00a0%") -> str:
    """`62.4 %` with the digits that the interval supports: two significant ones of half its width."""
    return f"{fraction * 100:.{_decimals(estimate)}f}{unit}"


def interval(estimate: Dict[str, float]) -> str:
    """`[59.0, 65.7]`, in percent."""
    return f"[{percent(estimate['low'], estimate, '')}, {percent(estimate['high'], estimate, '')}]"


def estimate_text(estimate: Dict[str, Any]) -> str:
    """`62.4 % [59.0, 65.7]`, or why it is not known."""
    if estimate["value"] is None:
        return str(estimate["reason"])
    return f"{percent(estimate['value'], estimate)} {interval(estimate)}"


def points(difference: Optional[float]) -> str:
    """`3.1 pp`, without a sign; empty when it is not known."""
    return "" if difference is None else f"{abs(difference) * 100:.1f}\u00a0pp"


def _decimals(estimate: Dict[str, float]) -> int:
    half = (estimate["high"] - estimate["low"]) / 2 * 100
    return min(3, max(0, 1 - math.floor(math.log10(half)))) if half > 0 else 1
