#!/usr/bin/python3
"""Time of training steps (or passes) of an ONNX model in PyTorch on the CPU, one JSON line.

    torch_bench.py MODEL.onnx [--mode train|infer] [--batch 64] [--threads 2] [--steps 30]

Needs torch and onnx (Debian: python3-torch python3-onnx). A step is forward, backward and Adam: cross-entropy where the first output
is a classifier's, else squared error. A graph with an operator that is not in the table below is refused.
"""
import argparse
import json
import pathlib
import statistics
import time

import numpy
import onnx
from onnx import helper, numpy_helper
import torch
from torch.nn import functional as F


def both_sides(pads):
    """ONNX lists all beginnings, then all ends; torch's pad the last axis first, in pairs."""
    half = len(pads) // 2
    return [int(p) for axis in reversed(range(half)) for p in (pads[axis], pads[half + axis])]


def window(x, attributes, kernel, fill=0.0):
    """The input with its padding in place, and the strides."""
    strides = attributes.get("strides", [1] * len(kernel))
    pads = list(attributes.get("pads", [0] * 2 * len(kernel)))
    mode = attributes.get("auto_pad", b"NOTSET").decode()
    if mode.startswith("SAME"):
        begins, ends = [], []
        for extent, taps, stride in zip(x.shape[2:], kernel, strides):
            whole = max(0, (-(-extent // stride) - 1) * stride + taps - extent)
            less, more = whole // 2, whole - whole // 2
            begins.append(less if mode == "SAME_UPPER" else more)
            ends.append(more if mode == "SAME_UPPER" else less)
        pads = begins + ends
    return (F.pad(x, both_sides(pads), value=fill) if any(pads) else x), strides


def convolution(a, x, w, bias=None):
    half = (w.dim() - 2)
    pads = list(a.get("pads", [0] * 2 * half))
    run = F.conv1d if half == 1 else F.conv2d
    more = {"dilation": a.get("dilations", [1] * half), "groups": a.get("group", 1)}
    if a.get("auto_pad", b"NOTSET") == b"NOTSET" and pads[:half] == pads[half:]:
        return run(x, w, bias, a.get("strides", [1] * half), pads[:half], **more)
    padded, strides = window(x, a, w.shape[2:])
    return run(padded, w, bias, strides, 0, **more)


def max_pool(a, x):
    padded, strides = window(x, a, a["kernel_shape"], float("-inf"))
    return (F.max_pool1d if len(strides) == 1 else F.max_pool2d)(padded, a["kernel_shape"], strides)


def average_pool(a, x):
    strides, half = a.get("strides", [1] * len(a["kernel_shape"])), len(a["kernel_shape"])
    pads = list(a.get("pads", [0] * 2 * half))
    run = F.avg_pool1d if half == 1 else F.avg_pool2d
    return run(x, a["kernel_shape"], strides, pads[:half], count_include_pad=bool(a.get("count_include_pad", 0)))


def dense(a, x, w, bias=None):
    product = (x.t() if a.get("transA") else x) @ (w.t() if a.get("transB") else w) * a.get("alpha", 1.0)
    return product if bias is None else product + a.get("beta", 1.0) * bias


def reshape(a, x, extents):
    return x.reshape([x.shape[i] if e == 0 else int(e) for i, e in enumerate(extents)])


def axes_of(a, given):
    return sorted(int(i) for i in (given if given is not None else a["axes"]))


def without_axes(a, x, given=None):
    for axis in reversed(axes_of(a, given)):
        x = x.squeeze(axis)
    return x


def with_axes(a, x, given=None):
    for axis in axes_of(a, given):
        x = x.unsqueeze(axis)
    return x


def clip(a, x, low=None, high=None):
    low, high = (a.get("min") if low is None else float(low)), (a.get("max") if high is None else float(high))
    return x.clamp(low, high)


OPERATORS = {
    "Add": lambda a, x, y: x + y,
    "AveragePool": average_pool,
    "Clip": clip,
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "Conv": convolution,
    "Div": lambda a, x, y: x / y,
    "Dropout": lambda a, x, *rest: x,
    "Flatten": lambda a, x: x.flatten(a.get("axis", 1)),
    "Gemm": dense,
    "Gather": lambda a, x, i: x.select(a.get("axis", 0), int(i)) if i.dim() == 0 else x.index_select(a.get("axis", 0), i),
    "GlobalAveragePool": lambda a, x: x.mean(list(range(2, x.dim())), keepdim=True),
    "HardSigmoid": lambda a, x: (a.get("alpha", 0.2) * x + a.get("beta", 0.5)).clamp(0, 1),
    "Identity": lambda a, x: x,
    "LeakyRelu": lambda a, x: F.leaky_relu(x, a.get("alpha", 0.01)),
    "MatMul": lambda a, x, y: x @ y,
    "MaxPool": max_pool,
    "Mul": lambda a, x, y: x * y,
    "Pad": lambda a, x, pads=None, *rest: F.pad(x, both_sides(a["pads"] if pads is None else pads)),
    "ReduceMean": lambda a, x: x.mean(a["axes"], keepdim=bool(a.get("keepdims", 1))),
    "Relu": lambda a, x: x.relu(),
    "Reshape": reshape,
    "Sigmoid": lambda a, x: x.sigmoid(),
    "Softmax": lambda a, x: x.softmax(a.get("axis", -1)),
    "Squeeze": without_axes,
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: x.tanh(),
    "Transpose": lambda a, x: x.permute(a["perm"]),
    "Unsqueeze": with_axes,
}


RECURRENT = {  # torch's gates, as numbers of ONNX's
    "LSTM": (torch.nn.LSTM, [0, 2, 3, 1]),
    "GRU": (torch.nn.GRU, [1, 0, 2]),
    "RNN": (torch.nn.RNN, [0]),
}


class Recurrent(torch.nn.Module):
    """A layer of torch with the weights of a node of layout 0, without first states."""

    def __init__(self, kind, attributes, weights):
        super().__init__()
        module, order = RECURRENT[kind]
        if attributes.get("activations") or attributes.get("layout") or (kind == "GRU" and not attributes.get("linear_before_reset")):
            raise SystemExit(f"{kind}: this form is not in this program's table")
        direction = attributes.get("direction", b"forward").decode()
        w, r, b = weights
        self.layer = module(w.shape[2], r.shape[2], bidirectional=direction == "bidirectional", bias=b is not None)
        self.reverse = direction == "reverse"

        def turned(values):
            return torch.from_numpy(numpy.concatenate([numpy.split(values, len(order))[i] for i in order]))

        with torch.no_grad():
            for d in range(w.shape[0]):
                end = "_l0" + ("_reverse" if d else "")
                getattr(self.layer, "weight_ih" + end).copy_(turned(w[d]))
                getattr(self.layer, "weight_hh" + end).copy_(turned(r[d]))
                if b is not None:
                    for name, part in zip(("bias_ih", "bias_hh"), numpy.split(b[d], 2)):
                        getattr(self.layer, name + end).copy_(turned(part))

    def forward(self, x):
        all_steps, last = self.layer(x.flip(0) if self.reverse else x)
        if self.reverse:
            all_steps = all_steps.flip(0)
        directions = 2 if self.layer.bidirectional else 1
        y = all_steps.reshape(x.shape[0], x.shape[1], directions, -1).transpose(1, 2)
        return (y, *last) if isinstance(last, tuple) else (y, last)


class Network(torch.nn.Module):
    """The graph of a file; weights are parameters, what normalization counts and integers are buffers."""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        self.steps, self.slots = [], {}
        self.layers = torch.nn.ModuleDict()
        arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        of_layers = {name for node in graph.node if node.op_type in RECURRENT for name in node.input[1:4]}
        counted = {name for node in graph.node if node.op_type == "BatchNormalization" for name in node.input[3:5]}
        for initializer in graph.initializer:
            if initializer.name in of_layers:
                continue
            self.hold(initializer.name, numpy_helper.to_array(initializer), initializer.name in counted)
        for node in graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                self.hold(node.output[0], numpy_helper.to_array(attributes["value"]), True)
            elif node.op_type in RECURRENT:
                if any(node.input[4:]):
                    raise SystemExit(f"{path}: {node.op_type} '{node.name}' has first states or lengths")
                weights = [arrays.get(name) for name in (list(node.input) + [""])[1:4]]
                self.layers[str(len(self.steps))] = Recurrent(node.op_type, attributes, weights)
                self.steps.append((node.op_type, str(len(self.steps)), [node.input[0]], list(node.output)))
            elif node.op_type in OPERATORS or node.op_type == "BatchNormalization":
                self.steps.append((node.op_type, attributes, list(node.input), node.output[0]))
            else:
                raise SystemExit(f"{path}: the operator {node.op_type} of node '{node.name}' is not in this program's table")
        known = {initializer.name for initializer in graph.initializer}
        self.input = next(value for value in graph.input if value.name not in known)
        self.output = graph.output[0].name
        self.classifies = self.steps[-1][0] in ("Softmax", "Gemm", "MatMul", "Add")
        if self.steps[-1][0] == "Softmax":  # the loss takes logits
            self.output = self.steps.pop()[2][0]

    def hold(self, name, values, fixed):
        slot = f"value_{len(self.slots)}"
        tensor = torch.from_numpy(numpy.array(values))
        if fixed or not tensor.is_floating_point():
            self.register_buffer(slot, tensor)
        else:
            self.register_parameter(slot, torch.nn.Parameter(tensor))
        self.slots[name] = slot

    def forward(self, x):
        found = {self.input.name: x}
        for kind, attributes, inputs, output in self.steps:
            given = [None if not n else found[n] if n in found else getattr(self, self.slots[n]) for n in inputs]
            if kind == "BatchNormalization":
                value, scale, shift, mean, variance = given
                found[output] = F.batch_norm(value, mean, variance, scale, shift, self.training,
                                             1 - attributes.get("momentum", 0.9), attributes.get("epsilon", 1e-5))
            elif kind in RECURRENT:
                found.update(zip(output, self.layers[attributes](*given)))
            else:
                found[output] = OPERATORS[kind](attributes, *given)
        return found[self.output]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--mode", choices=["train", "infer"], default="train")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=30)
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    net = Network(o.model)
    x = torch.randn([o.batch] + [d.dim_value for d in net.input.type.tensor_type.shape.dim[1:]])
    net.train(o.mode == "train")
    with torch.no_grad():
        shape = net(x).shape
    answers = torch.randint(shape[-1], shape[:-1]) if net.classifies else torch.randn(shape)
    loss = F.cross_entropy if net.classifies else F.mse_loss
    adam = torch.optim.Adam(net.parameters())

    def train():
        adam.zero_grad()
        loss(net(x), answers).backward()
        adam.step()

    def infer():
        with torch.no_grad():
            net(x)

    step = train if o.mode == "train" else infer
    times = []
    for count in range(o.steps + 5):
        start = time.perf_counter()
        step()
        if count >= 5:
            times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(json.dumps({"peer": "torch", "mode": o.mode, "model": pathlib.Path(o.model).name, "batch": o.batch, "threads": o.threads,
                      "samples_per_s": o.batch / median, "ms_median": 1000 * median}))


if __name__ == "__main__":
    main()
