"""The task that the answers decide, its figures, and labels that are refused, at every door of the command."""
import math
import random
import unittest

from support import CommandTest, classifier, node, read_npy, value, weights, write_npy, write_onnx


def dense(path, inputs, outputs, last=None, seed=1):
    """[N, inputs] -> dense -> relu -> dense to `outputs` -> last activation."""
    chance = random.Random(seed)
    nodes = [node("Gemm", ["x", "w1", "b1"], ["h"], transB=1), node("Relu", ["h"], ["r"]), node("Gemm", ["r", "w2", "b2"], ["z"], transB=1)]
    at = "z"
    if last:
        nodes.append(node(last, [at], ["p"]))
        at = "p"
    return write_onnx(path, nodes,
                      [weights("w1", [8, inputs], [chance.gauss(0, 0.5) for _ in range(8 * inputs)]), weights("b1", [8], [0.1] * 8),
                       weights("w2", [outputs, 8], [chance.gauss(0, 0.5) for _ in range(8 * outputs)]), weights("b2", [outputs], [0.0] * outputs)],
                      [value("x", ["N", inputs])], [value(at, ["N", outputs])])


def convolution(path, channels, last=None):
    nodes = [node("Conv", ["x", "w"], ["z"])] + ([node(last, ["z"], ["p"])] if last else [])
    return write_onnx(path, nodes, [weights("w", [channels, 1, 1, 1], [1.0, -1.0, 0.25][:channels])], [value("x", ["N", 1, 2, 2])],
                      [value("p" if last else "z", ["N", channels, 2, 2])])


def convolution_block(name, x, channels, into):
    chance = random.Random(into + channels)
    return ([node("Conv", [x, name + ".w"], [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("Relu", [name], [name + ".relu"])],
            [weights(name + ".w", [into, channels, 3, 3], [chance.gauss(0, 0.5) for _ in range(9 * into * channels)])])


def labelling(path, keep=0, cast=None, name="m"):
    """[N, 4] -> three scores -> the number of the largest, as an ArgMax gives it or cast to another type."""
    nodes = [node("Gemm", ["x", "w"], ["z"]), node("ArgMax", ["z"], ["label"], axis=1, keepdims=keep)]
    if cast:
        nodes.append(node("Cast", ["label"], ["told"], to=cast))
    return write_onnx(path, nodes, [weights("w", [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0, 1])], [value("x", ["N", 4])],
                      [value("told" if cast else "label", ["N"] + [1] * keep, cast or 7)], name=name)


def average_precision(scores, truth):
    """By its definition: precision at each distinct threshold, weighted by the rise of recall."""
    total, area, recall = sum(truth), 0, 0
    for threshold in sorted(set(scores), reverse=True):
        taken = [t for s, t in zip(scores, truth) if s >= threshold]
        now = sum(taken) / total
        area += (now - recall) * sum(taken) / len(taken)
        recall = now
    return area


class Task(CommandTest):
    def inputs(self, n, width, seed=3):
        chance = random.Random(seed)
        return write_npy(self.path(f"x{n}_{width}_{seed}.npy"), [chance.gauss(0, 1) for _ in range(n * width)], [n, width])

    def outputs(self, model, x):
        self.run_peax("--quiet", "run", model, "--input", x, "--output", self.path("out.npy"))
        return read_npy(self.path("out.npy"))[1]

    def evaluated(self, model, x, y, *more):
        return self.json_of("evaluate", model, "--data", f"{x},{y}", *more)

    def test_a_network_that_ends_in_arg_max_is_a_classifier_whose_output_is_the_label(self):
        x = self.inputs(40, 4)
        for file, more in (("a", {}), ("b", {"keep": 1}), ("c", {"cast": 1}), ("d", {"cast": 6, "keep": 1})):
            model = labelling(self.path(file + ".onnx"), **more)
            output = self.json_of("info", model)["model"]["outputs"][0]
            self.assertEqual((output["task"], output["task_because"]),
                             ("multi_class_classification", "its output is the label, ArgMax of 3 classes"))
            said = [int(v) for v in self.outputs(model, x)]
            self.assertEqual(set(said), {0, 1, 2})
            wrong = [(v + (i < 10)) % 3 for i, v in enumerate(said)]  # ten of forty
            y = write_npy(self.path("y.npy"), wrong, [40], "i8")
            found = self.evaluated(model, x, y)
            self.assertEqual((found["task"], found["accuracy"], found["score"]), ("multi_class_classification", 0.75, 0.75))
            self.assertNotIn("rmse", found)
            one_hot = write_npy(self.path("h.npy"), [float(v == c) for v in wrong for c in range(3)], [40, 3])
            self.assertEqual(self.evaluated(model, x, one_hot)["accuracy"], 0.75)
            self.assertEqual(self.evaluated(model, x, y, "--task", "regression")["task"], "regression")
            beyond = write_npy(self.path("beyond.npy"), [3] * 40, [40], "i8")
            self.says("the network has the classes 0 to 2", "evaluate", model, "--data", f"{x},{beyond}", code=3)
            self.says("", "train", model, "--train", f"{x},{y}", "--output", self.path("t.onnx"), code=3)
        refused = self.json_of("optimize", self.path("a.onnx"), "--train", f"{x},{y}", "--validation", f"{x},{y}", "--rewrite",
                               "confidence_exits", "--output", self.path("out"), code=1)
        self.assertIn("is the label itself", refused["refusals"][0]["why"])

    def test_labels_at_every_position_are_a_segmentation(self):
        model = write_onnx(self.path("m.onnx"), [node("Conv", ["x", "w"], ["z"]), node("ArgMax", ["z"], ["map"], axis=1, keepdims=0)],
                           [weights("w", [3, 1, 1, 1], [1.0, -1.0, 0.25])], [value("x", ["N", 1, 2, 2])], [value("map", ["N", 2, 2], 7)])
        self.assertEqual(self.json_of("info", model)["model"]["outputs"][0]["task"], "segmentation")
        x = write_npy(self.path("x.npy"), [1, -1, 2, -2, 3, 1, 1, -1], [2, 1, 2, 2])
        y = write_npy(self.path("y.npy"), [0, 1, 0, 1, 0, 0, 1, 1], [2, 2, 2], "i8")
        found = self.evaluated(model, x, y)
        self.assertEqual(found["task"], "segmentation")
        self.assertAlmostEqual(found["mean_iou"], (4 / 5 + 3 / 4) / 2)

    def test_a_regression_of_three_values_has_the_figures_of_a_regression(self):
        model, x = dense(self.path("m.onnx"), 4, 3), self.inputs(40, 4)
        self.assertEqual(self.json_of("info", model)["model"]["outputs"][0]["task"], "multi_class_classification")  # by its shape
        self.assertIn("guessed from the shape", self.run_peax("info", model)[0])
        chance = random.Random(9)
        said = self.outputs(model, x)
        truth = [float("%.6g" % (v + chance.gauss(0, 0.3))) for v in said]
        y = write_npy(self.path("y.npy"), truth, [40, 3])
        found = self.evaluated(model, x, y)
        truth = read_npy(y)[1]
        self.assertEqual(found["task"], "regression")
        self.assertIn("values of the output's shape", found["task_because"])
        errors = [a - b for a, b in zip(said, truth)]
        self.assertAlmostEqual(found["rmse"], math.sqrt(sum(e * e for e in errors) / 120), places=9)
        self.assertAlmostEqual(found["mae"], sum(abs(e) for e in errors) / 120, places=9)
        r2 = 0
        for k in range(3):
            column = truth[k::3]
            mean = sum(column) / 40
            r2 += 1 - sum(e * e for e in errors[k::3]) / sum((t - mean) ** 2 for t in column)
        self.assertAlmostEqual(found["r2"], r2 / 3, places=9)
        self.assertNotIn("accuracy", found)
        self.assertIsNone(found["score"])
        out, _ = self.run_peax("evaluate", model, "--data", f"{x},{y}")
        self.assertIn("RMSE", out)
        self.assertIn("task: regression", out)
        told = self.json_of("info", model, "--data", f"{x},{y}")["model"]["outputs"][0]
        self.assertEqual(told["task"], "regression")
        self.assertEqual(self.json_of("info", model, "--task", "regression")["model"]["outputs"][0]["task_because"], "as --task regression says")

    def test_an_autoencoder_is_a_regression_and_trains_as_one(self):
        """As MLPerf Tiny's: dense layers of relu, a linear output as wide as the input."""
        model, x = dense(self.path("m.onnx"), 16, 16), self.inputs(64, 16)
        found = self.json_of("train", model, "--train", f"{x},{x}", "--validation", f"{x},{x}", "--output", self.path("o.onnx"), "--epochs", "4")
        self.assertEqual(found["task"], "regression")
        self.assertLess(found["after"]["rmse"], found["before"]["rmse"])
        self.assertTrue(all(e["validation_accuracy"] is None for e in found["epochs"]))
        after = self.evaluated(self.path("o.onnx"), x, x)
        self.assertAlmostEqual(after["rmse"], found["after"]["rmse"])
        out, err = self.run_peax("optimize", model, "--train", f"{x},{x}", "--validation", f"{x},{x}", "--rewrite", "confidence_exits",
                                 "--output", self.path("out"), code=1)
        self.assertIn("regression", err)
        self.assertIn(x, err)

    def test_rewriters_of_classifiers_refuse_other_tasks_by_name(self):
        x = self.inputs(30, 4)
        chance = random.Random(2)
        values = write_npy(self.path("v.npy"), [chance.gauss(0, 1) for _ in range(90)], [30, 3])
        sets = write_npy(self.path("s.npy"), [float(chance.random() < 0.6) for _ in range(90)], [30, 3])
        model = dense(self.path("m.onnx"), 4, 3)
        for name in ("confidence_exits", "right_sizing", "separable_convolutions", "slimming"):
            for y, task in ((values, "regression"), (sets, "multi_label_classification")):
                pair = f"{x},{y}"
                _, err = self.run_peax("optimize", model, "--train", pair, "--validation", pair, "--test", pair, "--rewrite", name,
                                       "--output", self.path("out"), code=1)
                self.assertIn(task, err)
                self.assertIn(y, err)

    def test_along_a_stream_a_regression_is_no_classification(self):
        chance = random.Random(8)
        body, constants = convolution_block("one", "x", 1, 4)
        more = convolution_block("two", "one.relu", 4, 4)
        model = write_onnx(self.path("m.onnx"), body + more[0] + [
            node("GlobalAveragePool", ["two.relu"], ["mean"]), node("Flatten", ["mean"], ["flat"], axis=1), node("Gemm", ["flat", "w"], ["y"], transB=1)],
            constants + more[1] + [weights("w", [3, 4], [chance.gauss(0, 1) for _ in range(12)])], [value("x", ["N", 1, 4, 4])], [value("y", ["N", 3])])
        frames = []
        for _ in range(12):  # each picture stands for five samples
            picture = [chance.gauss(0, 1) for _ in range(16)]
            frames += [[v + chance.gauss(0, 0.01) for v in picture] for _ in range(5)]
        x = write_npy(self.path("x.npy"), [v for frame in frames for v in frame], [60, 1, 4, 4])
        y = write_npy(self.path("y.npy"), [chance.gauss(0, 1) for _ in range(180)], [60, 3])
        stream = f"{x},{y}," + write_npy(self.path("l.npy"), [30, 30], [2], "i4")
        _, err = self.run_peax("optimize", model, "--train", f"{x},{y}", "--validation", f"{x},{y}", "--calibration", stream, "--rewrite",
                               "temporal_exits", "--output", self.path("t"), code=1)
        self.assertIn(f"{y}: the answers make this a regression", err)
        found = self.json_of("optimize", model, "--calibration", stream, "--test-stream", stream, "--rewrite", "feature_map_termination",
                             "--output", self.path("f"))
        self.assertEqual(found["task"], "regression")
        chosen = found["front"][found["chosen"]]
        self.assertIsNone(chosen["validation_accuracy"])
        again = self.json_of("evaluate", f"{self.path('f')}/{chosen['folder']}", "--stream", stream)
        self.assertEqual(again["task"], "regression")
        self.assertNotIn("accuracy", again)
        self.assertAlmostEqual(again["relative_macs"], chosen["relative_macs"])

    def test_one_hot_rows_of_any_type_are_labels(self):
        model = dense(self.path("m.onnx"), 4, 3, "Softmax")
        x = self.inputs(30, 4)
        labels = [random.Random(5 + i).randrange(3) for i in range(30)]
        rows = [int(k == label) for label in labels for k in range(3)]
        by_labels = self.evaluated(model, x, write_npy(self.path("l.npy"), labels, [30], "i8"))
        for kind in ("u1", "i8", "f4", "f8"):
            found = self.evaluated(model, x, write_npy(self.path("r.npy"), rows, [30, 3], kind))
            self.assertEqual(found["task_because"], "one-hot rows of 3")
            for key in ("accuracy", "macro_f1", "accuracy_interval", "score"):
                self.assertEqual(found[key], by_labels[key])
        found = self.evaluated(model, x, self.path("r.npy"), "--task", "multi_label")
        self.assertEqual(found["task"], "multi_label_classification")
        self.assertIn("mean_average_precision", found)

    def test_sets_of_labels_are_measured_by_mean_average_precision(self):
        model, x = dense(self.path("m.onnx"), 4, 3, "Sigmoid"), self.inputs(50, 4)
        chance = random.Random(4)
        truth = [int(chance.random() < 0.4) for _ in range(150)]
        y = write_npy(self.path("y.npy"), truth, [50, 3], "u1")
        found = self.evaluated(model, x, y)
        said = self.outputs(model, x)
        wanted = sum(average_precision(said[k::3], truth[k::3]) for k in range(3)) / 3
        self.assertEqual(found["task"], "multi_label_classification")
        self.assertAlmostEqual(found["mean_average_precision"], wanted, places=9)

    def test_one_sigmoid_output_is_two_classes_for_0_and_1_alone(self):
        model, x = dense(self.path("m.onnx"), 4, 1, "Sigmoid"), self.inputs(40, 4)
        said = self.outputs(model, x)
        labels = [int(random.Random(i).random() < 0.5) for i in range(40)]
        for shape in ([40], [40, 1]):
            for kind in ("u1", "f4"):
                found = self.evaluated(model, x, write_npy(self.path("y.npy"), labels, shape, kind))
                self.assertEqual(found["task"], "binary_classification")
                self.assertAlmostEqual(found["accuracy"], sum((s > 0.5) == bool(t) for s, t in zip(said, labels)) / 40)
        found = self.evaluated(model, x, write_npy(self.path("y.npy"), [0.25] * 40, [40, 1]))
        self.assertEqual(found["task"], "regression")
        y = write_npy(self.path("y.npy"), labels[:-1] + [2], [40], "u1")
        self.says(f"{y}: the label of sample 39 is 2", "evaluate", model, "--data", f"{x},{y}", code=3)
        linear = dense(self.path("l.onnx"), 4, 1)
        y = write_npy(self.path("y.npy"), labels, [40], "u1")
        self.assertEqual(self.evaluated(linear, x, y)["task"], "regression")
        said = self.outputs(linear, x)
        found = self.evaluated(linear, x, y, "--task", "classification")  # a logit: above 0
        self.assertAlmostEqual(found["accuracy"], sum((s > 0) == bool(t) for s, t in zip(said, labels)) / 40)

    def test_maps_of_classes_are_a_segmentation(self):
        x = write_npy(self.path("x.npy"), [1, 1, -1, -1], [1, 1, 2, 2])  # classes 0 0 1 1
        for last in (None, "Softmax"):
            model = convolution(self.path("s.onnx"), 2, last) if last is None else write_onnx(
                self.path("s.onnx"), [node("Conv", ["x", "w"], ["z"]), node("Softmax", ["z"], ["p"], axis=1)],
                [weights("w", [2, 1, 1, 1], [1.0, -1.0])], [value("x", ["N", 1, 2, 2])], [value("p", ["N", 2, 2, 2])])
            maps = write_npy(self.path("y.npy"), [0, 1, 1, 1], [1, 2, 2], "u1")
            found = self.evaluated(model, x, maps)
            self.assertEqual(found["task"], "segmentation")
            self.assertAlmostEqual(found["mean_iou"], (1 / 2 + 2 / 3) / 2)
            one_hot = write_npy(self.path("h.npy"), [1, 0, 0, 0, 0, 1, 1, 1], [1, 2, 2, 2], "f4")
            self.assertAlmostEqual(self.evaluated(model, x, one_hot)["mean_iou"], (1 / 2 + 2 / 3) / 2)
            bad = write_npy(self.path("b.npy"), [0, 1, 7, 1], [1, 2, 2], "u1")
            self.says(f"{bad}: the answer at position 2 of sample 0 is 7", "evaluate", model, "--data", f"{x},{bad}", code=3)
        values = write_npy(self.path("v.npy"), [0.5] * 8, [1, 2, 2, 2])
        self.assertEqual(self.evaluated(convolution(self.path("s.onnx"), 2), x, values)["task"], "regression")
        mask = write_npy(self.path("m.npy"), [1, 0, 0, 0], [1, 1, 2, 2], "u1")
        found = self.evaluated(convolution(self.path("s.onnx"), 1, "Sigmoid"), x, mask)  # says 1 1 0 0
        self.assertEqual(found["task"], "segmentation")
        self.assertAlmostEqual(found["mean_iou"], (2 / 3 + 1 / 2) / 2)

    def test_a_row_of_classes_may_stand_on_any_axis(self):
        conv = write_onnx(self.path("c.onnx"), [node("Conv", ["x", "w"], ["z"]), node("GlobalAveragePool", ["z"], ["y"])],
                          [weights("w", [3, 1, 1, 1], [1.0, 0.0, -1.0])], [value("x", ["N", 1, 2, 2])], [value("y", ["N", 3, 1, 1])])
        x = write_npy(self.path("x.npy"), [1, 1, 1, 1, -1, -1, -1, -1], [2, 1, 2, 2])
        y = write_npy(self.path("y.npy"), [0, 2], [2], "u1")
        self.assertEqual(self.evaluated(conv, x, y)["accuracy"], 1)
        self.assertEqual(self.json_of("info", conv)["model"]["outputs"][0]["task"], "multi_class_classification")

    def test_labels_outside_the_classes_are_refused_at_every_door(self):
        model, x = classifier(self.path("m.onnx")), write_npy(self.path("x.npy"), [0.5] * 48, [12, 1, 2, 2])
        good = f"{x}," + write_npy(self.path("good.npy"), [0, 1, 2] * 4, [12], "u1")
        lengths = write_npy(self.path("l.npy"), [6, 6], [2], "i4")
        # as integers, as whole floats, counted from 1
        for name, labels, kind, row, label in (("high", [0, 1, 2] * 3 + [0, 7, 1], "u1", 10, 7), ("float", [0, 1, 2] * 3 + [0, 7, 1], "f4", 10, 7),
                                               ("one", [1, 2, 3] * 4, "i8", 2, 3)):
            y = write_npy(self.path(f"{name}.npy"), labels, [12], kind)
            bad, told = f"{x},{y}", f"{y}: the label of sample {row} is {label}, the network has the classes 0 to 2"
            out = ["--output", self.path("out")]
            self.says(told, "evaluate", model, "--data", bad, code=3)
            self.says(told, "evaluate", model, "--stream", f"{bad},{lengths}", code=3)
            self.says(told, "info", model, "--data", bad, code=3)
            for train, validation in ((bad, good), (good, bad)):
                self.says(told, "train", model, "--train", train, "--validation", validation, "--output", self.path("o.onnx"), code=3)
            for option in ("--train", "--validation", "--test"):
                given = {"--train": good, "--validation": good, "--test": good, option: bad}
                self.says(told, "optimize", model, "--rewrite", "confidence_exits", *out, *[t for kv in given.items() for t in kv], code=3)
            for option in ("--calibration", "--test-stream"):
                given = {"--calibration": f"{good},{lengths}", "--test-stream": f"{good},{lengths}", option: f"{bad},{lengths}"}
                self.says(told, "optimize", model, "--rewrite", "feature_map_termination", *out, *[t for kv in given.items() for t in kv], code=3)
            self.assertFalse((self.folder / "out").exists())

    def test_soft_answers_are_named_by_file_and_task(self):
        model, x = classifier(self.path("m.onnx")), write_npy(self.path("x.npy"), [0.5] * 48, [12, 1, 2, 2])
        good = f"{x}," + write_npy(self.path("good.npy"), [0, 1, 2] * 4, [12], "u1")
        soft = write_npy(self.path("soft.npy"), [0.5, 0.5, 0.0] * 12, [12, 3])
        self.says(f"{soft}: targets [12,3] are no class labels", "optimize", model, "--rewrite", "confidence_exits", "--train", good,
                  "--validation", f"{x},{soft}", "--output", self.path("out"), code=3)
        self.says(f"{soft}: answers", "evaluate", model, "--data", f"{x}," + write_npy(soft, [0.5] * 48, [12, 4]), code=3)
        self.says("there are classification, regression, segmentation and multi_label", "evaluate", model, "--data", good, "--task", "x", code=2)

    def test_one_file_for_learning_and_judging_is_remarked(self):
        model, x = classifier(self.path("m.onnx")), write_npy(self.path("x.npy"), [0.1 * i for i in range(48)], [12, 1, 2, 2])
        copy = write_npy(self.path("copy.npy"), [0.1 * i for i in range(48)], [12, 1, 2, 2])
        other = write_npy(self.path("other.npy"), [0.2 * i for i in range(48)], [12, 1, 2, 2])
        y = write_npy(self.path("y.npy"), [0, 1, 2] * 4, [12], "u1")
        for second, same in ((x, True), (copy, True), (other, False)):
            _, err = self.run_peax("train", model, "--train", f"{x},{y}", "--validation", f"{second},{y}", "--output", self.path("o.onnx"),
                                   "--epochs", "1")
            self.assertEqual("--train and --validation hold the same samples" in err, same)
            _, err = self.run_peax("optimize", model, "--train", f"{other},{y}", "--validation", f"{x},{y}", "--test", f"{second},{y}",
                                   "--rewrite", "confidence_exits", "--output", self.path("out"), code=1)
            self.assertEqual("--validation and --test hold the same samples" in err, same)

    def test_training_that_ends_worse_than_it_began_is_remarked(self):
        model = classifier(self.path("m.onnx"))
        chance = random.Random(1)
        x, y = [], []
        for _ in range(60):
            row = [chance.gauss(0, 1) for _ in range(4)]
            x, y = x + row, y + [max(range(3), key=lambda k: row[k])]
        pair = write_npy(self.path("x.npy"), x, [60, 1, 2, 2]) + "," + write_npy(self.path("y.npy"), y, [60], "u1")
        wrong = self.path("x.npy") + "," + write_npy(self.path("w.npy"), [(k + 1) % 3 for k in y], [60], "u1")
        _, err = self.run_peax("train", model, "--train", wrong, "--validation", pair, "--output", self.path("o.onnx"), "--epochs", "5", "--rate", "0.5")
        self.assertIn("training ended worse than it began: accuracy", err)
        found = self.json_of("train", model, "--train", wrong, "--validation", pair, "--output", self.path("o.onnx"), "--epochs", "5", "--rate", "0.5")
        self.assertEqual(found["before"]["accuracy"], 1)
        self.assertLess(found["after"]["accuracy"], 1)
        _, err = self.run_peax("train", model, "--train", pair, "--validation", pair, "--output", self.path("o.onnx"), "--epochs", "2")
        self.assertNotIn("worse", err)


if __name__ == "__main__":
    unittest.main()
