"""`best`: the checkpoint to keep."""
from __future__ import annotations

import argparse
import re
from typing import Any, Dict, List, Optional

from .._http import run_path
from .find_run import find_run
from .options import Parser, add_json, add_run, add_selection, selection
from .problem import Problem
from .server import connect
from .show import estimate_text, interval, paint, percent, print_json, print_line, say, show_controls, step_list

SUMMARY = "the checkpoint to keep, those as good as it, and what is safe to delete"
EXAMPLES = """\
examples:
  $ python -m tidemark best chat/sft-7b
  $ cp -r "$(python -m tidemark best chat/sft-7b --print-path)" /models/sft-7b
  $ python -m tidemark best chat/sft-7b --json | jq .safeToDelete

Exit code: 0, or 3 when no checkpoint has been scored yet, or its path is not known (--print-path)."""


def configure(parser: Parser) -> None:
    add_run(parser)
    add_selection(parser)
    parser.add_argument("--print-path", action="store_true", help="print the path of its checkpoint and nothing else")
    add_json(parser)


def execute(args: argparse.Namespace) -> int:
    server = connect()
    run = find_run(server, args.run)
    best = server.get(f"{run_path(run['id'])}/best", selection(args))
    path = best["chosen"] and best["chosen"]["path"]
    code = 3 if best["chosen"] is None or (args.print_path and path is None) else 0
    if args.json:
        print_json(best)
    elif args.print_path:
        _print_path(best, path)
    else:
        print_line("\n".join(_lines(best)))
    return code


def _print_path(best: Dict[str, Any], path: Optional[str]) -> None:
    """The path as it was registered, for a shell: nothing is shown as a symbol."""
    chosen = best["chosen"]
    if path is None:
        remedy = "Register it again with --path (the same completions are not scored twice)."
        say(f"Step {chosen['step']} was registered without a path. {remedy}" if chosen else best["explanation"])
    elif re.search("[\r\n\0]", path):
        raise Problem(f"The path of step {chosen['step']} holds a line break or NUL; best --json gives it exactly.")
    else:
        print_line(path)


def _lines(best: Dict[str, Any]) -> List[str]:
    chosen = best["chosen"]
    if chosen is None:
        return [show_controls(best["explanation"])]
    shrunk, others = chosen["shrunk"], [step for step in best["bestSet"] if step != chosen["step"]]
    path = "" if chosen["path"] is None else f"  {show_controls(chosen['path'])}"
    rows = [
        f"{paint('bold', 'step ' + str(chosen['step']))}{'  (provisional)' if best['provisional'] else ''}{path}",
        show_controls(best["explanation"]),
        f"win probability  {estimate_text(chosen['winProbability'])}" if best.get("metric") == "winProbability" else None,
        None if shrunk["value"] is None else f"corrected for having been picked  {percent(shrunk['value'], shrunk)} {interval(shrunk)}",
        f"as good as it    {step_list(others)}" if others else None,
        f"keep             {step_list(best['keep'])}" if best.get("keep") else None,
        f"safe to delete   {step_list(best['safeToDelete'])}" if best.get("safeToDelete") else None,
    ]
    return [row for row in rows if row is not None]
