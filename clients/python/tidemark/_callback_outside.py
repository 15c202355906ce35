"""Generation outside the training process: by a command, or by a server that loads the checkpoint."""
from __future__ import annotations

import json
import os
import queue
import shlex
import string
import subprocess
import tempfile
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Protocol, Sequence, Union

from ._http import describe
from ._tables import read_rows
from ._warn import warnings

Row = Dict[str, Any]
Keep = Callable[[int, str, List[Row], float], None]


class Outside(Protocol):
    """Generates completions for a checkpoint on disk; rows with key, completion and perhaps finish_reason."""

    def __call__(self, path: str, step: int, rows: Sequence[Row]) -> List[Row]: ...


class CommandGenerator:
    """
    Runs a command for each checkpoint. `{path}` is the checkpoint's folder, `{step}` its step, `{prompts}` a JSONL file with the prompts,
    and `{out}` the JSONL file that the command writes: `key`, `completion` and perhaps `finish_reason` a line. Other braces are doubled.
    """

    def __init__(self, command: Union[str, Sequence[str]]) -> None:
        # Split before the places are filled in: a path with a blank stays one argument, and no shell reads it.
        self._parts = shlex.split(command) if isinstance(command, str) else [str(part) for part in command]
        fields = {name for part in self._parts for _, name, _, _ in string.Formatter().parse(part) if name is not None}
        if not {"out"} <= fields <= {"path", "step", "prompts", "out"}:
            raise ValueError("the command needs {out}, and may have {path}, {step} and {prompts}")

    def __call__(self, path: str, step: int, rows: Sequence[Row]) -> List[Row]:
        """@raises ValueError with the end of what the command printed, or what is wrong with the file it wrote; OSError"""
        with tempfile.TemporaryDirectory(prefix="tidemark-") as folder:
            prompts, out = os.path.join(folder, "prompts.jsonl"), os.path.join(folder, "completions.jsonl")
            with open(prompts, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in rows)
            arguments = [part.format(path=path, step=step, prompts=prompts, out=out) for part in self._parts]
            done = subprocess.run(
                arguments, env=_without_rank(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
            )
            if done.returncode != 0:
                raise ValueError(f"the command ended with {done.returncode}: {done.stdout.strip()[-500:]}")
            return read_rows(out)


def _without_rank() -> Dict[str, str]:
    """The command is a process of its own, not one more rank of the training job."""
    names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "GROUP_RANK", "NODE_RANK", "MASTER_ADDR", "MASTER_PORT")
    return {name: value for name, value in os.environ.items() if name not in names and not name.startswith("TORCHELASTIC_")}


class OutsideWorker:
    """
    One checkpoint after the other in a thread, while training goes on. A checkpoint that waits for more than `most_waiting` others
    is skipped with a warning, so that a slow generator does not fall behind for ever.
    """

    def __init__(self, generate: Outside, keep: Keep, most_waiting: int = 4) -> None:
        self._generate, self._keep = generate, keep
        self._jobs: "queue.Queue[Any]" = queue.Queue(most_waiting)
        self.n_skipped = 0
        threading.Thread(target=self._run, name="tidemark-generate", daemon=True).start()

    def submit(self, step: int, path: Optional[str], rows: Sequence[Row]) -> None:
        """Returns at once."""
        if path is None:
            self._skip(step, "there is no checkpoint on disk at this step; save at the steps that are looked at")
            return
        try:
            self._jobs.put_nowait((step, path, rows))
        except queue.Full:
            self._skip(step, "generation outside is too slow: several checkpoints are waiting for it")

    def finish(self, timeout: float) -> bool:
        """Waits for what has been submitted. @returns whether all of it is done"""
        end = time.monotonic() + timeout
        while self._jobs.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.02)
        return not self._jobs.unfinished_tasks

    def stop(self) -> None:
        """What runs is ended by itself; nothing else is begun."""
        while True:
            try:
                self._jobs.get_nowait()
            except queue.Empty:
                break
            self._jobs.task_done()
        self._jobs.put(None)

    def _run(self) -> None:
        for step, path, rows in iter(self._jobs.get, None):
            began = time.monotonic()
            try:
                if not os.path.exists(path):
                    raise ValueError(f"{path} is gone already; raise save_total_limit")
                self._keep(step, path, self._generate(path, step, rows), time.monotonic() - began)
            except Exception as error:
                self._skip(step, describe(error))
            finally:
                self._jobs.task_done()
        self._jobs.task_done()  # the None that ended it

    def _skip(self, step: int, reason: str) -> None:
        self.n_skipped += 1
        warnings.warn(f"no completions of step {step}: {reason}")
