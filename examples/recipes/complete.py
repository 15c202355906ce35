"""
Lets checkpoints on disk complete the prompts of a prompt set, for trainers that only leave folders behind.

    python complete.py --prompts prompts.jsonl ckpt/global_step*_hf

Each folder in the format of Hugging Face that is whole and has no completions.jsonl gets one, which `tidemark watch` registers. Run it from a
loop or cron while the training goes on. With --out it completes one folder into that file, as the command of a TidemarkCallback:

    TidemarkCallback("sft-7b", command="python complete.py --prompts {prompts} --out {out} {path}")

vLLM generates where it is installed, else transformers.
"""
from __future__ import annotations

import argparse
import importlib.util
import json
import os
import time
from typing import Any, Dict, List, Tuple

QUIET_S = 60
Row = Dict[str, Any]


def is_ready(folder: str) -> bool:
    """Whether the folder holds a model that nobody writes any more and that has not been asked yet."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    if "config.json" not in names or "completions.jsonl" in names:
        return False
    return time.time() - max(os.path.getmtime(os.path.join(folder, name)) for name in names) > QUIET_S


def messages_of(row: Row) -> List[Row]:
    return row.get("messages") or [{"role": "user", "content": row["prompt"]}]


def with_vllm(folder: str, rows: List[Row], max_new_tokens: int) -> List[Tuple[str, str]]:
    from vllm import LLM, SamplingParams

    outputs = LLM(model=folder).chat([messages_of(row) for row in rows], SamplingParams(temperature=0, max_tokens=max_new_tokens))
    return [(one.outputs[0].text, one.outputs[0].finish_reason) for one in outputs]


def with_transformers(folder: str, rows: List[Row], max_new_tokens: int) -> List[Tuple[str, str]]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype="auto").to("cuda" if torch.cuda.is_available() else "cpu")
    texts: List[Tuple[str, str]] = []
    for first in range(0, len(rows), 16):
        batch = [tokenizer.apply_chat_template(messages_of(row), tokenize=False, add_generation_prompt=True) for row in rows[first : first + 16]]
        inputs = tokenizer(batch, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
        output = model.generate(**inputs, max_new_tokens=max_new_tokens, do_sample=False)[:, inputs["input_ids"].shape[1] :]
        texts += [(tokenizer.decode(ids, skip_special_tokens=True), "stop" if tokenizer.eos_token_id in ids else "length") for ids in output]
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", help="checkpoints")
    parser.add_argument("--prompts", required=True, help="JSONL with key and prompt, or messages")
    parser.add_argument("--out", help="file for the completions of the one folder given; it is completed at once")
    parser.add_argument("--max-new-tokens", type=int, default=256)
    options = parser.parse_args()
    with open(options.prompts, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    complete = with_vllm if importlib.util.find_spec("vllm") else with_transformers
    if options.out and len(options.folders) != 1:
        parser.error("--out takes one folder")
    for folder in options.folders if options.out else filter(is_ready, options.folders):
        texts = complete(folder, rows, options.max_new_tokens)
        place = options.out or os.path.join(folder, "completions.jsonl")
        with open(f"{place}.part", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"key": row["key"], "completion": text, "finish_reason": why}) + "\n" for row, (text, why) in zip(rows, texts))
        os.replace(f"{place}.part", place)
        print(f"{place}: {len(texts)} completions", flush=True)


if __name__ == "__main__":
    main()
