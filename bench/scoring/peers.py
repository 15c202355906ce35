"""Scores texts as Python users do, one way a process, so that memory is that way's own. Prints one line of JSON.

usage: peers.py WAY MODEL_FOLDER TEXTS.jsonl [--threads 2] [--file model.onnx]     (pip install torch transformers onnx onnxruntime numpy)
WAY: torch-16, torch-sorted, torch-1, ort-16, ort-sorted, ort-1 (batch size and order), cross-encoder (sentence-transformers), gemm
"""
import argparse
import json
import os
import resource
import tempfile
import time

import numpy as np

MOST = 512


def batches(texts, size, by_length):
    """Places of texts, in dataset order or longest first by characters, as the recipes do it."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]["prompt"]) - len(texts[i]["completion"])) if by_length else list(range(len(texts)))
    return [order[i:i + size] for i in range(0, len(order), size)]


def run(texts, size, by_length, tokenise, forward):
    """Tokenise a batch, run it, next. The first batch is run once before the clock starts."""
    scores = np.zeros(len(texts))
    forward(tokenise([texts[i] for i in range(min(2, len(texts)))]))
    tokens = padded = 0
    tokenising = 0.0
    started, used = time.perf_counter(), time.process_time()
    for places in batches(texts, size, by_length):
        before = time.perf_counter()
        encoded = tokenise([texts[i] for i in places])
        tokenising += time.perf_counter() - before
        scores[places] = forward(encoded)
        tokens += int(encoded["attention_mask"].sum())
        padded += int(np.prod(tuple(encoded["attention_mask"].shape)))
    seconds, used = time.perf_counter() - started, time.process_time() - used
    return {"scores": scores.tolist(), "tokens": tokens, "padded": padded, "seconds": seconds, "cpuSeconds": used, "tokenising": tokenising / seconds}


def tokeniser(folder, kind):
    from transformers import AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return lambda rows: tokenizer([row["prompt"] for row in rows], [row["completion"] for row in rows], padding=True, truncation=True, max_length=MOST, return_tensors=kind)


def with_torch(args, texts, size, by_length):
    import torch
    import torch_model
    torch.set_num_threads(args.threads)
    model = torch_model.load(args.folder)

    def forward(encoded):
        with torch.inference_mode():
            return model(**encoded).logits.ravel().numpy()
    return run(texts, size, by_length, tokeniser(args.folder, "pt"), forward)


def with_ort(args, texts, size, by_length):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = args.threads
    session = onnxruntime.InferenceSession(os.path.join(args.folder, args.file), options, providers=["CPUExecutionProvider"])
    names = [feed.name for feed in session.get_inputs()]

    def forward(encoded):
        return session.run(None, {name: encoded[name].astype(np.int64) for name in names})[0].ravel()
    return run(texts, size, by_length, tokeniser(args.folder, "np"), forward)


def with_cross_encoder(args, texts):
    import torch
    import torch_model
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer
    torch.set_num_threads(args.threads)
    tokenizer = AutoTokenizer.from_pretrained(args.folder)
    with tempfile.TemporaryDirectory() as folder:
        torch_model.load(args.folder).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        model = CrossEncoder(folder, max_length=MOST, device="cpu", activation_fn=torch.nn.Identity())
    pairs = [(row["prompt"], row["completion"]) for row in texts]
    model.predict(pairs[:2])
    started, used = time.perf_counter(), time.process_time()
    scores = model.predict(pairs)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    lengths = [len(ids) for ids in tokenizer([p for p, _ in pairs], [c for _, c in pairs], truncation=True, max_length=MOST)["input_ids"]]
    return {"scores": np.asarray(scores).ravel().tolist(), "tokens": sum(lengths), "padded": None, "seconds": seconds, "cpuSeconds": used, "tokenising": None}


def one_product(weight):
    """A session on one thread whose model is a single product with a constant."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    inner, outer = weight.shape
    value = helper.make_tensor_value_info
    graph = helper.make_graph([helper.make_node("MatMul", ["a", "b"], ["c"])], "product", [value("a", TensorProto.FLOAT, ["rows", inner])],
                              [value("c", TensorProto.FLOAT, ["rows", outer])], [numpy_helper.from_array(weight, "b")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def gemm(threads, rows):
    """Best GFLOP/s at the shapes of the model's linear layers, float32: numpy and torch with all threads on one product; torch, and a single MatMul in ONNX
    Runtime, with a product a thread (as the scoring threads work). What this machine can do, with nothing in between; short stretches, so that a neighbour
    spares some of them."""
    import torch
    from concurrent.futures import ThreadPoolExecutor
    best = {}
    with ThreadPoolExecutor(threads) as pool:
        for inner, outer in ((384, 384), (384, 1536), (1536, 384)):
            a, b = np.random.rand(rows, inner).astype(np.float32), np.random.rand(inner, outer).astype(np.float32)
            ta, tb = torch.from_numpy(a), torch.from_numpy(b)

            def some(multiply, times=8):
                for _ in range(times):
                    multiply()

            sessions = [one_product(b) for _ in range(threads)]

            def each(multiply):
                list(pool.map(lambda thread: some(lambda: multiply(thread)), range(threads)))
            speed = 0.0
            for share, products, work in (
                (threads, 8, lambda: some(lambda: a @ b)), (threads, 8, lambda: some(lambda: ta @ tb)),
                (1, 8 * threads, lambda: each(lambda _: ta @ tb)), (1, 8 * threads, lambda: each(lambda thread: sessions[thread].run(None, {"a": a}))),
            ):
                torch.set_num_threads(share)
                some(work, 2)
                for _ in range(60):
                    started = time.perf_counter()
                    work()
                    speed = max(speed, products * 2 * rows * inner * outer / (time.perf_counter() - started) / 1e9)
            best[f"{inner}x{outer}"] = speed
    # A layer has four products of the first shape and one of each other; the other two are four times as large.
    seconds = 4 * 1 / best["384x384"] + 4 / best["384x1536"] + 4 / best["1536x384"]
    return {"shapes": best, "gflops": 12 / seconds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("way")
    parser.add_argument("folder")
    parser.add_argument("texts")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--file", default="model.onnx")
    parser.add_argument("--rows", type=int, default=545)
    args = parser.parse_args()
    if args.way == "gemm":
        result = gemm(args.threads, args.rows)
    else:
        with open(args.texts, encoding="utf-8") as file:
            texts = [json.loads(line) for line in file]
        if args.way == "cross-encoder":
            result = with_cross_encoder(args, texts)
        else:
            library, way = args.way.split("-")
            score = {"torch": with_torch, "ort": with_ort}[library]
            result = score(args, texts, 1 if way == "1" else 16, way == "sorted")
    result["peakMb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
