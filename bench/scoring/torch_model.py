"""The torch model whose export the starter's model.onnx is, built from that file's own weights."""
import os

import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertForSequenceClassification


def load(folder):
    """BertForSequenceClassification with the weights of FOLDER/model.onnx. The exporter keeps names of biases and embeddings, and transposes the weight of
    each linear layer under a number; the name of the MatMul node that reads it says whose it is."""
    graph = onnx.load(os.path.join(folder, "model.onnx")).graph
    weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()).float() for w in graph.initializer}
    casts = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    state = {name.removesuffix("_half"): value for name, value in weights.items() if not name.startswith("onnx::")}
    for node in graph.node:
        if node.op_type == "MatMul" and casts.get(node.input[1]) in weights:
            state[node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"] = weights[casts[node.input[1]]].T.contiguous()
    model = BertForSequenceClassification(BertConfig.from_pretrained(folder, num_labels=1))
    missing, strange = model.load_state_dict(state, strict=False)
    left = [name for name in missing if not name.endswith(("position_ids", "token_type_ids"))]
    if left or strange:
        raise SystemExit(f"model.onnx does not hold the weights of its config: missing {left[:3]}, unknown {strange[:3]}")
    return model.eval()
