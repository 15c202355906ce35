"""Other forms of the starter's model.onnx, made by ONNX Runtime's own tools, for comparison only: none of them ships.

usage: export.py int8|fused MODEL_FOLDER OUT.onnx     (pip install onnxruntime onnx)
"""
import os
import sys
import tempfile

import onnxruntime


def fold(folder, out):
    """The shipped file stores half-precision weights with a cast to float32 each; folded, they are plain float32 weights that tools recognise."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = out
    onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"])


def main(form, folder, out):
    with tempfile.TemporaryDirectory() as scratch:
        plain = os.path.join(scratch, "folded.onnx")
        fold(folder, plain)
        if form == "int8":
            from onnxruntime.quantization import QuantType, quantize_dynamic
            quantize_dynamic(plain, out, weight_type=QuantType.QInt8, per_channel=True)
        else:
            from onnxruntime.transformers import optimizer
            optimizer.optimize_model(plain, model_type="bert", num_heads=12, hidden_size=384, opt_level=0).save_model_to_file(out)


if __name__ == "__main__":
    main(*sys.argv[1:4])
