#!/usr/bin/python3
"""PyTorch's losses, gradients, optimizer steps and schedules for the tests of training.

    apt-get install python3-torch python3-numpy
    python3 make_golden.py        writes golden.txt beside itself

golden.txt: one array a line, "name count value value ..."; figures are computed in double and written as such.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
r = np.random.RandomState(7)
lines = []


def keep(name, values):
    values = np.asarray(values, dtype=np.float64).ravel()
    lines.append(" ".join([name, str(len(values))] + [repr(float(np.float64(v))) for v in values]))


def float32(*shape, scale=1.0):
    return (r.randn(*shape) * scale).astype(np.float32).astype(np.float64)


# losses: 6 samples of 4 classes
z, y, t = float32(6, 4, scale=2), r.randint(0, 4, 6), float32(6, 4, scale=2)
w = np.array([1.0, 2.5, 0.5, 1.25])
keep("logits", z), keep("labels", y), keep("teacher", t), keep("class_weights", w)


def loss(name, f, at):
    x = torch.tensor(at, requires_grad=True)
    value = f(x)
    value.backward()
    keep(name, [value.item()]), keep(name + ".gradient", x.grad.numpy())


Y, W, T = torch.tensor(y), torch.tensor(w), torch.tensor(t)
loss("cross_entropy", lambda x: F.cross_entropy(x, Y), z)
loss("cross_entropy_weighted", lambda x: F.cross_entropy(x, Y, weight=W), z)
loss("cross_entropy_smooth", lambda x: F.cross_entropy(x, Y, label_smoothing=0.1), z)
loss("cross_entropy_weighted_smooth", lambda x: F.cross_entropy(x, Y, weight=W, label_smoothing=0.1), z)
loss("distillation", lambda x: 9 * F.kl_div(F.log_softmax(x / 3, 1), F.softmax(T / 3, 1), reduction="batchmean"), z)
maps = float32(2, 3, 5, scale=2)  # segmentation: 2 samples, 3 classes, 5 positions
map_labels = r.randint(0, 3, (2, 5))
keep("maps", maps), keep("map_labels", map_labels)
loss("cross_entropy_maps", lambda x: F.cross_entropy(x, torch.tensor(map_labels)), maps)
targets = (r.rand(6, 4) < 0.5).astype(np.float64)
keep("targets", targets)
loss("binary", lambda x: F.binary_cross_entropy_with_logits(x, torch.tensor(targets)), z)
loss("squared", lambda x: F.mse_loss(x, torch.tensor(t)), z)

# optimizers: 5 steps on gradients a * p + b of 11 parameters
p0, a, b = float32(11), np.abs(float32(11)) + 0.5, float32(11)
a = a.astype(np.float32).astype(np.float64)
keep("start", p0), keep("slope", a), keep("shift", b)
for name, make in {
    "sgd": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
    "sgd_plain": lambda p: torch.optim.SGD(p, 0.05),
    "sgd_nesterov": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, 0.01),
    "adam_decay": lambda p: torch.optim.Adam(p, 0.01, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1),
}.items():
    p = torch.tensor(p0, requires_grad=True)
    o = make([p])
    steps = []
    for _ in range(5):
        p.grad = torch.tensor(a) * p.detach() + torch.tensor(b)
        o.step()
        steps.append(p.detach().numpy().copy())
    keep(name, steps)

# schedules: the rate of each of 12 steps at rate 1
for name, make in {
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 12),
    "one_cycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 1.0, total_steps=12, pct_start=0.25),
    "steps": lambda o: torch.optim.lr_scheduler.StepLR(o, 5, 0.1),
}.items():
    o = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0, momentum=0.9)
    s, rates = make(o), []
    for _ in range(12):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        if len(rates) < 12:
            s.step()
    keep(name, rates)

# a softmax head at its optimum (convex, so whoever minimizes far enough gets there): 40 samples, 5 features, 3 classes
x = float32(40, 5)
x[:, 2] = x[:, 2] * 30 + 100  # a feature of another scale
x = x.astype(np.float32).astype(np.float64)
labels = r.randint(0, 3, 40)
sd = (x - x.mean(0)) / (x.std(0) + 1e-5)
v = torch.zeros(3, 6, requires_grad=True)
optimizer = torch.optim.LBFGS([v], lr=1, max_iter=500, tolerance_grad=1e-12, tolerance_change=1e-15, line_search_fn="strong_wolfe")
design, labels_t = torch.tensor(np.hstack([sd, np.ones((40, 1))])), torch.tensor(labels)


def closure():
    optimizer.zero_grad()
    value = F.cross_entropy(design @ v.T, labels_t)
    value.backward()
    return value


optimizer.step(closure)
keep("head_features", x), keep("head_labels", labels)
keep("head_loss", [closure().item()]), keep("head_probabilities", F.softmax(design @ v.detach().T, 1).numpy())

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
