"""Writes an int8 form of an .onnx file with ONNX Runtime's own tools.

usage: models-optimise.py IN.onnx OUT.onnx [KEEP]     (pip install onnxruntime onnx sympy)
Products with constant weights become integer products: weights by channel, activations by the range of each text. Embeddings stay as they are. Products that
narrow to half the width or less (the second of a feed-forward block, whose inputs have outliers) lose most by it: the first KEEP of them, half of them unless
given, stay in full precision. Prints one line of JSON: {"products", "kept", "narrowing"}.
"""
import json
import os
import sys
import tempfile

NARROWS = 2


def main(source, target, keep=None):
    try:
        import onnx
        import onnxruntime
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ImportError as error:
        raise SystemExit(f"missing package: {error.name}")
    with tempfile.TemporaryDirectory() as scratch:
        # Weights stored in half precision behind a cast, or computed from constants, become plain float32 weights.
        folded = os.path.join(scratch, "folded.onnx")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = folded
        onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        graph = onnx.load(folded).graph
        shapes = {weight.name: list(weight.dims) for weight in graph.initializer}
        products = [node for node in graph.node if node.op_type == "MatMul" and len(shapes.get(node.input[1], ())) == 2]
        if not products:
            raise SystemExit("no product with constant weights was found")
        narrowing = [node.name for node in products if shapes[node.input[1]][0] >= NARROWS * shapes[node.input[1]][1] > NARROWS]
        kept = narrowing[:(len(narrowing) + 1) // 2 if keep is None else int(keep)]
        quantize_dynamic(folded, target, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=kept)
    print(json.dumps({"products": len(products), "kept": len(kept), "narrowing": len(narrowing)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
