"""What the tests share: a server, a spool folder, other processes, and waiting."""
from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
import unittest
from typing import Any, Callable, Dict, List, Optional

import tidemark
import tidemark._warn

from .contract_server import KEY, ContractServer

PACKAGE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROMPTS = {f"p{i}": f"Prompt {i}?" for i in range(5)}
REFERENCES = {f"p{i}": f"Answer {i}." for i in range(5)}
_RANK_VARIABLES = ("RANK", "LOCAL_RANK", "NODE_RANK", "GROUP_RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK")


def texts(step: int) -> Dict[str, str]:
    """Completions that are different at each step."""
    return {key: f"completion of {key} at {step}" for key in PROMPTS}


def until(condition: Callable[[], Any], seconds: float = 20.0) -> bool:
    """Waits until the condition holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


class Collected(logging.Handler):
    """Warnings of the client."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class ClientTest(unittest.TestCase):
    """A fresh spool folder and server for each test, and an environment that names neither."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.spool = os.path.join(folder.name, "spool")
        self.server = ContractServer()
        self.addCleanup(self.server.close)
        self._clean_environment()
        self.log = Collected()
        logger = logging.getLogger("tidemark")
        logger.addHandler(self.log)
        logger.propagate = False
        self.addCleanup(logger.removeHandler, self.log)
        # A minute of silence left by another test would hide this test's warnings.
        tidemark._warn.warnings._last = float("-inf")

    def _clean_environment(self) -> None:
        before = dict(os.environ)

        def restore() -> None:
            os.environ.clear()
            os.environ.update(before)

        self.addCleanup(restore)
        for name in list(os.environ):
            if name in _RANK_VARIABLES or name.startswith("TIDEMARK_"):
                del os.environ[name]

    def init(self, **more: Any) -> tidemark.Run:
        """A run with prompts and references on this test's server."""
        given: Dict[str, Any] = {
            "run": "sft", "project": "chat", "prompt_set": "core", "prompts": PROMPTS, "references": REFERENCES,
            "spool_dir": self.spool, "url": self.server.url, "api_key": KEY, **more,
        }
        run = tidemark.init(**given)
        self.addCleanup(run.finish, 0)
        return run

    def steps(self, branch: str = "main") -> List[int]:
        """Steps of the run chat/sft in the order the server got them."""
        return [step for run, on, step in self.server.store.order if run == "chat/sft" and on == branch]

    def python(self, code: str, url: Optional[str] = None, **more: Any) -> "subprocess.Popen[str]":
        """Another process that runs this code with `run` begun."""
        begin = (
            "import os, signal, sys, time, tidemark\n"
            f"PROMPTS, REFERENCES = {PROMPTS!r}, {REFERENCES!r}\n"
            "def texts(step): return {key: f'completion of {key} at {step}' for key in PROMPTS}\n"
            f"run = tidemark.init(run='sft', project='chat', prompt_set='core', prompts=PROMPTS, references=REFERENCES, mode={more.pop('mode', 'online')!r})\n"
        )
        env = {
            **os.environ, "TIDEMARK_URL": url or self.server.url, "TIDEMARK_API_KEY": KEY, "TIDEMARK_SPOOL_DIR": self.spool,
            "PYTHONPATH": PACKAGE_DIR, **more.pop("env", {}),
        }
        process = subprocess.Popen(
            [sys.executable, "-c", begin + code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
        )

        def end() -> None:
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process


def closed_url() -> str:
    """An address that nothing listens at."""
    server = ContractServer()
    server.close()
    return server.url
