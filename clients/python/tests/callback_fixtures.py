"""Tiny models with random weights, data and trainers for the tests of the callback. Needs torch and transformers."""
from __future__ import annotations

import os
import warnings
from typing import Any, Dict, List, Optional

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import (
    GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, PrinterCallback, Trainer, TrainingArguments,
)

from tidemark.callback import TidemarkCallback

from .contract_server import KEY
from .support import ClientTest

WORDS = 60
TEMPLATE = "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} {% endfor %}{% if add_generation_prompt %}assistant{% endif %}"
PROMPTS = {f"p{i}": " ".join(f"w{(i * 7 + j) % WORDS}" for j in range(1 + i)) for i in range(5)}
REFERENCES = {key: "w1 w2" for key in PROMPTS}


def tiny_tokenizer() -> Any:
    """Words w0 ... w59, padded on the right as trainers want it."""
    words = ["<unk>", "<s>", "</s>", "user", "assistant", *(f"w{i}" for i in range(WORDS))]
    model = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    model.pre_tokenizer = Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=model, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="</s>")
    tokenizer.chat_template, tokenizer.padding_side = TEMPLATE, "right"
    return tokenizer


def tiny_model(kind: str = "llama") -> Any:
    """The same random weights each time, with dropout."""
    torch.manual_seed(3)
    if kind == "gpt2":
        return GPT2LMHeadModel(GPT2Config(vocab_size=65, n_positions=64, n_embd=16, n_layer=2, n_head=2, bos_token_id=1, eos_token_id=2))
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=65, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=64,
        attention_dropout=0.4, attn_implementation="eager", bos_token_id=1, eos_token_id=2, pad_token_id=2,
    ))


def rows_of_data(shift: int = 0) -> List[Dict[str, List[int]]]:
    rows = []
    for i in range(24):
        ids = [5 + (i * 5 + j * j + shift) % WORDS for j in range(8)]
        rows.append({"input_ids": ids, "attention_mask": [1] * 8, "labels": ids})
    return rows


def tiny_trainer(folder: str, callback: Optional[Any], kind: str = "llama", shift: int = 0, **more: Any) -> Trainer:
    """Eight steps, a checkpoint every two."""
    given: Dict[str, Any] = {
        "output_dir": os.path.join(folder, "out"), "max_steps": 8, "save_steps": 2, "logging_steps": 1, "per_device_train_batch_size": 2,
        "learning_rate": 1e-2, "use_cpu": True, "report_to": [], "disable_tqdm": True, "seed": 5, **more,
    }
    trainer = Trainer(
        model=tiny_model(kind), args=TrainingArguments(**given), train_dataset=rows_of_data(shift), processing_class=tiny_tokenizer(),
        callbacks=[callback] if callback is not None else [],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


class CallbackTest(ClientTest):
    """Trainings of a tiny model on the processor."""

    def setUp(self) -> None:
        super().setUp()
        torch.set_num_threads(1)
        # unittest shows every deprecation inside transformers otherwise.
        quiet = warnings.catch_warnings()
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)
        warnings.simplefilter("ignore")

    def callback(self, **more: Any) -> TidemarkCallback:
        given: Dict[str, Any] = {
            "run": "sft", "project": "chat", "prompt_set": "core", "prompts": PROMPTS, "references": REFERENCES, "url": self.server.url,
            "api_key": KEY, "spool_dir": self.spool, "max_new_tokens": 5, "batch_size": 2, "finish_timeout": 20, **more,
        }
        return TidemarkCallback(**given)

    def kept(self, step: int, branch: str = "main") -> Dict[str, Any]:
        return self.server.store.checkpoints[("chat/sft", branch, step)]

    def losses(self, callback: Any, kind: str, name: str, **more: Any) -> Any:
        trainer = tiny_trainer(os.path.join(self.folder, name), callback, kind, **more)
        trainer.train()
        losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
        return losses, {key: value.clone() for key, value in trainer.model.state_dict().items()}
