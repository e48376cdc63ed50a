#!/usr/bin/python3
"""Golden figures of training steps, from PyTorch: apt-get install python3-torch; python3 make_golden.py

Writes <name>.txt beside this file: lines "key n v1 ... vn". Three steps of SGD without momentum on small networks whose
weights, inputs and targets are simple functions of their position, so that the test makes the same ones.
"""
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def filled(dims, number, scale=0.5, offset=0.0):
    """Element i is scale * sin(1 + number + 0.7 i + 0.013 i^2 mod 1000) + offset, in float64, rounded to float32."""
    i = np.arange(int(np.prod(dims)), dtype=np.float64)
    v = scale * np.sin(1 + number + np.fmod(0.7 * i + 0.013 * i * i, 1000)) + offset
    return torch.from_numpy(v.astype(np.float32).reshape(dims))


class Writer:
    def __init__(self, name):
        self.file = open(here / (name + ".txt"), "w")

    def put(self, key, tensor):
        v = tensor.detach().numpy().ravel()
        self.file.write(f"{key} {v.size} " + " ".join(f"{x:.9g}" for x in v) + "\n")


def parameter(dims, number, scale=0.5, offset=0.0):
    return filled(dims, number, scale, offset).requires_grad_(True)


def train(name, parameters, statistics, forward, x, y):
    out = Writer(name)
    for step in range(3):
        for p in parameters.values():
            p.grad = None
        logits = forward(x)
        loss = F.cross_entropy(logits, y)
        loss.backward()
        out.put(f"logits{step}", logits)
        out.put(f"loss{step}", loss)
        if step == 0:
            for k, p in parameters.items():
                out.put("gradient_" + k, p.grad)
        with torch.no_grad():
            for p in parameters.values():
                p -= 0.1 * p.grad
    for k, p in {**parameters, **statistics}.items():
        out.put("after_" + k, p)
    with torch.no_grad():
        out.put("inference", forward(x, False))


def residual():
    p = {"w1": parameter((8, 3, 3, 3), 1, 0.3), "g1": parameter((8,), 2, 0.2, 1), "b1": parameter((8,), 3),
         "w2": parameter((8, 8, 3, 3), 4, 0.2), "g2": parameter((8,), 5, 0.2, 1), "b2": parameter((8,), 6),
         "w3": parameter((8, 3, 1, 1), 7), "wd": parameter((5, 8), 8), "bd": parameter((5,), 9)}
    s = {"m1": filled((8,), 10, 0.1), "v1": filled((8,), 11, 0.1, 1), "m2": filled((8,), 12, 0.1), "v2": filled((8,), 13, 0.1, 1)}

    def forward(x, training=True):
        h = F.relu(F.batch_norm(F.conv2d(x, p["w1"], None, 2, 1), s["m1"], s["v1"], p["g1"], p["b1"], training, 0.1, 1e-5))
        h = F.batch_norm(F.conv2d(h, p["w2"], None, 1, 1), s["m2"], s["v2"], p["g2"], p["b2"], training, 0.1, 1e-5)
        h = F.relu(h + F.conv2d(x, p["w3"], None, 2))
        return F.linear(h.mean((2, 3)), p["wd"], p["bd"])

    train("residual", p, s, forward, filled((11, 3, 8, 8), 20, 1.0), torch.arange(11) * 3 % 5)


def depthwise():
    p = {"w1": parameter((6, 1, 5), 1), "b1": parameter((6,), 2), "w2": parameter((6, 1, 3), 3), "w3": parameter((10, 6, 1), 4),
         "g": parameter((10,), 5, 0.2, 1), "b": parameter((10,), 6), "wd": parameter((4, 60), 7, 0.2), "bd": parameter((4,), 8)}
    s = {"m": filled((10,), 9, 0.1), "v": filled((10,), 10, 0.1, 1)}

    def forward(x, training=True):
        h = F.relu6(F.conv1d(x, p["w1"], p["b1"], 2, 2))
        h = F.conv1d(F.conv1d(h, p["w2"], None, 1, 1, 1, 6), p["w3"])
        h = F.hardswish(F.batch_norm(h, s["m"], s["v"], p["g"], p["b"], training, 0.1, 1e-5))
        return F.linear(F.max_pool1d(h, 2, 2).flatten(1), p["wd"], p["bd"])

    train("depthwise", p, s, forward, filled((9, 1, 24), 20, 1.0), torch.arange(9) * 3 % 4)


def recurrent():
    """Layers of torch; weights, gradients and gates in ONNX's order, inputs [N,C,T]. p is added to the input of every sample."""
    out = Writer("recurrent")
    orders = {"LSTM": [0, 2, 3, 1], "GRU": [1, 0, 2], "RNN": [0]}  # torch's gates, as numbers of ONNX's
    for kind, directions, units, steps in (("LSTM", 2, 18, 200), ("LSTM", 1, 5, 9), ("GRU", 2, 17, 30), ("GRU", 1, 5, 9),
                                           ("RNN", 2, 17, 30), ("RNN", 1, 5, 9)):
        order = orders[kind]
        gates = len(order)
        w, r = parameter((directions, gates * units, 3), 1, 0.4), parameter((directions, gates * units, units), 2, 0.3)
        b, p = parameter((directions, 2 * gates * units), 3, 0.2), parameter((1, 3, steps), 4)
        state = [parameter((1, directions * units), 5, 0.3)] + [parameter((1, directions * units), 6, 0.3)] * (kind == "LSTM")

        def turned(v):
            parts = v.chunk(gates)
            return torch.cat([parts[i] for i in order])

        weights = [part for d in range(directions) for part in (turned(w[d]), turned(r[d]), *map(turned, b[d].chunk(2)))]
        x = (filled((9, 3, steps), 20, 1.0) + p).transpose(1, 2)
        first = [s.reshape(directions, 1, units).repeat(1, 9, 1) for s in state]
        run = {"LSTM": torch._VF.lstm, "GRU": torch._VF.gru, "RNN": torch._VF.rnn_tanh}[kind]
        y, *last = run(x, first if kind == "LSTM" else first[0], weights, True, 1, 0.0, True, directions == 2, True)
        h = last[0].transpose(0, 1).reshape(9, -1)
        loss = (y.transpose(1, 2) * filled((9, directions * units, steps), 30, 0.1)).sum() + (h * filled(h.shape, 31)).sum()
        loss.backward()
        name = f"{kind}{directions}_"
        out.put(name + "h", h)
        for key, v in zip("wrbphc", [w, r, b, p] + state):
            out.put(name + "gradient_" + key, v.grad)


residual()
depthwise()
recurrent()
