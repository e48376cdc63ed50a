"""Writes a small classification and metrics.txt, its figures by their formulas: python3 make_metrics.py, in this folder.

Only NumPy and the standard library; the definitions are those of scikit-learn 1.x: recall_score, precision_score, f1_score,
balanced_accuracy_score, jaccard_score with zero_division=0, and f1_score(average='macro') over the labels that occur."""
import math
import statistics

import numpy as np

g = np.random.default_rng(7)
n, k = 60, 5  # class 4 never occurs in the truth, class 3 is never predicted
truth = g.integers(0, 4, n)
scores = g.normal(size=(n, k)).astype(np.float32)
scores[np.arange(n), truth] += 1.2
scores[:, 3] = -9
groups = g.integers(10, 16, n)
predicted = scores.argmax(1)
other = np.where(g.random(n) < 0.8, truth, 0)
np.save("scores.npy", scores)
np.save("truth.npy", truth.astype(np.uint8))
np.save("other.npy", other.astype(np.uint8))
np.save("groups.npy", groups.astype(np.int16))

out = {}
tp = np.array([np.sum((truth == c) & (predicted == c)) for c in range(k)])
t = np.array([np.sum(truth == c) for c in range(k)])
p = np.array([np.sum(predicted == c) for c in range(k)])
over = lambda a, b: np.where(b > 0, a / np.maximum(b, 1), 0.0)
recall, precision, f1, iou = over(tp, t), over(tp, p), over(2 * tp, t + p), over(tp, t + p - tp)
seen = (t + p) > 0
out["accuracy"] = np.mean(truth == predicted)
for c in range(k):
    out["recall%d" % c], out["precision%d" % c], out["f1_%d" % c] = recall[c], precision[c], f1[c]
out["macro_f1"], out["mean_iou"] = f1[seen].mean(), iou[seen].mean()
out["mean_recall"], out["mean_recall_0_2"] = recall[t > 0].mean(), recall[[0, 2]].mean()
order = np.argsort(-scores, axis=1, kind="stable")
for j in (1, 2, 3):
    out["top%d" % j] = np.mean([truth[i] in order[i, :j] for i in range(n)])

a, b = (predicted == truth).astype(float), (other == truth).astype(float)
out["paired_mean"], out["paired_error"] = (a - b).mean(), (a - b).std() / math.sqrt(n)
means = np.array([(a - b)[groups == u].mean() for u in np.unique(groups)])
out["group_mean"], out["group_error"] = means.mean(), means.std(ddof=1) / math.sqrt(len(means))
z = statistics.NormalDist().inv_cdf(0.975)
s, q = n, a.mean()
half = z / (1 + z * z / s) * math.sqrt(q * (1 - q) / s + z * z / (4 * s * s))
mid = (q + z * z / (2 * s)) / (1 + z * z / s)
out["wilson_low"], out["wilson_high"] = mid - half, mid + half
for q in (1e-12, 0.001, 0.3, 0.95, 0.999999):
    out["normal_%g" % q] = statistics.NormalDist().inv_cdf(q)


def t_cdf(x, v):  # Simpson's rule on the density, 20000 pieces
    c = math.gamma((v + 1) / 2) / math.gamma(v / 2) / math.sqrt(v * math.pi)
    s = np.linspace(0, x, 20001)
    y = c * (1 + s * s / v) ** (-(v + 1) / 2)
    return 0.5 + x / 20000 / 3 * (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum())


for v in (1, 2, 3, 5, 9, 29):
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, v) < 0.975 else (low, middle)
    out["t_%d" % v] = low
rng = np.random.default_rng(1)
draws = []
for _ in range(4000):
    i = rng.integers(0, n, n)
    x, y = truth[i], predicted[i]
    f = [2 * np.sum((x == c) & (y == c)) / (np.sum(x == c) + np.sum(y == c)) for c in range(k) if np.sum(x == c) + np.sum(y == c)]
    draws.append(np.mean(f))
out["bootstrap_low"], out["bootstrap_high"] = np.quantile(draws, [0.025, 0.975])

real, want = scores[:, 0].astype(float), scores[:, 1].astype(float)
out["mse"], out["mae"] = np.mean((real - want) ** 2), np.mean(np.abs(real - want))
for c in range(k):
    column = scores[:, c].astype(float)
    out["min%d" % c], out["max%d" % c], out["mean%d" % c], out["std%d" % c] = column.min(), column.max(), column.mean(), column.std()
with open("metrics.txt", "w") as f:
    for key, value in out.items():
        f.write("%s %.17g\n" % (key, value))
