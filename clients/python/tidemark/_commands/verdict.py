"""`verdict`: what the server says of a run."""
from __future__ import annotations

import argparse

from .._http import run_path
from .find_run import find_run, run_name, run_page
from .options import Parser, add_json, add_run, add_selection, selection
from .server import connect
from .show import paint, points, print_json, print_line, show_controls, step_list

SUMMARY = "what is known of a run: verdict, best step, what to keep and what is safe to delete"
EXAMPLES = """\
examples:
  $ python -m tidemark verdict chat/sft-7b
  $ python -m tidemark verdict chat/sft-7b --json | jq .shouldStop

Exit code: 0 whatever the verdict is; gate tells it by exit code."""


def configure(parser: Parser) -> None:
    add_run(parser)
    add_selection(parser)
    add_json(parser)


def execute(args: argparse.Namespace) -> int:
    server = connect()
    run = find_run(server, args.run)
    verdict = server.get(f"{run_path(run['id'])}/verdict", selection(args))
    if args.json:
        print_json(verdict)
        return 0
    drop = verdict.get("detectable")
    spread = "measured" if drop and drop["sdSource"] == "measured" else "assumed"
    failed = f", {run['nFailed']} failed" if run["nFailed"] > 0 else ""
    last = "" if run["lastStep"] is None else f", last step {run['lastStep']}"
    rows = [
        ("run", run_name(run)),
        ("verdict", verdict["verdict"]),
        ("", verdict["reason"]),
        ("best", "" if verdict["best"] is None else f"step {verdict['best']}"),
        ("keep", step_list(verdict["keep"])),
        ("safe to delete", step_list(verdict["safeToDelete"])),
        ("detectable drop", f"{points(drop['fast'])} in the next look, {points(drop['sustained'])} once it has lasted ({spread} spread)" if drop else ""),
        ("checkpoints", f"{run['nScored']} of {run['nCheckpoints']} scored{failed}{last}"),
        ("page", run_page(server, run)),
    ]
    for name, value in rows:
        if value:
            print_line(f"{paint('dim', name.ljust(16))} {paint(value, value) if name == 'verdict' else show_controls(value)}")
    return 0
