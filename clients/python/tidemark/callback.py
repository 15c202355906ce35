"""
The callback for the Trainer of Hugging Face transformers and those of TRL.

    trainer.add_callback(TidemarkCallback("sft-7b", project="chat", prompts="prompts.jsonl", references="references.jsonl"))
"""
from __future__ import annotations

import functools
import inspect
import logging
import os
import time
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

try:
    from transformers import TrainerCallback
except ImportError as missing:
    raise ImportError("TidemarkCallback needs transformers and torch: pip install transformers torch") from missing

from ._callback_outside import CommandGenerator, Outside
from ._callback_prompts import PromptSource
from ._callback_ranks import Ranks, shares_forward_pass
from ._callback_server import CompletionServer
from ._callback_session import Cost, Inside, Session, Share
from ._callback_state import training_state_kept
from ._generate import Decoding, generate_completions
from ._http import describe
from ._init import init
from ._inputs import prompt_rows
from ._run import Run
from ._warn import warnings
from .results import Verdict

__all__ = ["CompletionServer", "Cost", "Decoding", "TidemarkCallback", "generate_completions", "training_state_kept"]

logger = logging.getLogger("tidemark")
_METRICS = {
    "loss": "loss", "grad_norm": "grad_norm", "learning_rate": "learning_rate", "kl": "kl", "objective/kl": "kl",
    "entropy": "entropy", "objective/entropy": "entropy", "reward": "train_reward", "objective/scores": "train_reward",
}
"""Names of what trainers log, and of the metrics they are kept as."""
OwnFunction = Callable[[Any, Any, List[Any]], Sequence[str]]


def _never_raises(hook: Any) -> Any:
    """Training goes on whatever happens in a hook."""

    @functools.wraps(hook)
    def safe(self: "TidemarkCallback", args: Any, state: Any, control: Any, **kwargs: Any) -> Any:
        try:
            hook(self, args, state, control, **kwargs)
        except Exception as error:
            if Ranks.current().is_first:
                warnings.warn(f"step {state.global_step} is not recorded: {describe(error)}")
        return control

    return safe


def _timed(hook: Any) -> Any:
    """The time that training waits for a hook is counted."""

    @functools.wraps(hook)
    def timed(self: "TidemarkCallback", args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        began = time.monotonic()
        try:
            hook(self, args, state, control, **kwargs)
        finally:
            self.cost.callback_s += time.monotonic() - began

    return timed


class TidemarkCallback(TrainerCallback):
    """
    Lets the model answer the fixed prompts at every save, every n steps, or both, and records the answers as looks of a run. With the
    callback the training has the same losses, bit for bit, as without. It never raises into training: a look that fails is a warning.

    In a job of several processes all generate and the first one records. In-process generation makes training wait for it; `cost`
    says how long. `command` and `server` generate elsewhere while training goes on.
    """

    def __init__(
        self,
        run: Union[str, Run],
        *,
        prompts: Any = None,
        at_save: bool = True,
        every_n_steps: Optional[int] = None,
        at_start: bool = False,
        batch_size: int = 16,
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        top_p: float = 1.0,
        seed: int = 0,
        dtype: Optional[str] = None,
        chat_template: Union[str, bool, None] = None,
        generate: Optional[OwnFunction] = None,
        command: Union[str, Sequence[str], None] = None,
        server: Union[str, CompletionServer, None] = None,
        stop_on_regression: bool = False,
        stop_check_steps: int = 10,
        metrics: bool = True,
        tokenizer: Any = None,
        finish_timeout: float = 60.0,
        **init_options: Any,
    ) -> None:
        """
        @param run name of the run, or one that `tidemark.init` has begun
        @param prompts as for `tidemark.init`; left out, they are the run's, or the server's prompt set `prompt_set`
        @param at_start also the model before the first step
        @param temperature 0 is greedy; else `seed` gives every look the same random numbers
        @param dtype that generation is autocast to, e.g. "bfloat16"
        @param chat_template None: the tokenizer's; a text: this one; False: prompts are continued as plain text
        @param generate the user's own function of model, tokenizer and prompts (texts, or lists of messages) -> texts; all ranks call it
        @param command see CommandGenerator: `{path}`, `{step}`, `{prompts}`, `{out}`; runs while training goes on
        @param server address of a vLLM server that loads LoRA adapters, or a CompletionServer
        @param stop_on_regression ends the training at the step after the verdict says so; on several ranks at the next `stop_check_steps`
        @param metrics whether loss, gradient norm, learning rate, KL, entropy and reward of the trainer's log are recorded too
        @param tokenizer left out, the trainer's
        @param finish_timeout seconds that the end of training waits until everything has been sent; the spool keeps the rest
        @param init_options of `tidemark.init`: project, prompt_set, references, reward_models, plan, mode, spool_dir, url, api_key, parent
        @raises ValueError, TypeError here and now when options contradict one another or are unknown
        """
        if sum(one is not None for one in (generate, command, server)) > 1:
            raise ValueError("give one of generate, command and server")
        if every_n_steps is not None and every_n_steps < 1:
            raise ValueError(f"every_n_steps is {every_n_steps}; it is at least 1")
        if isinstance(run, Run) and init_options:
            raise ValueError(f"the run has begun: {', '.join(init_options)} belong to tidemark.init")
        if not isinstance(run, Run):
            inspect.signature(init).bind(run, prompts=prompts, **init_options)
        self._given_run, self._given_prompts, self._init_options = run, prompts, init_options
        self._run = run if isinstance(run, Run) else None
        self._at_save, self._every, self._at_start = at_save, every_n_steps, at_start
        self._how = Decoding(batch_size, max_new_tokens, temperature, top_p, seed, dtype, chat_template)
        self._own = generate
        self._outside: Optional[Outside] = CommandGenerator(command) if command is not None else None
        if server is not None:
            self._outside = server if isinstance(server, CompletionServer) else CompletionServer(
                server, max_new_tokens=max_new_tokens, temperature=temperature, top_p=top_p, seed=seed)
        self._stops, self._stop_check, self._metrics = stop_on_regression, max(1, stop_check_steps), metrics
        self._tokenizer, self._finish_timeout = tokenizer, finish_timeout
        self._session: Optional[Session] = None
        self._last_look: Optional[int] = None
        self._began = 0.0
        self.cost = Cost()
        """Of the training that runs, or ran last."""
        self.stopped_for: Optional[Verdict] = None
        """The verdict that ended the training."""

    @property
    def run(self) -> Optional[Run]:
        """The run that is recorded; None before the training begins."""
        return self._run

    @_never_raises
    @_timed
    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._began, self.cost, self.stopped_for, self._last_look = time.monotonic(), Cost(), None, None
        self._session = None
        ranks = Ranks.current()
        run, rows = self._open(ranks)
        self._run = run
        # Ranks other than the first record nothing in any case: whether anything is generated is for the first one to say.
        if not ranks.from_first(run.mode != "disabled"):
            return
        inside = None if self._outside else self._own_share if self._own else self._share(args)
        self._session = Session(run, ranks, PromptSource(run, rows), state.global_step, inside, self._outside)
        self.cost = self._session.cost
        if self._at_start and state.global_step == 0:
            self._look(args, state, None, kwargs)

    @_never_raises
    @_timed
    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._session is None:
            return
        self._stop_if_regressed(state, control, self._session)
        # A checkpoint that is about to be saved is looked at once it is, so that the look knows its folder.
        if self._is_due(state) and not control.should_save:
            self._look(args, state, None, kwargs)

    @_never_raises
    @_timed
    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._at_save or self._is_due(state):
            path = os.path.abspath(os.path.join(args.output_dir, f"checkpoint-{state.global_step}"))
            self._look(args, state, path if os.path.isdir(path) else None, kwargs)

    @_never_raises
    @_timed
    def on_log(self, args: Any, state: Any, control: Any, logs: Optional[Dict[str, Any]] = None, **kwargs: Any) -> None:
        session = self._session
        if session is None or not self._metrics or not logs or not session.ranks.is_first or not session.lineage.is_settled:
            return
        values = {name: logs[key] for key, name in _METRICS.items() if isinstance(logs.get(key), (int, float))}
        if values:
            session.run.log_metrics(state.global_step, **values)

    @_never_raises
    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        session, cost = self._session, self.cost
        if session is None:
            return
        cost.training_s = time.monotonic() - self._began
        began = time.monotonic()
        session.finish(self._finish_timeout, end_run=not isinstance(self._given_run, Run))
        cost.finish_s = time.monotonic() - began
        # Said last: what failed outside is known only now.
        share = cost.share
        if session.ranks.is_first and share is not None:
            logger.info("tidemark: %d looks, %d skipped; %.1f s of %.1f s of training (%.1f %%)",
                        cost.n_looks, cost.n_skipped, cost.callback_s, cost.training_s, 100 * share)

    def _open(self, ranks: Ranks) -> Any:
        rows = None
        if self._given_prompts is not None and ranks.is_first:
            try:
                # Read once: an iterable may not bear it twice.
                rows = prompt_rows(self._given_prompts)
            except Exception as error:
                warnings.warn(f"prompts cannot be used: {describe(error)}")
        if isinstance(self._given_run, Run):
            return self._given_run, rows
        options = self._init_options if ranks.is_first else {**self._init_options, "mode": "disabled"}
        return init(self._given_run, prompts=rows, **options), rows

    def _is_due(self, state: Any) -> bool:
        return self._every is not None and state.global_step % self._every == 0

    def _look(self, args: Any, state: Any, path: Optional[str], given: Dict[str, Any]) -> None:
        session, step = self._session, state.global_step
        if session is None or step == self._last_look:
            return
        self._last_look = step
        tokenizer = self._tokenizer or given.get("processing_class") or given.get("tokenizer")
        # A processor of several modalities has the tokenizer inside.
        tokenizer = getattr(tokenizer, "tokenizer", tokenizer)
        session.look(step, path, given.get("model"), tokenizer, {"epoch": state.epoch})

    def _share(self, args: Any) -> Inside:
        def share(model: Any, tokenizer: Any, rows: Sequence[Dict[str, Any]], ranks: Ranks) -> Share:
            dealt = Ranks(0, 1) if shares_forward_pass(model, args) else ranks
            texts = generate_completions(model, tokenizer, rows, self._how, dealt)
            return [(i, {"key": rows[i]["key"], "completion": one.text, "finish_reason": one.finish_reason}) for i, one in texts]

        return share

    def _own_share(self, model: Any, tokenizer: Any, rows: Sequence[Dict[str, Any]], ranks: Ranks) -> Share:
        assert self._own is not None
        texts = list(self._own(model, tokenizer, [row.get("messages") or row["prompt"] for row in rows]))
        if len(texts) != len(rows):
            raise ValueError(f"generate returned {len(texts)} texts for {len(rows)} prompts")
        return [(i, {"key": row["key"], "completion": text}) for i, (row, text) in enumerate(zip(rows, texts))]

    def _stop_if_regressed(self, state: Any, control: Any, session: Session) -> None:
        if not self._stops or self.stopped_for or (session.ranks.world > 1 and state.global_step % self._stop_check):
            return
        # Every rank stops at the same step, or the others would wait for it for ever.
        self.stopped_for = session.ranks.from_first(session.should_stop())
        if self.stopped_for is not None:
            control.should_training_stop = True
            if session.ranks.is_first:
                logger.warning("tidemark: training ends at step %d. %s Keep step %s.", state.global_step, self.stopped_for.reason, self.stopped_for.best_step)
