"""peax evaluate"""
import math
import unittest

from support import CommandTest, classifier, data, node, regression, value, weights, write_npy, write_onnx

ANSWERS = [0, 1, 2, 2, 1, 0, 0, 2]
TRUTH = [0, 1, 2, 1, 1, 0, 2, 2]  # 6 of 8 right


def one_hot(answers):
    return [1.0 if k == a else 0.0 for a in answers for k in range(4)]


class Evaluate(CommandTest):
    def classified(self, truth=TRUTH, kind="u1"):
        model = classifier(self.path("m.onnx"))
        x = write_npy(self.path("x.npy"), one_hot(ANSWERS), [len(ANSWERS), 1, 2, 2])
        return model, x + "," + write_npy(self.path("y.npy"), truth, [len(truth)], kind)

    def test_the_figures_of_a_classifier_are_those_by_hand(self):
        model, pair = self.classified()
        found = self.json_of("evaluate", model, "--data", pair)
        for key in ("samples", "accuracy", "accuracy_interval", "macro_f1", "score", "mean_macs", "relative_macs", "exit_shares"):
            self.assertIn(key, found)
        self.assertEqual((found["samples"], found["accuracy"], found["score"]), (8, 0.75, 0.75))
        self.assertEqual((found["mean_macs"], found["relative_macs"], found["exit_shares"]), (12, 1, [1]))
        # class 0: 2 right of 2 true and 3 said; 1: 2 of 3 and 2; 2: 2 of 3 and 3
        self.assertAlmostEqual(found["macro_f1"], (4 / 5 + 4 / 5 + 4 / 6) / 3)
        # Wilson's interval at 95 %
        z, n, p = 1.959963984540054, 8, 0.75
        middle, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        self.assertAlmostEqual(found["accuracy_interval"][0], middle - half)
        self.assertAlmostEqual(found["accuracy_interval"][1], middle + half)
        out, _ = self.run_peax("evaluate", model, "--data", pair)
        self.assertEqual(out.count("\n"), 2)
        self.assertIn("accuracy 75.00 %", out)
        self.assertIn("task: multi_class_classification (integer labels for 3 classes)", out)

    def test_the_score_is_the_one_that_is_asked_for(self):
        model, pair = self.classified()
        self.assertAlmostEqual(self.json_of("evaluate", model, "--data", pair, "--score", "mean_recall")["score"], (1 + 2 / 3 + 2 / 3) / 3)
        self.assertAlmostEqual(self.json_of("evaluate", model, "--data", pair, "--score", "mean_recall:0,2")["score"], (1 + 2 / 3) / 2)
        found = self.json_of("evaluate", model, "--data", pair, "--score", "macro_f1")
        self.assertEqual(found["score"], found["macro_f1"])
        self.says("class 7 has no sample", "evaluate", model, "--data", pair, "--score", "mean_recall:0,7", code=3)
        self.says("score 'f1' is not known", "evaluate", model, "--data", pair, "--score", "f1", code=2)

    def test_groups_widen_the_interval(self):
        model, pair = self.classified()
        groups = write_npy(self.path("g.npy"), [0, 0, 0, 1, 1, 1, 2, 2], [8], "i4")
        for option in ("--test-groups", "--validation-groups"):
            low, high = self.json_of("evaluate", model, "--data", pair, option, groups)["accuracy_interval"]
            # means 1, 2/3, 1/2; Student's t with 2 degrees of freedom: 4.302653
            means = [1, 2 / 3, 1 / 2]
            middle = sum(means) / 3
            error = math.sqrt(sum((m - middle) ** 2 for m in means) / 2 / 3)
            self.assertAlmostEqual(low, middle - 4.302652729911275 * error, places=6)
            self.assertEqual(high, 1)
        few = write_npy(self.path("f.npy"), [0, 1], [2], "i4")
        self.says("differ in their number of samples", "evaluate", model, "--data", pair, "--test-groups", few, code=3)

    def test_a_stream_is_checked_and_measured(self):
        model, pair = self.classified()
        lengths = write_npy(self.path("l.npy"), [5, 3], [2], "i4")
        self.assertEqual(self.json_of("evaluate", model, "--stream", pair + "," + lengths)["accuracy"], 0.75)
        lengths = write_npy(self.path("l.npy"), [5, 4], [2], "i4")
        self.says("lengths must sum", "evaluate", model, "--stream", pair + "," + lengths, code=3)
        self.says("3 files are needed", "evaluate", model, "--stream", pair, code=2)

    def test_another_output_is_reached_by_its_name(self):
        model, pair = self.classified()
        self.assertEqual(self.json_of("evaluate", model, "--data", pair, "--output-name", "scores")["accuracy"], 0.75)

    def test_only_what_the_measured_output_needs_is_counted(self):
        self.classified()
        model = write_onnx(self.path("two.onnx"),
                           [node("Flatten", ["x"], ["flat"], axis=1), node("Gemm", ["flat", "w"], ["y"]), node("Gemm", ["flat", "v"], ["z"])],
                           [weights("w", [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]), weights("v", [4, 5], [0] * 20)],
                           [value("x", ["N", 1, 2, 2])], [value("y", ["N", 3]), value("z", ["N", 5])])
        pair = self.path("x.npy") + "," + self.path("y.npy")
        self.assertEqual(self.json_of("info", model)["totals"]["macs"], 32)
        found = self.json_of("evaluate", model, "--data", pair)
        self.assertEqual((found["accuracy"], found["mean_macs"]), (0.75, 12))
        self.assertEqual(self.json_of("evaluate", model, "--data", pair, "--output-name", "z")["mean_macs"], 20)

    def test_regression_and_segmentation_have_their_own_figures(self):
        model = regression(self.path("r.onnx"))  # 2 x0 - x1 + 0.5
        x = write_npy(self.path("x.npy"), [1, 1, 0, 2], [2, 2])
        y = write_npy(self.path("y.npy"), [1, 0], [2, 1])
        found = self.json_of("evaluate", model, "--data", f"{x},{y}")  # answers 1.5, -1.5
        self.assertAlmostEqual(found["mse"], (0.25 + 2.25) / 2)
        self.assertAlmostEqual(found["rmse"], math.sqrt(1.25))
        self.assertAlmostEqual(found["mae"], 1)
        self.assertAlmostEqual(found["r2"], 1 - 2.5 / 0.5)
        self.assertNotIn("accuracy", found)
        self.assertIsNone(found["score"])

        model = write_onnx(self.path("s.onnx"), [node("Conv", ["x", "w"], ["z"]), node("Softmax", ["z"], ["y"], axis=1)],
                           [weights("w", [2, 1, 1, 1], [1, -1])], [value("x", ["N", 1, 2, 2])], [value("y", ["N", 2, 2, 2])])
        x = write_npy(self.path("x.npy"), [1, 1, -1, -1], [1, 1, 2, 2])  # classes 0 0 1 1
        y = write_npy(self.path("y.npy"), [0, 1, 1, 1], [1, 2, 2], "u1")
        found = self.json_of("evaluate", model, "--data", f"{x},{y}")
        self.assertAlmostEqual(found["mean_iou"], (1 / 2 + 2 / 3) / 2)

    def test_bad_data_is_told_by_file_and_sample(self):
        model, pair = self.classified(truth=[0, 1, 2, 3, 1, 0, 2, 2])
        self.says("the label of sample 3 is 3", "evaluate", model, "--data", pair, code=3)
        model, pair = self.classified(truth=[0, 1, 2, -1, 1, 0, 2, 2], kind="i4")
        self.says("the label of sample 3 is -1", "evaluate", model, "--data", pair, code=3)
        model, pair = self.classified(truth=TRUTH[:7])
        self.says("differ in their number of samples", "evaluate", model, "--data", pair, code=3)
        model, pair = self.classified()
        write_npy(self.path("x.npy"), [float("nan")] + one_hot(ANSWERS)[1:], [8, 1, 2, 2])
        self.says("NaN or infinite, the first in sample 0", "evaluate", model, "--data", pair, code=3)
        write_npy(self.path("x.npy"), [0] * 8, [8, 1])
        self.says("x.npy", "evaluate", model, "--data", pair, code=3)
        (self.folder / "x.npy").write_bytes((self.folder / "y.npy").read_bytes()[:100])
        self.says("x.npy", "evaluate", model, "--data", pair, code=3)
        self.says("2 files are needed", "evaluate", model, "--data", self.path("x.npy"), code=2)

    def test_known_networks_have_their_known_accuracy(self):
        folder = data("data/cifar10")
        found = self.json_of("evaluate", data("models/mlperf_tiny/resnet8.onnx"), "--data", f"{folder}/test_x_u8.npy,{folder}/test_y_u8.npy")
        self.assertEqual((found["samples"], round(found["accuracy"], 3)), (1017, 0.880))
        self.assertEqual(found["mean_macs"], 12_501_632)
        folder = data("data/kws_mlperf")
        found = self.json_of("evaluate", data("models/mlperf_tiny/dscnn.onnx"), "--data", f"{folder}/mfcc_i8.npy,{folder}/labels_u8.npy",
                             "--scale", "0.584703", "--offset", "-48.530349")
        self.assertEqual((found["samples"], round(found["accuracy"], 3)), (1000, 0.913))


if __name__ == "__main__":
    unittest.main()
