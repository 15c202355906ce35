"""`tidemark.init`: from what a training script has at hand to a run."""
from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, Mapping, Optional, Sequence, Union

from . import _inputs
from ._http import Api, describe
from ._rank import process_rank
from ._run import Run
from ._settings import find_api, find_spool_dir
from ._warn import warnings
from .forwarding import forward as forward_to

MODES = ("online", "offline", "disabled")


def init(
    run: str,
    project: str = "default",
    prompt_set: Optional[str] = None,
    prompts: Any = None,
    references: Any = None,
    reward_models: Any = None,
    plan: Optional[Mapping[str, Any]] = None,
    mode: str = "online",
    spool_dir: Optional[str] = None,
    url: Optional[str] = None,
    api_key: Optional[str] = None,
    *,
    parent: Optional[Mapping[str, Any]] = None,
    forward: Union[str, Sequence[str], None] = (),
) -> Run:
    """
    Begins to record a training run, and returns at once: what does not exist on the server is created in the background.
    Never raises; what cannot be used is a warning on the logger `tidemark`. In a job of several processes the first one records,
    and the others get a run that does nothing.

    @param prompt_set name of the prompt set; left out with `prompts`, it follows from their content
    @param prompts path of a .jsonl, .json or .csv file, mapping key -> text or messages, data frame, or iterable of rows (`key`,
        `prompt` or `messages`, `tags`, `group`), as a `datasets.Dataset` is
    @param references the same with `key` and `completion`, a mapping name -> one of those, or a list of names of reference sets
        that exist; the first is the primary one
    @param reward_models names, a mapping name -> role (training, held-out, monitor), or rows {id, role}
    @param plan expected_looks, alpha, delta; each on its own
    @param mode online; offline writes the spool only (`python -m tidemark sync DIR` sends it, on another machine too); disabled does nothing
    @param spool_dir left out: TIDEMARK_SPOOL_DIR, else ./.tidemark-spool. One spool folder belongs to one server
    @param url, api_key left out: TIDEMARK_URL and TIDEMARK_API_KEY
    @param parent {run, step} when the run continues another one
    @param forward names of trackers (wandb, mlflow, trackio) that get win rate, interval and verdict too
    """
    wanted = mode if process_rank() == 0 else "disabled"
    try:
        if wanted not in MODES:
            warnings.warn(f"mode {mode!r} is none of {', '.join(MODES)}; offline is taken")
            wanted = "offline"
        ref = f"{_name(project, 'default')}/{_name(run, 'run')}"
        created = Run(ref, wanted, find_spool_dir(spool_dir), find_api(url, api_key))
    except Exception as error:
        warnings.warn(f"init fails, and nothing is recorded: {describe(error)}")
        return Run("default/run", "disabled", os.curdir, Api("", None))
    if wanted == "disabled":
        return created
    if wanted == "online" and created.api.key is None:
        warnings.warn("no key: set TIDEMARK_API_KEY. Everything is kept in the spool until then")
    head = _setup_head(created, prompt_set, prompts, references, reward_models, plan, parent)
    for folder in (created.spool_dir, _spare_folder()):
        try:
            if folder != created.spool_dir:
                warnings.warn(f"{folder} is used instead of the spool {created.spool_dir}")
                created = _moved(created, folder)
            created.setup(head)
            break
        except Exception as error:
            warnings.warn(f"the spool {folder} cannot be used: {describe(error)}")
    try:
        for tracker in (forward,) if isinstance(forward, str) else forward or ():
            forward_to(created, str(tracker))
    except Exception as error:
        warnings.warn(f"forward cannot be used: {describe(error)}")
    return created


def _moved(run: Run, folder: str) -> Run:
    # It may hold the run in the other folder already, where another process is to record it once that can be written again.
    run.finish(0)
    moved = Run(run.ref, run.mode, folder, run.api, run.prompts)
    moved.prompt_set = run.prompt_set
    return moved


def _spare_folder() -> str:
    user = os.getuid() if hasattr(os, "getuid") else "user"
    try:
        folder = tempfile.gettempdir()
    except OSError:
        # On a full disk none can be written, and neither can this one: that is said if it is ever needed.
        folder = os.path.join(os.sep, "tmp")
    return os.path.join(folder, f"tidemark-spool-{user}")


def _name(given: str, instead: str) -> str:
    try:
        name = _inputs.valid_name(given)
    except ValueError as error:
        warnings.warn(f"{error}; {instead} is taken")
        return instead
    if name != given:
        warnings.warn(f"the name {given!r} is written as {name}")
    return name


def _setup_head(
    run: Run, prompt_set: Optional[str], prompts: Any, references: Any, reward_models: Any, plan: Any, parent: Optional[Mapping[str, Any]]
) -> Dict[str, Any]:
    """The record that creates what does not exist; a part that cannot be read is a warning and left out."""
    rows = _part("prompts", prompts, _inputs.prompt_rows)
    run.prompts = rows
    run.prompt_set = prompt_set or (_inputs.prompt_set_name(rows) if rows else None)
    head: Dict[str, Any] = {"kind": "setup", "run": run.ref, "promptSet": run.prompt_set}
    if run.prompt_set is None:
        return head
    sets = _part("references", references, lambda given: _inputs.reference_sets(given, rows))
    create = {
        "name": run.name, "project": run.project, "promptSet": run.prompt_set,
        "referenceSets": [name for name, _ in sets] if sets else None,
        "rewardModels": _part("reward_models", reward_models, _inputs.reward_models),
        "plan": _part("plan", plan, _inputs.plan),
        "parent": None if parent is None else _inputs.plain(parent),
    }
    head.update({"prompts": rows, "references": sets, "create": {name: value for name, value in create.items() if value is not None}})
    return head


def _part(name: str, given: Any, read: Any) -> Any:
    if given is None:
        return None
    try:
        return _inputs.plain(read(given))
    except Exception as error:
        warnings.warn(f"{name} cannot be used: {describe(error)}")
        return None
