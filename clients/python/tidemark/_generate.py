"""Generates completions with a model that is being trained."""
from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import torch

from ._callback_ranks import Ranks, is_sharded, whole_root

Row = Dict[str, Any]


@dataclass(frozen=True)
class Decoding:
    """How the completions of every look are generated; constant over a run, so that looks can be compared."""

    batch_size: int = 16
    max_new_tokens: int = 256
    temperature: float = 0.0
    """0 is greedy."""
    top_p: float = 1.0
    seed: int = 0
    """Of sampling: every look draws the same random numbers."""
    dtype: Optional[str] = None
    """Name of a torch dtype that generation is autocast to, e.g. bfloat16; None leaves it to the model."""
    chat_template: Union[str, bool, None] = None
    """None: the tokenizer's where it has one; a text: this one; False: prompts are plain text."""


@dataclass(frozen=True)
class Generated:
    """`finish_reason` is `stop` where the model ended its text, `length` where it was cut."""

    text: str
    finish_reason: Optional[str]


def generate_completions(model: Any, tokenizer: Any, rows: Sequence[Row], how: Decoding, ranks: Optional[Ranks] = None) -> List[Tuple[int, Generated]]:
    """
    Completions of this rank's share of the prompts, each with its prompt's place in `rows`. Prompts are dealt out over the ranks
    unless the ranks hold parts of one and the same forward pass. Call inside `training_state_kept`.

    @param rows `messages` or `prompt`, as the server takes them
    @raises ValueError when messages meet a tokenizer without a chat template; whatever the model raises
    """
    ranks = ranks or Ranks(0, 1)
    model = getattr(model, "_orig_mod", model)
    token_ids = [prompt_ids(tokenizer, row, how.chat_template) for row in rows]
    batches = _batches([len(ids) for ids in token_ids], how.batch_size, ranks)
    done: List[Tuple[int, Generated]] = []
    with torch.no_grad(), _autocast(model, how.dtype), whole_root(model):
        for number, batch in enumerate(batches):
            if how.temperature > 0:
                torch.manual_seed(how.seed * 1_000_003 + number * ranks.world + ranks.rank)
            texts = _generate_batch(model, tokenizer, [token_ids[i] for i in batch], how)
            done.extend(zip(batch, texts))
    # A rank with fewer prompts has repeated one, to take part in every collective call.
    return list(dict(done).items())


def prompt_ids(tokenizer: Any, row: Row, chat_template: Union[str, bool, None]) -> List[int]:
    """Token ids of a prompt, up to where the answer begins. @raises ValueError without a way to write messages"""
    template = chat_template or getattr(tokenizer, "chat_template", None)
    if chat_template is False or not template:
        if "prompt" not in row:
            raise ValueError(f"prompt {row['key']} has messages and the tokenizer has no chat template: give chat_template")
        return list(tokenizer(row["prompt"])["input_ids"])
    messages = row.get("messages") or [{"role": "user", "content": row["prompt"]}]
    text = tokenizer.apply_chat_template(messages, chat_template=chat_template or None, add_generation_prompt=True, tokenize=False)
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _batches(lengths: List[int], batch_size: int, ranks: Ranks) -> List[List[int]]:
    """Batches of this rank: prompts of like length together, and the same number of batches on every rank."""
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    mine = order[ranks.rank :: ranks.world]
    most = -(-len(order) // ranks.world)
    mine += order[:1] * (most - len(mine))
    return [mine[first : first + batch_size] for first in range(0, len(mine), batch_size)]


def _autocast(model: Any, dtype: Optional[str]) -> Any:
    if dtype is None:
        return contextlib.nullcontext()
    return torch.autocast(next(model.parameters()).device.type, getattr(torch, dtype.replace("torch.", "")))


def _generate_batch(model: Any, tokenizer: Any, token_ids: List[List[int]], how: Decoding) -> List[Generated]:
    from transformers import GenerationConfig

    own = getattr(model, "generation_config", None)
    ends = getattr(own, "eos_token_id", None)
    if ends is None:
        ends = tokenizer.eos_token_id
    ends = [ends] if isinstance(ends, int) else list(ends or [])
    pad = tokenizer.pad_token_id
    if pad is None:
        pad = ends[0] if ends else 0
    sampling = {"temperature": how.temperature, "top_p": how.top_p, "top_k": 0} if how.temperature > 0 else {}
    config = GenerationConfig(  # type: ignore[no-untyped-call, unused-ignore]
        max_new_tokens=how.max_new_tokens, do_sample=how.temperature > 0, num_beams=1, use_cache=True,
        eos_token_id=ends or None, pad_token_id=pad, **sampling,
    )
    width = max(map(len, token_ids))
    device = next(model.parameters()).device
    # Padded on the left here, so that the tokenizer of the training stays as it is.
    inputs = torch.tensor([[pad] * (width - len(ids)) + ids for ids in token_ids], device=device)
    mask = torch.tensor([[0] * (width - len(ids)) + [1] * len(ids) for ids in token_ids], device=device)
    output = model.generate(
        input_ids=inputs, attention_mask=mask, generation_config=config, synced_gpus=Ranks.current().world > 1 and is_sharded(model)
    )
    return [_read(tokenizer, row, ends) for row in output[:, width:].tolist()]


def _read(tokenizer: Any, ids: List[int], ends: List[int]) -> Generated:
    end = next((i for i, one in enumerate(ids) if one in ends), None)
    text = tokenizer.decode(ids if end is None else ids[:end], skip_special_tokens=True)
    return Generated(text, "length" if end is None else "stop")
