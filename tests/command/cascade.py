"""peax cascade, against a brute force over all threshold vectors"""
import bisect
import itertools
import json
import os
import pathlib
import random
import resource
import unittest

from support import CommandTest, data, read_npy, write_npy

NEVER = 2.0


class Traces:
    """Answers of the exits on every sample, and what leaving at each costs."""

    def __init__(self, truth, prediction, confidence, cost):
        self.truth, self.prediction, self.confidence, self.cost = truth, prediction, confidence, cost
        self.early = len(prediction) - 1

    def costs(self, thresholds):
        """What a sample pays by the exit where it leaves; branches of exits that are never taken are not paid."""
        if "relative_cost" in self.cost:
            return self.cost["relative_cost"]
        paid, out = 0, []
        for e, (prefix, branch) in enumerate(zip(self.cost["prefix"], self.cost["branch"])):
            paid += branch if e == self.early or thresholds[e] < NEVER else 0
            out.append(prefix + paid)
        return out

    def play(self, thresholds):
        """(accuracy, mean cost, shares)"""
        count, right = [0] * (self.early + 1), 0
        for i, label in enumerate(self.truth):
            exit = next((e for e in range(self.early) if self.confidence[e][i] >= thresholds[e]), self.early)
            count[exit] += 1
            right += self.prediction[exit][i] == label
        n = len(self.truth)
        return right / n, sum(c * k for c, k in zip(self.costs(thresholds), count)) / n, [k / n for k in count]

    def write(self, folder, costs=True):
        n, exits = len(self.truth), len(self.prediction)
        folder.mkdir(exist_ok=True)
        write_npy(folder / "truth.npy", self.truth, [n], "u1")
        write_npy(folder / "prediction.npy", sum(self.prediction, []), [exits, n], "u1")
        write_npy(folder / "confidence.npy", sum(self.confidence, []), [exits, n], "f4")
        (folder / "cost.json").write_text(json.dumps(self.cost))
        return str(folder)


def pareto(points):
    """Points (cost, accuracy) of which no other is cheaper and as good, or better and as cheap; ascending."""
    front = []
    for cost, accuracy in sorted(points, key=lambda p: (p[0], -p[1])):
        if not front or accuracy > front[-1][1] + 1e-12:
            front.append((cost, accuracy))
    return front


def brute_force(traces):
    levels = [sorted(set(row)) + [NEVER] for row in traces.confidence[:traces.early]]
    played = (traces.play(t) for t in itertools.product(*levels))
    return pareto((cost, accuracy) for accuracy, cost, _ in played)


def one_exit_front(traces):
    """The same for one early exit in one pass over the sorted samples."""
    n = len(traces.truth)
    cost = traces.costs([0.0])
    order = sorted(range(n), key=lambda i: -traces.confidence[0][i])
    right = sum(p == t for p, t in zip(traces.prediction[1], traces.truth))
    points = [(traces.costs([NEVER])[1], right / n)]
    for at, i in enumerate(order):
        right += (traces.prediction[0][i] == traces.truth[i]) - (traces.prediction[1][i] == traces.truth[i])
        if at + 1 == n or traces.confidence[0][order[at + 1]] != traces.confidence[0][i]:
            points.append((((at + 1) * cost[0] + (n - at - 1) * cost[1]) / n, right / n))
    return pareto(points)


def random_traces(seed, exits, n, cost):
    """Later exits are right more often, and surer where they are right. Confidences are of few bits: ties occur."""
    chance = random.Random(seed)
    truth = [chance.randrange(3) for _ in range(n)]
    prediction, confidence = [], []
    for e in range(exits):
        said = [t if chance.random() < 0.55 + 0.35 * e / (exits - 1) else chance.randrange(3) for t in truth]
        prediction.append(said)
        confidence.append([(24 + chance.randrange(32 if p == t else 20)) / 64 for p, t in zip(said, truth)])
    return Traces(truth, prediction, confidence, cost)


def stored(name):
    folder = pathlib.Path(data(f"data/cascade_traces/{name}"))
    read = [read_npy(folder / f"{part}.npy") for part in ("truth", "prediction", "confidence")]
    n = read[0][0][0]
    rows = [[list(values[k:k + n]) for k in range(0, len(values), n)] for _, values in read]
    return Traces(rows[0][0], rows[1], rows[2], json.loads((folder / "cost.json").read_text())), str(folder)


class Cascade(CommandTest):
    def assert_front(self, found, wanted):
        have = [(p["relative_cost"], p["accuracy"]) for p in found["front"]]
        self.assertEqual(len(have), len(wanted))
        for a, b in zip(have, wanted):
            self.assertAlmostEqual(a[0], b[0], places=9)
            self.assertAlmostEqual(a[1], b[1], places=9)

    def assert_honest(self, found, traces):
        """Every point does what it says when its thresholds are played."""
        for p in found["front"]:
            accuracy, cost, shares = traces.play(p["thresholds"])
            self.assertAlmostEqual(p["accuracy"], accuracy, places=12)
            self.assertAlmostEqual(p["relative_cost"], cost, places=9)
            for a, b in zip(p["exit_shares"], shares):
                self.assertAlmostEqual(a, b, places=12)

    def test_the_front_is_that_of_all_threshold_vectors(self):
        costs = {2: [{"relative_cost": [0.4, 1.05]}, {"prefix": [0.3, 1], "branch": [0.1, 0.05]}],
                 3: [{"relative_cost": [0.3, 0.7, 1.1]}, {"prefix": [0.25, 0.6, 1], "branch": [0.05, 0.15, 0.02]}]}
        for exits, forms in costs.items():
            for seed, cost in enumerate(forms):
                traces = random_traces(seed, exits, 60, cost)
                found = self.json_of("cascade", traces.write(self.folder / "d"))
                self.assertEqual(set(found) - {"note", "reason", "remarks", "subsets_left_out"}, {"schema", "front", "chosen"})
                self.assertIsNone(found["chosen"])
                for point in found["front"]:
                    self.assertLessEqual({"thresholds", "accuracy", "relative_cost", "exit_shares"}, set(point))
                    self.assertEqual(len(point["thresholds"]), exits - 1)
                self.assert_front(found, brute_force(traces))
                self.assert_honest(found, traces)

    def test_a_limit_chooses_the_cheapest_point_that_keeps_to_it(self):
        traces = random_traces(7, 3, 80, {"relative_cost": [0.3, 0.7, 1.1]})
        folder = traces.write(self.folder / "d")
        base = traces.play([NEVER, NEVER])[0]
        for limit in (0, 0.02, 0.05, 0.3):
            found = self.json_of("cascade", folder, "--max-accuracy-loss", limit)
            chosen = found["front"][found["chosen"]]
            self.assertLessEqual(base - chosen["accuracy"], limit + 1e-9)
            cheapest = min(p["relative_cost"] for p in found["front"] if base - p["accuracy"] <= limit + 1e-9)
            self.assertEqual(chosen["relative_cost"], cheapest)

    def test_percentage_points_are_a_hundredth_and_what_the_samples_cannot_show_is_a_remark(self):
        traces = random_traces(7, 3, 80, {"relative_cost": [0.3, 0.7, 1.1]})
        folder = traces.write(self.folder / "d")
        points, fraction = (self.json_of("cascade", folder, "--max-accuracy-loss", text) for text in ("2pp", "0.02"))
        self.assertEqual(points, fraction)
        self.assertIn("finer than three samples: 2 points are 1.60 of the 80 samples", points["remarks"][0])
        text, _ = self.run_peax("cascade", folder, "--max-accuracy-loss", "2pp")
        self.assertIn("finer than three samples", text)
        self.assertEqual(self.json_of("cascade", folder, "--max-accuracy-loss", "10pp")["remarks"], [])

    def test_samples_of_one_class_choose_nothing(self):
        traces = random_traces(7, 2, 30, {"relative_cost": [0.3, 1.1]})
        folder = traces.write(self.folder / "d")
        write_npy(self.folder / "d" / "truth.npy", [1] * 30, [30], "i4")
        self.assertIn("all 30 samples are of class 1", self.json_of("cascade", folder, "--max-accuracy-loss", "1pp", code=1)["reason"])

    def test_groups_are_the_units_of_a_margin_unless_samples_are_asked_for(self):
        folder = random_traces(3, 2, 400, {"relative_cost": [0.3, 1.0]}).write(self.folder / "d")
        few = write_npy(self.path("g.npy"), [i % 4 for i in range(400)], [400], "i4")
        margin = ["cascade", folder, "--max-accuracy-loss", "0.1", "--margin", "1"]
        reason = self.json_of(*margin, "--validation-groups", few, code=1)["reason"]
        self.assertIn("4 groups", reason)
        self.assertIn("--sample-units", reason)
        found = self.json_of(*margin, "--validation-groups", few, "--sample-units")
        self.assertEqual(found, self.json_of(*margin))
        self.assertIn("the margin counts 400 samples", found["remarks"])
        self.says("every sample is independent already", *margin, "--sample-units", code=2)

    def test_a_margin_or_a_certificate_chooses_what_is_listed(self):
        traces = random_traces(3, 2, 400, {"relative_cost": [0.3, 1.0]})
        folder = traces.write(self.folder / "d")
        plain = self.json_of("cascade", folder, "--max-accuracy-loss", "0.1")
        for form in (["--margin", "2"], ["--confidence", "0.9"]):
            found = self.json_of("cascade", folder, "--max-accuracy-loss", "0.1", *form)
            self.assertGreaterEqual(found["front"][found["chosen"]]["relative_cost"], plain["front"][plain["chosen"]]["relative_cost"])
            self.assert_honest(found, traces)
            self.assertEqual(found, self.json_of("cascade", folder, "--max-accuracy-loss", "0.1", *form, "--threads", "1"))

    def test_a_certificate_that_cannot_be_had_is_a_no_with_its_reason(self):
        folder = random_traces(3, 2, 40, {"relative_cost": [0.3, 1.0]}).write(self.folder / "d")
        groups = write_npy(self.path("g.npy"), [i % 4 for i in range(40)], [40], "i4")
        found = self.json_of("cascade", folder, "--max-accuracy-loss", "0.1", "--confidence", "0.9", "--validation-groups", groups, code=1)
        self.assertIsNone(found["chosen"])
        self.assertIn("fewer than 5", found["reason"])
        _, err = self.run_peax("cascade", folder, "--max-accuracy-loss", "0.1", "--confidence", "0.9", "--score", "macro_f1", code=1)
        self.assertIn("macro F1", err)

    def test_what_is_wrong_with_a_folder_is_told_by_file(self):
        good = random_traces(1, 2, 10, {"relative_cost": [0.3, 1.0]})
        folder = self.folder / "d"

        def spoilt(text, code=3, **change):
            good.write(folder)
            for name, content in change.items():
                file = folder / (name + (".json" if name == "cost" else ".npy"))
                if content is None:
                    file.unlink()
                elif name == "cost":
                    file.write_text(content)
                else:
                    write_npy(file, *content)
            self.says(text, "cascade", folder, code=code)

        spoilt("confidence.npy", confidence=None, code=4)
        spoilt("cost.json", cost=None, code=4)
        spoilt("cost.json: wanted", cost="[0.3, 1]")
        spoilt("cost.json: wanted", cost='{"relative_cost": [0.3, "1"]}')
        spoilt("cost.json: wanted", cost='{"prefix": [0.3, 1]}')
        spoilt("cost has 3 exits", cost='{"relative_cost": [0.3, 0.4, 1]}')
        spoilt("prediction.npy: shape [10,2], wanted [exits,10]", prediction=([0] * 20, [10, 2], "u1"))
        spoilt("truth.npy: shape [2,5], wanted [N]", truth=([0] * 10, [2, 5], "u1"))
        spoilt("confidence[0, 3] is nan", confidence=([0.5] * 3 + [float("nan")] + [0.5] * 16, [2, 10], "f4"))
        spoilt("truth[2] is -3", truth=([0, 1, -3] + [0] * 7, [10], "i4"))
        spoilt("a whole number is needed", truth=([0.5] * 10, [10], "f4"))

    def run_timed(self, seconds, *arguments):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        found = self.json_of(*arguments)
        if os.environ.get("PEAX_TIMED") == "1":
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, seconds)
        return found

    def test_ten_thousand_samples_and_one_early_exit_are_searched_exactly(self):
        traces, folder = stored("ic_pool")
        found = self.run_timed(1, "cascade", folder, "--max-accuracy-loss", "0.01")
        self.assert_front(found, one_exit_front(traces))
        chosen = found["front"][found["chosen"]]
        self.assertGreaterEqual(chosen["accuracy"], 0.8531 - 0.01 - 1e-12)
        accuracy, _, shares = traces.play([0.9])
        self.assertAlmostEqual(accuracy, 0.8477)  # as the traces' own note says
        self.assertAlmostEqual(shares[0], 0.447, places=3)

    def test_nothing_beats_the_front_of_ten_thousand_samples_and_two_early_exits(self):
        traces, folder = stored("ic_branchynet")
        found = self.run_timed(10, "cascade", folder)
        front = [(p["relative_cost"], p["accuracy"]) for p in found["front"]]
        self.assertTrue(all(a[0] < b[0] and a[1] < b[1] for a, b in zip(front, front[1:])))
        costs = [cost for cost, _ in front]
        levels = [[sorted(row)[k * len(row) // 8] for k in range(8)] + [NEVER] for row in traces.confidence[:2]]
        for thresholds in [*itertools.product(*levels), (0.9, 0.9)]:
            accuracy, cost, _ = traces.play(thresholds)
            at = bisect.bisect_right(costs, cost + 1e-9) - 1
            self.assertGreaterEqual(at, 0)
            self.assertGreaterEqual(front[at][1], accuracy - 1e-9, thresholds)
        for p in found["front"][::max(1, len(front) // 20)]:
            accuracy, cost, _ = traces.play(p["thresholds"])
            self.assertAlmostEqual(p["accuracy"], accuracy, places=12)
            self.assertAlmostEqual(p["relative_cost"], cost, places=9)


if __name__ == "__main__":
    unittest.main()
