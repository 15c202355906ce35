"""
One process of a job of two on the processor, as torchrun starts it: `python -m tests.callback_job MODE FOLDER`. MODE is ddp (a whole training),
or fsdp1, fsdp2 (a sharded model that is looked at once). Prints what the test compares as one line of JSON.
"""
from __future__ import annotations

import json
import sys
from typing import Any, Dict, List

import torch
import torch.distributed as dist
from transformers import TrainerControl, TrainerState, TrainingArguments

from tidemark.callback import TidemarkCallback

from .callback_fixtures import PROMPTS, REFERENCES, tiny_model, tiny_tokenizer, tiny_trainer


def main(mode: str, folder: str) -> None:
    torch.set_num_threads(1)
    callback = TidemarkCallback(
        "sft", project="chat", prompt_set="core", prompts=PROMPTS, references=REFERENCES, max_new_tokens=5, batch_size=2, finish_timeout=20,
        stop_on_regression=mode == "stop", stop_check_steps=2, generate=failing if mode in ("fail", "disabled") else None,
        mode="disabled" if mode == "disabled" else "online",
    )
    found = sharded(mode, folder, callback) if mode.startswith("fsdp") else training(mode, folder, callback)
    print(json.dumps({"rank": dist.get_rank(), "skipped": callback.cost.n_skipped, **found}), flush=True)
    dist.destroy_process_group()


def failing(model: Any, tokenizer: Any, prompts: List[Any]) -> List[str]:
    """Fails on the second rank only."""
    if dist.get_rank() == 1:
        raise RuntimeError("this rank is out of memory")
    return ["w1"] * len(prompts)


def training(mode: str, folder: str, callback: TidemarkCallback) -> Dict[str, Any]:
    trainer = tiny_trainer(folder, None if mode == "plain" else callback, ddp_backend="gloo", max_steps=40 if mode == "stop" else 8)
    trainer.train()
    return {"losses": [entry["loss"] for entry in trainer.state.log_history if "loss" in entry], "steps": trainer.state.global_step}


def sharded(mode: str, folder: str, callback: TidemarkCallback) -> Dict[str, Any]:
    dist.init_process_group("gloo")
    model = tiny_model().train()
    if mode == "fsdp2":
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        mesh = init_device_mesh("cpu", (dist.get_world_size(),))
        for layer in model.model.layers:
            fully_shard(layer, mesh=mesh)
        fully_shard(model, mesh=mesh)
    else:
        from torch.distributed.fsdp import FullyShardedDataParallel
        from torch.distributed.fsdp.wrap import ModuleWrapPolicy

        policy = ModuleWrapPolicy({type(model.model.layers[0])})
        model = FullyShardedDataParallel(model, auto_wrap_policy=policy, device_id=torch.device("cpu"))
    args, state, control = TrainingArguments(folder, use_cpu=True), TrainerState(global_step=0), TrainerControl()
    given = {"model": model, "processing_class": tiny_tokenizer()}
    callback.on_train_begin(args, state, control, **given)
    state.global_step = 2
    callback.on_save(args, state, control, **given)
    # A step of training after the look: the model is whole and all ranks are in step.
    ids = torch.tensor([[5, 6, 7, 8]])
    loss = model(input_ids=ids, labels=ids).loss
    loss.backward()
    callback.on_train_end(args, state, control, **given)
    return {"training": all(module.training for module in model.modules()), "loss": float(loss)}


if __name__ == "__main__":
    main(*sys.argv[1:])
