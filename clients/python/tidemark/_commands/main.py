"""Reads the command line, runs one command, and turns every error into one line and an exit code."""
from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from typing import Dict, Optional, Protocol, Sequence

from .._http import Refused, describe
from .._version import VERSION
from . import best, gate, register, sync, verdict, watch
from .options import Parser
from .problem import Problem
from .server import explain_answer, sentence
from .show import say


class _Command(Protocol):
    SUMMARY: str
    EXAMPLES: str

    def configure(self, parser: Parser) -> None: ...

    def execute(self, args: argparse.Namespace) -> int: ...


_COMMANDS: Dict[str, _Command] = {"register": register, "watch": watch, "best": best, "gate": gate, "verdict": verdict, "sync": sync}
_EXIT_CODES = "exit codes: 0 done, 1 and 3 as the command says, 2 usage or connection, with a line that says what to do"


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """@param arguments left out: those of the process @returns the exit code"""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = _parser().parse_args(arguments)
    try:
        return _COMMANDS[args.command].execute(args)
    except BrokenPipeError:
        # A reader that goes away (| head) is no error; what Python still holds for it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        say(_explain(error))
        if args.debug:
            traceback.print_exc()
        return 2


def _explain(error: Exception) -> str:
    if isinstance(error, Refused):
        return sentence(error)
    if isinstance(error, Problem):
        return str(error)
    if isinstance(error, (KeyError, TypeError)):
        return f"{explain_answer(error)} (--debug shows where)"
    return f"Something unexpected went wrong: {describe(error)} (--debug shows where)."


def _parser() -> Parser:
    parser = Parser(prog="python -m tidemark", description="Which checkpoint to keep, and when a training run has started to get worse.", epilog=_EXIT_CODES)
    parser.add_argument("--version", action="version", version=VERSION)
    parser.add_argument("--debug", action="store_true", help="show the stack of an error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in _COMMANDS.items():
        sub = commands.add_parser(name, help=command.SUMMARY, description=command.SUMMARY, epilog=command.EXAMPLES)
        command.configure(sub)
    return parser
