"""
A look every n steps of a PyTorch Lightning training.

    trainer = lightning.Trainer(..., callbacks=[TidemarkLooks(tidemark.init("sft", prompts=prompts, references=references), generate, every_n_steps=500)])
"""
from __future__ import annotations

import warnings
from typing import Any, Callable, List

import lightning

from tidemark import Run
from tidemark.callback import training_state_kept


class TidemarkLooks(lightning.Callback):
    """`generate(module, prompts) -> texts` is the user's; random state, training mode and flags are put back after it."""

    def __init__(self, run: Run, generate: Callable[[Any, List[str]], List[str]], every_n_steps: int) -> None:
        self.run, self.generate, self.every, self.last = run, generate, every_n_steps, 0
        self.prompts = {row["key"]: row["prompt"] for row in run.prompts or []}

    def on_train_batch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule, *_: Any) -> None:
        step = trainer.global_step
        # Several batches make one step where gradients are accumulated.
        if step == self.last or step % self.every or not trainer.is_global_zero:
            return
        self.last = step
        try:
            with training_state_kept(pl_module, None):
                texts = self.generate(pl_module, list(self.prompts.values()))
            self.run.log_checkpoint(step, dict(zip(self.prompts, texts)))
        except Exception as error:
            warnings.warn(f"step {step} is not recorded: {error}")

    def on_train_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        self.run.finish()
