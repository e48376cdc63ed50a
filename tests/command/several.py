"""Networks of several inputs and outputs: run, evaluate, train, verify, info, generate"""
import os
import pathlib
import random
import unittest

from support import CommandTest, node, read_npy, read_npz, value, weights, write_npy, write_onnx

SOME = random.Random(3)
IMAGES = [round(SOME.uniform(-1, 1), 3) for _ in range(6 * 4)]  # [6, 1, 2, 2]
TABLE = [round(SOME.uniform(-1, 1), 3) for _ in range(6 * 2)]   # [6, 2]
W = [1, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, -1, 1, 1]     # [3, 6]
V = [0.5, -1, 0, 0, 1, 2]                                       # [1, 6]


def both(path, rows="N"):
    """image [N,1,2,2] and table [N,2] -> three scores of both, their softmax, and a height"""
    return write_onnx(
        path,
        [node("Flatten", ["image"], ["flat"], axis=1), node("Concat", ["flat", "table"], ["all"], axis=1),
         node("Gemm", ["all", "w"], ["scores"], transB=1), node("Softmax", ["scores"], ["kind"], axis=1),
         node("Gemm", ["all", "v", "b"], ["height"], transB=1)],
        [weights("w", [3, 6], W), weights("v", [1, 6], V), weights("b", [1], [0.25])],
        [value("image", ["N", 1, rows if rows != "N" else 2, 2]), value("table", ["N", 2])],
        [value("kind", ["N", 3]), value("height", ["N", 1])])


def rows_of(images, table):
    return [images[4 * i:4 * i + 4] + table[2 * i:2 * i + 2] for i in range(len(table) // 2)]


def heights_by_hand():
    return [sum(v * x for v, x in zip(V, row)) + 0.25 for row in rows_of(IMAGES, TABLE)]


def kinds_by_hand():
    scores = [[sum(w * x for w, x in zip(W[6 * k:6 * k + 6], row)) for k in range(3)] for row in rows_of(IMAGES, TABLE)]
    return [s.index(max(s)) for s in scores]


class Several(CommandTest):
    def setUp(self):
        super().setUp()
        self.model = both(self.path("m.onnx"))
        self.image = write_npy(self.path("image.npy"), IMAGES, [6, 1, 2, 2])
        self.table = write_npy(self.path("table.npy"), TABLE, [6, 2])
        self.kinds = write_npy(self.path("kinds.npy"), kinds_by_hand(), [6], "i4")
        self.heights = write_npy(self.path("heights.npy"), heights_by_hand(), [6, 1])

    def test_run_writes_every_output_into_a_file_of_its_own(self):
        found = self.json_of("run", self.model, "--input", self.image, "--input", self.table, "--output", self.path("y.npy"))
        self.assertEqual((found["name"], found["shape"]), ("kind", [6, 3]))
        self.assertEqual([(o["name"], o["shape"], o["file"]) for o in found["outputs"]],
                         [("kind", [6, 3], self.path("y.npy")), ("height", [6, 1], self.path("y.height.npy"))])
        _, kind = read_npy(self.path("y.npy"))
        self.assertEqual([max(range(3), key=lambda k: kind[3 * i + k]) for i in range(6)], kinds_by_hand())
        shape, height = read_npy(self.path("y.height.npy"))
        self.assertEqual(shape, (6, 1))
        for a, b in zip(height, heights_by_hand()):
            self.assertAlmostEqual(a, b, places=5)

    def test_run_writes_all_into_one_archive_or_one_alone(self):
        inputs = ["--input", f"table={self.table}", "--input", f"image={self.image}"]  # by name in any order
        before = set(os.listdir(self.folder))
        self.run_peax("run", self.model, *inputs, "--output", self.path("y.npz"))
        self.assertEqual(set(os.listdir(self.folder)) - before, {"y.npz"})
        for a, b in zip(read_npz(self.path("y.npz"), "height")[1], heights_by_hand()):
            self.assertAlmostEqual(a, b, places=5)
        self.assertEqual(read_npz(self.path("y.npz"), "kind")[0], (6, 3))
        self.run_peax("run", self.model, *inputs, "--output", self.path("h.npy"), "--output-name", "height")
        self.assertEqual(set(os.listdir(self.folder)) - before, {"y.npz", "h.npy"})
        self.assertEqual(read_npy(self.path("h.npy"))[0], (6, 1))

    def test_inputs_that_are_missing_twice_or_unknown_are_told(self):
        run = ["run", self.model, "--output", self.path("y.npy"), "--input"]
        self.says("there is none for 'table'", *run, self.image, code=2)
        self.says("no 'imag' (did you mean 'image'?)", *run, f"imag={self.image}", "--input", self.table, code=2)
        self.says("'image' is given two arrays", *run, f"image={self.image}", "--input", f"image={self.image}", code=2)
        few = write_npy(self.path("few.npy"), TABLE[:4], [2, 2])
        self.says("holds 2 samples", *run, self.image, "--input", few, code=3)

    def test_free_dimensions_of_each_input_are_bound_by_name(self):
        model = both(self.path("free.onnx"), rows="H")
        self.says("--input-shape", "info", model, code=3)
        found = self.json_of("info", model, "--input-shape", "image=1,1,2,2", "--input-shape", "table=1,2")
        self.assertEqual([i["shape"] for i in found["model"]["inputs"]], [[-1, 1, 2, 2], [-1, 2]])
        self.says("has no input 'img'", "info", model, "--input-shape", "img=1,1,2,2", code=3)
        self.says("a second shape", "info", model, "--input-shape", "image=1,1,2,2", "--input-shape", "image=1,1,2,2", code=2)
        self.run_peax("run", model, "--input", f"image={self.image}", "--input", f"table={self.table}", "--output", self.path("y.npy"))

    def test_free_dimensions_of_each_input_are_bound_by_arrays_in_their_order(self):
        model = both(self.path("free.onnx"), rows="H")
        self.run_peax("run", model, "--input", self.image, "--input", self.table, "--output", self.path("y.npy"))
        self.assertEqual(read_npy(self.path("y.npy"))[0], (6, 3))
        self.run_peax("run", model, "--input", self.table, "--input", f"image={self.image}", "--output", self.path("z.npy"))
        self.assertEqual(read_npy(self.path("z.npy")), read_npy(self.path("y.npy")))  # what has no name goes to what is left
        for data in (f"{self.image},{self.table},{self.kinds}", f"image={self.image},{self.table},kind={self.kinds}",
                     f"{self.image},{self.table},height={self.heights}"):
            self.assertEqual(self.json_of("evaluate", model, "--data", data)["samples"], 6)
            self.assertEqual([i["shape"] for i in self.json_of("info", model, "--data", data)["model"]["inputs"]], [[-1, 1, 2, 2], [-1, 2]])
        self.run_peax("verify", model, "--data", self.image, "--data", self.table, "--only", "engine")
        self.says("--input-shape", "run", model, "--input", self.table, "--output", self.path("y.npy"), code=3)

    def test_info_lists_each_output_with_its_task(self):
        outputs = self.json_of("info", self.model)["model"]["outputs"]
        self.assertEqual([(o["name"], o["shape"], o["task"]) for o in outputs],
                         [("kind", [-1, 3], "multi_class_classification"), ("height", [-1, 1], "regression")])
        one = self.json_of("info", self.model, "--output-name", "height")
        self.assertEqual([o["name"] for o in one["model"]["outputs"]], ["height"])
        self.assertEqual(one["totals"]["macs"], 6)
        said = self.json_of("info", self.model, "--data", f"{self.image},{self.table},{self.kinds}")
        self.assertIn("labels", said["model"]["outputs"][0]["task_because"])

    def test_evaluate_judges_every_output_that_has_answers(self):
        data = f"image={self.image},table={self.table},kind={self.kinds},height={self.heights}"
        found = self.json_of("evaluate", self.model, "--data", data)
        self.assertEqual((found["accuracy"], found["samples"]), (1, 6))
        self.assertEqual([o["output"] for o in found["outputs"]], ["kind", "height"])
        self.assertEqual(found["outputs"][1]["task"], "regression")
        self.assertLess(found["outputs"][1]["rmse"], 1e-5)
        text, _ = self.run_peax("evaluate", self.model, "--data", data)
        self.assertIn("kind: accuracy 100.00 %", text)
        self.assertIn("height: ", text)
        plain = self.json_of("evaluate", self.model, "--data", f"{self.image},{self.table},{self.kinds}")
        self.assertEqual(plain["accuracy"], 1)
        self.assertNotIn("outputs", plain)
        only = self.json_of("evaluate", self.model, "--data", f"{self.image},{self.table},height={self.heights}")
        self.assertLess(only["rmse"], 1e-5)
        self.says("3 files are needed", "evaluate", self.model, "--data", f"{self.image},{self.table}", code=2)
        self.says("no 'hight' (did you mean 'height'?)", "evaluate", self.model, "--data",
                  f"{self.image},{self.table},hight={self.heights}", code=2)

    def test_train_feeds_all_inputs_and_keeps_the_form_of_the_file(self):
        chance = random.Random(5)
        n = 96
        images = [chance.uniform(-1, 1) for _ in range(4 * n)]
        table = [chance.uniform(-1, 1) for _ in range(2 * n)]
        # the answer hangs on both inputs: neither alone tells it
        labels = [[0, 1, 2][(r[0] > 0) + (r[0] > 0 and r[4] > 0)] for r in rows_of(images, table)]
        x1 = write_npy(self.path("x1.npy"), images, [n, 1, 2, 2])
        x2 = write_npy(self.path("x2.npy"), table, [n, 2])
        y = write_npy(self.path("y.npy"), labels, [n], "i4")
        data = f"{x1},{x2},{y}"
        found = self.json_of("train", self.model, "--train", data, "--validation", data, "--output", self.path("t.onnx"), "--epochs", 60,
                             "--rate", 0.05, "--batch", 16)
        self.assertGreater(found["after"]["accuracy"], max(0.8, found["before"]["accuracy"] + 0.2))
        ends = self.json_of("info", self.path("t.onnx"))["model"]
        self.assertEqual([i["name"] for i in ends["inputs"]], ["image", "table"])
        self.assertEqual([o["name"] for o in ends["outputs"]], ["kind", "height"])
        again = self.json_of("evaluate", self.path("t.onnx"), "--data", data)
        self.assertAlmostEqual(again["accuracy"], found["after"]["accuracy"], places=6)

    def test_train_takes_the_output_that_the_answers_belong_to(self):
        targets = write_npy(self.path("other.npy"), [h * 2 + 1 for h in heights_by_hand()], [6, 1])
        data = f"{self.image},{self.table},{targets}"
        found = self.json_of("train", self.model, "--output-name", "height", "--train", data, "--output", self.path("t.onnx"), "--epochs", 200,
                             "--rate", 0.05)
        self.assertEqual(found["task"], "regression")
        self.assertLess(found["after"]["rmse"], 0.2 * found["before"]["rmse"])
        ends = self.json_of("info", self.path("t.onnx"))["model"]
        self.assertEqual([o["name"] for o in ends["outputs"]], ["kind", "height"])
        kinds = self.json_of("evaluate", self.path("t.onnx"), "--data", f"{self.image},{self.table},{self.kinds}")
        self.assertEqual(kinds["accuracy"], 1)  # what the other output needs stays

    def test_verify_and_generate_take_several_and_compare_every_output(self):
        found = self.json_of("verify", self.model, "--data", f"table={self.table}", "--data", f"image={self.image}")
        lines = {line["who"]: line for line in found["lines"]}
        self.assertEqual((lines["engine"]["says"], lines["engine"]["compared"]), ("agrees", 6))
        for line in lines.values():
            self.assertIn(line["says"], ("reference", "agrees", "skipped"), line)
        self.run_peax("generate", self.model, "--output", self.path("c"), "--name", "net", "--data", self.image, "--data", self.table)
        source = pathlib.Path(self.path("c/net.c"))
        text = source.read_text()
        self.run_peax("verify", self.model, "--c", self.path("c"), "--only", "host", code=77 if lines["C, host"]["says"] == "skipped" else 0)
        if lines["C, host"]["says"] == "skipped":
            return
        # a wrong weight of the second output alone
        weights_file = pathlib.Path(self.path("c/net_weights.c"))
        wrong = weights_file.read_text().replace("0.25f", "0.75f")
        self.assertNotEqual(wrong, weights_file.read_text(), text)
        weights_file.write_text(wrong)
        found = self.json_of("verify", self.model, "--c", self.path("c"), "--only", "host", code=1)
        line = {line["who"]: line for line in found["lines"]}["C, host"]
        self.assertEqual((line["says"], line["first_difference"]["what"]), ("differs", "height[0]"))

    def test_optimize_says_why_it_wants_one(self):
        self.says("has 2 inputs", "optimize", self.model, "--train", f"{self.image},{self.kinds}", "--validation", f"{self.image},{self.kinds}",
                  "--rewrite", "confidence_exits", "--output", self.path("o"), code=3)


if __name__ == "__main__":
    unittest.main()
