"""Scores of a text-pair reward model, computed without Tidemark: onnxruntime and tokenizers from PyPI, one text at a time.

usage: reference.py MODEL_FOLDER < texts.jsonl > scores.jsonl     (pip install onnxruntime tokenizers numpy)
Each line {"prompt", "completion"} gives a line {"score", "nTokens", "cut", "ids"}; with --max-tokens N as the registration says (default 512).
"""
import argparse, json, os, sys
import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--max-tokens", type=int, default=512)
    parser.add_argument("--no-scores", action="store_true", help="token ids only")
    args = parser.parse_args()

    tokenizer = Tokenizer.from_file(os.path.join(args.folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # control strings in a text are text
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = None if args.no_scores else onnxruntime.InferenceSession(os.path.join(args.folder, "model.onnx"), options, providers=["CPUExecutionProvider"])
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    for line in sys.stdin:
        text = json.loads(line)
        prompt, completion = (tokenizer.encode(text[side], add_special_tokens=False).ids for side in ("prompt", "completion"))
        prompt, completion, cut = fit(prompt, completion, args.max_tokens)
        ids = [cls, *prompt, sep, *completion, sep]
        feed = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * (len(prompt) + 2) + [1] * (len(completion) + 1)}
        score = None
        if session:
            score = float(session.run(None, {i.name: np.array([feed[i.name]], np.int64) for i in session.get_inputs()})[0].ravel()[0])
        print(json.dumps({"score": score, "nTokens": len(ids), "cut": cut, "ids": ids}))


def fit(prompt, completion, max_tokens):
    """The prompt loses tokens at its start, down to min(its length, max_tokens / 8); only then is the completion cut at its end."""
    room = max_tokens - 3
    if len(prompt) + len(completion) <= room:
        return prompt, completion, "none"
    keep = max(min(len(prompt), max_tokens // 8), min(len(prompt), room - len(completion)))
    kept = completion[: room - keep]
    return prompt[len(prompt) - keep:], kept, "completion" if len(kept) < len(completion) else "prompt"


if __name__ == "__main__":
    main()
