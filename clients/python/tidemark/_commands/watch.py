"""`watch`: registers checkpoints as their completions appear in a folder."""
from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
from types import FrameType
from typing import Any, Dict, Optional

from .find_run import find_run, run_name
from .options import Parser, add_json, add_registration, columns, duration
from .send_checkpoint import describe_registration
from .server import connect
from .show import print_json, print_line, say, show_controls
from .watch_file import Handled, WatchTarget
from .watch_find import Found, step_of_name
from .watch_folder import WatchPlan, refuse_missing, watch_folder
from .watch_ledger import Ledger

SUMMARY = "register checkpoints as their completions appear in a folder"
EXAMPLES = """\
examples:
  $ python -m tidemark watch out --run chat/sft-7b                      out/checkpoint-400/completions.jsonl, ...
  $ python -m tidemark watch generations --run chat/sft-7b              generations/step-0400.jsonl, ...
  $ python -m tidemark watch out --run chat/sft-7b --completions eval/core.csv --step-pattern 'global_step(\\d+)'
  $ python -m tidemark watch out --run chat/sft-7b --once               from cron

It looks at the folder by and by, so that file servers and containers do. A file is read when it has not changed for --settle and can be
read; one that does not answer every prompt yet is given 15 times as long. A bad file is named once and tried again when it changes.
Stop and start it as you like: the same content again changes nothing, and the state file only saves sending it.

Exit code: 0 after Ctrl-C; with --once 0, or 1 when files were left out; 2 when the folder, the run or the connection is wrong."""

_PARTIAL_FACTOR = 15
"""A file without every prompt is taken for finished after this many times --settle."""
_SHORTEST_EVERY_S = 0.05


def step_pattern(text: str) -> "re.Pattern[str]":
    """A regular expression whose first group is the step."""
    try:
        pattern = re.compile(text)
    except re.error:
        pattern = re.compile("")
    if pattern.groups == 0:
        raise argparse.ArgumentTypeError("Write a regular expression with the step in parentheses, e.g. 'step_(\\d+)'.")
    return pattern


def configure(parser: Parser) -> None:
    parser.add_argument("dir", help="folder of checkpoints, or of completions files")
    parser.add_argument("--run", required=True, help="project/name, name or id")
    parser.add_argument("--completions", default="completions.jsonl", metavar="NAME", help="completions file in a checkpoint's folder (default: completions.jsonl)")
    parser.add_argument("--step-pattern", type=step_pattern, metavar="REGEX", help="regular expression with the step in parentheses (default: the last number in the name)")
    add_registration(parser)
    parser.add_argument("--settle", type=duration, default=2.0, metavar="DURATION", help="leave a file alone until it has not changed for this long (default: 2s)")
    parser.add_argument("--every", type=duration, default=2.0, metavar="DURATION", help="pause between two looks (default: 2s)")
    parser.add_argument("--once", action="store_true", help="register what is there, then end")
    parser.add_argument("--from-start", action="store_true", help="send files again that the state file says are registered")
    parser.add_argument("--state", metavar="FILE", help="where it remembers what is registered (default: <dir>/.tidemark-watch.json)")
    add_json(parser, "a line of JSON for each file")


def execute(args: argparse.Namespace) -> int:
    refuse_missing(args.dir)
    server = connect()
    run = find_run(server, args.run)
    state = os.path.abspath(args.state or os.path.join(args.dir, ".tidemark-watch.json"))
    ledger = Ledger(state, f"{server.api.url} {run['id']} {args.branch}", args.from_start)
    if not args.once:
        sys.stderr.write(f"Watching {show_controls(args.dir)} for {run_name(run)}. Ctrl-C stops it.\n")
        sys.stderr.flush()
    plan = WatchPlan(
        directory=args.dir, completions=args.completions, step_of=lambda name: step_of_name(name, args.step_pattern), settle_s=args.settle,
        every_s=max(_SHORTEST_EVERY_S, args.every), once=args.once, ledger=ledger, stop=_stop_signal(),
        tell=lambda found, handled: _tell(found, handled, args, run["promptSet"]["nPrompts"]), warn=say,
    )
    target = WatchTarget(server, run, args.branch, args.on_conflict, columns(args), args.format, args.settle * _PARTIAL_FACTOR)
    n_left = watch_folder(plan, target)
    return 1 if args.once and n_left > 0 else 0


def _tell(found: Found, handled: Handled, args: argparse.Namespace, n_all: int) -> None:
    checkpoint = handled.checkpoint
    if args.json:
        more: Dict[str, Dict[str, Any]] = {"registered": {"known": handled.known, "checkpoint": checkpoint}, "partial": {"nPrompts": handled.n_prompts}}
        print_json({"event": handled.kind, "file": found.name, "step": found.step, "path": found.folder, **more.get(handled.kind, {"reason": handled.reason})})
    elif checkpoint is not None:
        print_line(show_controls(f"{describe_registration(checkpoint, handled.known, args.branch)}  {found.name}"))
    elif handled.kind == "partial":
        say(f"{found.name}: {handled.n_prompts} of {n_all} prompts have a completion so far; the others are waited for.")
    else:
        say(handled.reason)


def _stop_signal() -> threading.Event:
    """Set by the first Ctrl-C (or SIGTERM, SIGHUP), so that what is under way is finished; the second one ends the process at once."""
    stop = threading.Event()

    def handle(_number: int, _frame: Optional[FrameType]) -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, handle)
    return stop
