"""Options that several commands share, and what may stand behind them."""
from __future__ import annotations

import argparse
import json
import re
import sys
from typing import Any, Dict, NoReturn, Optional

from .._fields import NAMES
from .._formats import FORMATS
from .._inputs import LARGEST_STEP

_UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Parser(argparse.ArgumentParser):
    """Errors are one line that says what to do, and exit code 2."""

    def __init__(self, **more: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"tidemark: {message} ({self.prog} --help shows how)\n")
        raise SystemExit(2)


def add_run(parser: Parser) -> None:
    """The run as the first argument."""
    parser.add_argument("run", help="project/name, name or id")


def add_json(parser: Parser, what: str = "as JSON") -> None:
    """--json"""
    parser.add_argument("--json", action="store_true", help=what)


def add_selection(parser: Parser) -> None:
    """Which curve of the run a command reads; left out, the run's primary one on the branch main."""
    parser.add_argument("--branch", default="main", metavar="NAME", help="branch of the run (default: main)")
    parser.add_argument("--reward-model", metavar="NAME", help="another reward model than the run's primary one")
    parser.add_argument("--reference-set", metavar="NAME", help="another reference set than the run's primary one")


def selection(args: argparse.Namespace) -> Dict[str, Optional[str]]:
    """As the query of a call."""
    return {"branch": args.branch, "rewardModel": args.reward_model, "referenceSet": args.reference_set}


def add_registration(parser: Parser) -> None:
    """How completions are read, and where they go."""
    parser.add_argument("--branch", default="main", metavar="NAME", help="branch of the run (default: main)")
    parser.add_argument("--on-conflict", choices=("reject", "branch"), default="reject", help="when the step has other completions (default: reject)")
    parser.add_argument(
        "--column", type=column, action="append", default=[], metavar="FIELD=NAME", help=f"name of the column that holds {', '.join(NAMES)}; may be repeated"
    )
    parser.add_argument("--format", choices=("tidemark", *FORMATS), help="how the rows are written; left out, the first row decides")


def step(text: str) -> int:
    """A training step."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text) or int(text) > LARGEST_STEP:
        raise argparse.ArgumentTypeError("A step is a whole number, 0 or more.")
    return int(text)


def duration(text: str) -> float:
    """`90s`, `30m`, `1.5h`; a bare number is seconds. @returns seconds"""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?", text.strip())
    if found is None:
        raise argparse.ArgumentTypeError("Write a number with ms, s, m, h or d, e.g. 30m.")
    return float(found.group(1)) * _UNIT_S[found.group(2) or "s"]


def column(text: str) -> Dict[str, str]:
    """`completion=output`"""
    field, _, name = text.partition("=")
    if field not in NAMES or not name:
        raise argparse.ArgumentTypeError(f"Write field=name, the field one of {', '.join(NAMES)}.")
    return {field: name}


def columns(args: argparse.Namespace) -> Dict[str, str]:
    """Names of columns by field."""
    return {field: name for one in args.column for field, name in one.items()}


def metadata(text: str) -> Dict[str, Any]:
    """A JSON object."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError("Write a JSON object, e.g. '{\"loss\": 1.2}'.")
    return value
