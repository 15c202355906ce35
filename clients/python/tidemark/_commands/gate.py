"""`gate`: whether a run is healthy, by exit code."""
from __future__ import annotations

import argparse
import sys
import time
from typing import Any, Dict, Optional

from .._http import run_path
from .find_run import find_run, run_name, run_page
from .options import Parser, add_json, add_run, add_selection, duration, selection
from .server import Server, connect
from .show import paint, print_json, print_line, show_controls

SUMMARY = "say whether a run is healthy, by exit code: for scripts and CI jobs"
EXAMPLES = """\
examples:
  $ python -m tidemark gate chat/sft-7b
  $ python -m tidemark gate chat/sft-7b --wait --timeout 2h && ./publish.sh
  $ python -m tidemark gate chat/sft-7b --branch main.2 --json

Exit code: 0 healthy, 1 regressed, 3 pending or not enough evidence (with --wait: still so when the time is over),
2 when the command or the connection is wrong, with a line that says what to do.
--wait goes on while checkpoints are being scored, and while more checkpoints could still decide."""

_CODES = {"healthy": 0, "regressed": 1, "pending": 3, "insufficient": 3}
_DEFAULT_WAIT_S = 1800.0
_PASSING = ("no-checkpoints", "one-checkpoint", "too-few-looks", "incomplete-look")
"""Reasons that more checkpoints can remove; the others stay until somebody changes the run."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
_PATIENT_ATTEMPTS = 20
"""A server that is started anew in the meantime is waited for, about a minute."""


def configure(parser: Parser) -> None:
    add_run(parser)
    add_selection(parser)
    parser.add_argument("--wait", action="store_true", help="wait until checkpoints are scored and the verdict is known")
    parser.add_argument("--timeout", type=duration, metavar="DURATION", help="wait this long at most, e.g. 90s, 30m, 2h (default with --wait: 30m)")
    add_json(parser)


def execute(args: argparse.Namespace) -> int:
    server = connect()
    run = find_run(server, args.run)
    timeout_s = args.timeout if args.timeout is not None else _DEFAULT_WAIT_S if args.wait else 0.0
    verdict = _until_decided(server, run, selection(args), timeout_s)
    if args.json:
        print_json({"run": run["id"], **verdict})
    else:
        print_line(f"{paint(verdict['verdict'], verdict['verdict'])}  {run_name(run)}\n{show_controls(verdict['reason'])}")
        if verdict["best"] is not None:
            print_line(f"Best so far: step {verdict['best']}.")
        print_line(run_page(server, run))
    return _CODES[verdict["verdict"]]


def _until_decided(server: Server, run: Dict[str, Any], query: Dict[str, Optional[str]], timeout_s: float) -> Dict[str, Any]:
    """The verdict, asked for again until it is healthy or regressed, or nothing that is awaited can change it, or the time is over."""
    deadline = time.monotonic() + timeout_s
    pause, n_attempts, shown = _FIRST_PAUSE_S, 5, ""
    while True:
        verdict = server.get(f"{run_path(run['id'])}/verdict", query, n_attempts)
        left = deadline - time.monotonic()
        is_open = verdict["verdict"] == "pending" or (verdict["verdict"] == "insufficient" and verdict["code"] in _PASSING)
        if not is_open or left <= 0:
            return verdict
        if sys.stderr.isatty() and verdict["reason"] != shown:
            shown = verdict["reason"]
            sys.stderr.write(f"{show_controls(shown)}\n")
        time.sleep(min(pause, left))
        pause, n_attempts = min(_LONGEST_PAUSE_S, pause * 1.5), _PATIENT_ATTEMPTS
