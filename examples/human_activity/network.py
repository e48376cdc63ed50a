#!/usr/bin/env python3
"""An untrained network for recordings, as ONNX: network.py OUTPUT.onnx [CHANNELS SAMPLES CLASSES]. `peax train --reinitialize` trains it.

It stands for the file that your training wrote. Four blocks of convolution, normalization and activation. Without further words it takes six
channels of 128 samples and tells six classes apart, with 1.35 million multiply-accumulates."""
import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

if len(sys.argv) not in (2, 5):
    sys.exit(__doc__)
inputs, samples, classes = map(int, sys.argv[2:] or (6, 128, 6))
random = np.random.default_rng(0)
nodes, weights = [], []


def constant(name, value):
    weights.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
    return name


value, channels = "input", inputs
for block, (filters, taps, pooled) in enumerate([(32, 7, True), (48, 5, True), (64, 5, True), (64, 3, False)]):
    kernel = constant(f"kernel_{block}", random.normal(0, (2 / (channels * taps)) ** 0.5, (filters, channels, taps)))
    nodes.append(helper.make_node("Conv", [value, kernel], [f"conv_{block}"], pads=[taps // 2] * 2, kernel_shape=[taps]))
    norm = [constant(f"{part}_{block}", np.full(filters, start)) for part, start in
            [("scale", 1), ("shift", 0), ("mean", 0), ("variance", 1)]]
    nodes.append(helper.make_node("BatchNormalization", [f"conv_{block}", *norm], [f"norm_{block}"]))
    nodes.append(helper.make_node("Relu", [f"norm_{block}"], [f"relu_{block}"]))
    value, channels = f"relu_{block}", filters
    if pooled:
        nodes.append(helper.make_node("MaxPool", [value], [f"pool_{block}"], kernel_shape=[2], strides=[2]))
        value = f"pool_{block}"
nodes.append(helper.make_node("GlobalAveragePool", [value], ["pooled"]))
nodes.append(helper.make_node("Flatten", ["pooled"], ["features"]))
dense = constant("dense", random.normal(0, channels ** -0.5, (classes, channels)))
nodes.append(helper.make_node("Gemm", ["features", dense, constant("bias", np.zeros(classes))], ["logits"], transB=1))
nodes.append(helper.make_node("Softmax", ["logits"], ["probabilities"]))

graph = helper.make_graph(nodes, "recordings", [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", inputs, samples])],
                          [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", classes])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
checker.check_model(model)
save(model, sys.argv[1])
