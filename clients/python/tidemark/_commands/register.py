"""`register`: one checkpoint with its completions."""
from __future__ import annotations

import argparse
import os
import re

from .completions_file import read_completions
from .find_run import find_run
from .options import Parser, add_json, add_registration, add_run, columns, metadata, step
from .problem import Problem
from .send_checkpoint import describe_registration, send_checkpoint
from .server import connect
from .show import print_json, print_line, show_controls

SUMMARY = "register a checkpoint with its completions"
EXAMPLES = """\
A row is {"key", "completion", "finishReason" (or "finish_reason"), "sample"}; the last two may be left out.
Rows of TRL, alpaca_eval, lm-evaluation-harness and lighteval are read too: the first row decides, or --format.

examples:
  $ python -m tidemark register chat/sft-7b completions-400.jsonl --step 400 --path out/ckpt-400
  $ generate | python -m tidemark register chat/sft-7b - --step 400
  $ python -m tidemark register chat/sft-7b out.csv --step 400 --column key=id --column completion=answer

The same content again changes nothing and is not scored twice."""


def configure(parser: Parser) -> None:
    add_run(parser)
    parser.add_argument("file", help="completions as .jsonl, .json or .csv; - is standard input (JSON Lines)")
    parser.add_argument("--step", type=step, required=True, metavar="N", help="training step")
    parser.add_argument("--path", help="where the checkpoint lies; best --print-path gives it back")
    parser.add_argument("--no-path-check", dest="path_check", action="store_false", help="take a --path that is not on this machine")
    parser.add_argument("--metadata", type=metadata, metavar="JSON", help='a JSON object to keep with it, e.g. {"loss": 1.2}')
    add_registration(parser)
    add_json(parser)


def execute(args: argparse.Namespace) -> int:
    try:
        completions = read_completions(args.file, columns(args), args.format)
    except ValueError as error:
        raise Problem(str(error)) from error
    elsewhere = args.path is not None and re.match(r"[a-z][a-z0-9+.-]+://", args.path, re.IGNORECASE)
    if args.path is not None and args.path_check and not elsewhere and not os.path.exists(args.path):
        raise Problem(f"There is no {args.path} on this machine. Correct --path, or add --no-path-check where it lies on another one.")
    server = connect()
    run = find_run(server, args.run)
    body = {"step": args.step, "branch": args.branch, "path": args.path, "metadata": args.metadata, "completions": completions}
    checkpoint, known = send_checkpoint(server, run, body, args.on_conflict)
    if args.json:
        print_json(checkpoint)
    else:
        print_line(show_controls(describe_registration(checkpoint, known, args.branch)))
    return 0
