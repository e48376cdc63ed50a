#!/usr/bin/env python3
"""Other rules than the largest probability, on the answers of an early-exit network: decision_rules.py PEAX SOLUTION DATA

PEAX is the command, SOLUTION a folder that `peax optimize --rewrite confidence_exits` wrote, with two early exits, and DATA a folder
with validation_x.npy, validation_y.npy, test_x.npy, test_y.npy, and validation_groups.npy where samples come in groups.

The answers of every exit are taken once, by `peax run`. Then, --repeats times: one half of validation fits what a rule learns, the other
half chooses the thresholds (65 values for each exit, all pairs) for limits of 0 to 4 points. Groups lie in one half whole. Test is looked at
once, with what was chosen. Printed is the share of multiply-accumulates that is saved on test where the choices lose 0.5 and 1 point there,
on the line through the means over the repeats, and the spread of the repeats: the standard deviation of the saving at the choice nearest.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np

LEVELS = 65
LIMITS = np.arange(0, 0.0401, 0.001)


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def answers(peax, model, exits, on, x):
    """Log probabilities [exits, samples, classes] of a network with several outputs."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for e in exits:
            file = pathlib.Path(folder) / "out.npy"
            subprocess.run([peax, "--quiet", "run", model, "--input", x, "--output-name", e["output"], "--output", file],
                           check=True, stdout=subprocess.DEVNULL)
            out = np.load(file).astype(np.float64)
            rows.append(out.reshape(len(out), -1))
    out = np.stack(rows)
    return log_softmax(out if on == "logits" else np.log(np.maximum(out, 1e-30)))


# A rule fits itself on log probabilities l [exits, N, classes] and labels y, and gives a function from log probabilities to the early
# exits' scores [2, N] (larger: surer) and the labels of all exits [3, N].

def plain(score):
    return lambda l, y, seed: lambda m: (np.stack([score(m[k]) for k in (0, 1)]), m.argmax(-1))


def margin(l):
    best = np.sort(np.exp(l), axis=-1)
    return best[:, -1] - best[:, -2]


def temperatures(l, y, seed):
    grid = np.exp(np.linspace(np.log(0.25), np.log(4), 49))
    found = [min(grid, key=lambda t: -log_softmax(l[k] / t)[np.arange(len(y)), y].mean()) for k in (0, 1)]
    return lambda m: (np.stack([log_softmax(m[k] / found[k]).max(-1) for k in (0, 1)]), m.argmax(-1))


def logistic(f, t, decay=1e-3):
    """Weights of a logistic regression, by Newton's method."""
    w = np.zeros(f.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(f @ w, -30, 30)))
        h = (f * (p * (1 - p))[:, None]).T @ f / len(t) + decay * np.eye(len(w))
        w -= np.linalg.solve(h, f.T @ (p - t) / len(t) + decay * w)
    return w


def class_offsets(l, y, seed):
    def features(m):
        p = np.clip(np.exp(m.max(-1)), 1e-6, 1 - 1e-6)
        return np.concatenate([np.log(p / (1 - p))[:, None], np.eye(m.shape[-1])[m.argmax(-1)]], axis=1)
    w = [logistic(features(l[k]), (l[k].argmax(-1) == y).astype(float)) for k in (0, 1)]
    return lambda m: (np.stack([features(m[k]) @ w[k] for k in (0, 1)]), m.argmax(-1))


def ensemble(with_final):
    """Geometric means of the exits so far answer (after ZTW, without its learned weights)."""
    def fit(l, y, seed):
        def use(m):
            means = np.stack([log_softmax(m[:k + 1].mean(axis=0)) for k in range(3)])
            return np.stack([means[0].max(-1), means[1].max(-1)]), np.concatenate(
                [means[:2], means[2:] if with_final else m[2:]]).argmax(-1)
        return use
    return fit


def agreement(l, y, seed):
    """Patience over exits: the second exit is surer where the first one says the same. The bonus is the one that ranks best."""
    def score(m, bonus):
        return np.exp(m[1].max(-1)) + bonus * (m[0].argmax(-1) == m[1].argmax(-1))

    def rank(bonus):  # the area under the curve of right against wrong
        s, right = score(l, bonus), l[1].argmax(-1) == y
        places = s.argsort().argsort()
        return places[right].mean() if right.any() else 0
    best = max((0, 0.05, 0.1, 0.2, 0.4), key=rank)
    return lambda m: (np.stack([np.exp(m[0].max(-1)), score(m, best)]), m.argmax(-1))


def gate(benefit):
    """A network of 16 hidden units on the sorted and unsorted log probabilities, for each exit: is it right, or what would the last exit win."""
    def fit(l, y, seed):
        def features(m):
            return np.concatenate([np.maximum(m, -12), np.sort(np.exp(m), axis=-1)], axis=1)

        def train(f, t):
            rng = np.random.default_rng(seed)
            mean, spread = f.mean(0), f.std(0) + 1e-6
            f = (f - mean) / spread
            w = [rng.normal(0, f.shape[1] ** -0.5, (f.shape[1], 16)), np.zeros(16), rng.normal(0, 0.25, 16), np.zeros(1)]
            m, v = [np.zeros_like(a) for a in w], [np.zeros_like(a) for a in w]
            for step in range(1, 401):
                h = np.tanh(f @ w[0] + w[1])
                o = h @ w[2] + w[3]
                d = (1 / (1 + np.exp(-np.clip(o, -30, 30))) - t) / len(t) if not benefit else 2 * (o - t) / len(t)
                back = np.outer(d, w[2]) * (1 - h * h)
                for i, g in enumerate([f.T @ back + 1e-3 * w[0], back.sum(0), h.T @ d + 1e-3 * w[2], d.sum(keepdims=True)]):
                    m[i] = 0.9 * m[i] + 0.1 * g
                    v[i] = 0.999 * v[i] + 0.001 * g * g
                    w[i] -= 0.01 * (m[i] / (1 - 0.9 ** step)) / (np.sqrt(v[i] / (1 - 0.999 ** step)) + 1e-8)
            return lambda g: np.tanh(((g - mean) / spread) @ w[0] + w[1]) @ w[2] + w[3]
        right = (l.argmax(-1) == y).astype(float)
        nets = [train(features(l[k]), right[k] if not benefit else right[k] - right[2]) for k in (0, 1)]
        return lambda m: (np.stack([nets[k](features(m[k])) for k in (0, 1)]), m.argmax(-1))
    return fit


RULES = {
    "largest probability": plain(lambda l: l.max(-1)),
    "margin": plain(margin),
    "entropy": plain(lambda l: (np.exp(l) * l).sum(-1)),
    "temperature for each exit": temperatures,
    "offset for each class": class_offsets,
    "ensemble of the exits": ensemble(False),
    "ensemble, final too": ensemble(True),
    "agreement of exits": agreement,
    "learned gate: right": gate(False),
    "learned gate: what the final wins": gate(True),
}


def table(scores, labels, y, levels):
    """Of every pair of thresholds: the share of right answers and the shares that leave at the exits."""
    right = (labels == y).astype(float)
    place = [np.searchsorted(levels[k], scores[k], side="right") for k in (0, 1)]  # 0: below every level
    bins = [len(levels[k]) + 1 for k in (0, 1)]

    def grid(weight):
        h = np.zeros(bins)
        np.add.at(h, (place[0], place[1]), weight)
        return h / len(y)

    def leaving(h0, h1, h2):
        # Threshold number i, 0 to all: samples leave whose place is above i; the last threshold is never reached.
        first = h0.sum(1)[::-1].cumsum()[::-1]
        first = np.append(first[1:], 0)
        below = h1.cumsum(0)
        second = np.concatenate([below[:, ::-1].cumsum(1)[:, ::-1][:, 1:], np.zeros((bins[0], 1))], axis=1)
        rest = h2.cumsum(0).cumsum(1)
        return first[:, None], second, rest
    one = grid(np.ones(len(y)))
    a, b, c = leaving(*(grid(r) for r in right))
    return a + b + c, leaving(one, one, one)


def trial(rule, l, y, t, ty, fit, choose, cost, seed):
    use = rule(l[:, fit], y[fit], seed)
    scores, labels = use(l[:, choose])
    levels = [np.unique(np.quantile(s, np.linspace(0, 1, LEVELS))) for s in scores]
    accuracy, shares = table(scores, labels, y[choose], levels)
    paid = sum(np.broadcast_to(s, accuracy.shape) * c for s, c in zip(shares, cost))
    whole = (l[2][choose].argmax(-1) == y[choose]).mean()
    scores, labels = use(t)
    on_test, test_shares = table(scores, labels, ty, levels)
    test_paid = sum(np.broadcast_to(s, on_test.shape) * c for s, c in zip(test_shares, cost))
    test_whole = (t[2].argmax(-1) == ty).mean()
    points = []
    for limit in LIMITS:
        at = np.unravel_index(np.where(whole - accuracy <= limit + 1e-12, paid, np.inf).argmin(), paid.shape)
        points.append((test_whole - on_test[at], 1 - test_paid[at]))
    return np.array(points)  # [limits, (loss, saved)]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("peax"), ask.add_argument("solution"), ask.add_argument("data")
    ask.add_argument("--repeats", type=int, default=8)
    ask.add_argument("--ignore-groups", action="store_true", help="halves of single samples, whatever they have in common")
    said = ask.parse_args()
    about = json.loads((pathlib.Path(said.solution) / "solution.json").read_text())
    exits = about["exits"]
    if len(exits) != 3 or about["decision"]["kind"] != "confidence":
        raise SystemExit("a solution of confidence_exits with two early exits is wanted")
    model, data = str(pathlib.Path(said.solution) / "model.onnx"), pathlib.Path(said.data)
    l, t = (answers(said.peax, model, exits, about["decision"]["on"], data / f"{s}_x.npy") for s in ("validation", "test"))
    y, ty = (np.load(data / f"{s}_y.npy").astype(int).ravel() for s in ("validation", "test"))
    groups = data / "validation_groups.npy"
    unit = np.load(groups).ravel() if groups.exists() and not said.ignore_groups else np.arange(len(y))
    original = json.loads((pathlib.Path(said.solution).parent.parent / "result.json").read_text())["original"]["mean_macs"]
    cost = [e["macs"] / original for e in exits]
    print(f"{len(y)} validation samples in {len(np.unique(unit))} units, {len(ty)} test samples\n")
    print("| rule | saved at 0.5 points | saved at 1 point | spread | limit 1 point: saved, lost |\n|---|---:|---:|---:|---:|")
    for name, rule in RULES.items():
        points = []
        for seed in range(said.repeats):
            who = np.random.default_rng(seed).permutation(np.unique(unit))
            fit = np.isin(unit, who[:len(who) // 2])
            points.append(trial(rule, l, y, t, ty, fit, ~fit, cost, seed))
        points = np.array(points)
        loss, saved = points.mean(axis=0).T
        order = loss.argsort()
        cells = []
        for wanted in (0.005, 0.01):
            reached = loss[order[0]] <= wanted <= loss[order[-1]]
            cells.append(f"{100 * np.interp(wanted, loss[order], saved[order]):.1f} %" if reached else "-")
        near = np.abs(loss - 0.01).argmin()
        tenth = np.abs(LIMITS - 0.01).argmin()
        print(f"| {name} | {cells[0]} | {cells[1]} | {100 * points[:, near, 1].std(ddof=1):.1f} | "
              f"{100 * saved[tenth]:.1f} %, {100 * loss[tenth]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
