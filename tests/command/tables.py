"""Tables of text: headers that a user would see, and what is said of them."""
import random
import unittest

from support import CommandTest, node, value, weights, write_npy, write_onnx

FEATURES = 8


class Csv(CommandTest):
    def setUp(self):
        super().setUp()
        chance = random.Random(7)
        self.rows = [[float("%.6g" % chance.gauss(0, 1)) for _ in range(FEATURES)] for _ in range(30)]
        self.labels = [max(range(3), key=lambda k: row[k]) for row in self.rows]
        self.model = write_onnx(self.path("m.onnx"), [node("Gemm", ["x", "w"], ["z"], transB=1), node("Softmax", ["z"], ["p"], axis=1)],
                                [weights("w", [3, FEATURES], [float(k == c) for k in range(3) for c in range(FEATURES)])],
                                [value("x", ["N", FEATURES])], [value("p", ["N", 3])])
        self.x = [",".join(map(repr, row)) for row in self.rows]
        self.y = [str(label) for label in self.labels]

    def put(self, name, lines):
        (self.folder / name).write_text("\n".join(lines) + "\n")
        return self.path(name)

    def evaluated(self, x, y, *more):
        """(samples, accuracy, standard error)"""
        pair = self.put("x.csv", x) + "," + (y if isinstance(y, str) else self.put("y.csv", y))
        _, err = self.run_peax("evaluate", self.model, "--data", pair, *more)
        found = self.json_of("evaluate", self.model, "--data", pair, *more)
        return found["samples"], found["accuracy"], err

    def refused(self, text, x, y, *more):
        pair = self.put("x.csv", x) + "," + (y if isinstance(y, str) else self.put("y.csv", y))
        self.says(text, "evaluate", self.model, "--data", pair, *more, code=3)

    def test_headers_of_every_kind_leave_the_same_samples(self):
        counted, named = ",".join(map(str, range(FEATURES))), ",".join(f"f{k}" for k in range(FEATURES))
        index = [f"{i},{row}" for i, row in enumerate(self.x)]
        indexed = [f"{i},{label}" for i, label in enumerate(self.y)]
        npy = write_npy(self.path("y.npy"), self.labels, [30], "u1")
        for x in (self.x, [counted] + self.x, [named] + self.x, ["," + counted] + index, ["," + named] + index, ["Unnamed: 0," + named] + index,
                  ['"' + '","'.join(map(str, range(FEATURES))) + '"'] + self.x, ["sep=,"] + self.x,
                  [row + "," for row in self.x], [row + "," for row in [counted] + self.x]):
            for y in (self.y, ["0"] + self.y, ["label"] + self.y, [",0"] + indexed, [",label"] + indexed, npy):
                samples, accuracy, err = self.evaluated(x, y)
                self.assertEqual((samples, accuracy), (30, 1.0), (x[0], y[0]))
                self.assertIn("x.csv: 30 rows read", err)
                self.assertEqual("x.csv: 30 rows read; the header" in err, x[0] not in (self.x[0], "sep=,", self.x[0] + ","), err)
                if y is not npy:
                    self.assertIn("y.csv: 30 rows read", err)
                    self.assertEqual("y.csv: 30 rows read; the header" in err, y[0] != self.y[0], err)

    def test_csv_header_overrules(self):
        counted = ",".join(map(str, range(FEATURES)))
        samples, _, err = self.evaluated([counted] + self.x, ["0"] + self.y, "--csv-header", "no")
        self.assertEqual(samples, 31)
        self.assertIn("x.csv: 31 rows read, no header", err)
        years = ",".join(str(2000 + k) for k in range(FEATURES))
        samples, accuracy, err = self.evaluated([years] + self.x, ["7"] + self.y, "--csv-header", "yes")
        self.assertEqual((samples, accuracy), (30, 1.0))
        self.says("say yes or no", "evaluate", self.model, "--data", f"{self.path('x.csv')},{self.path('y.csv')}", "--csv-header", "maybe", code=2)
        self.refused("--csv-header yes or no says", [years] + self.x, self.y)
        _, _, err = self.evaluated([years] + self.x, ["0"] + self.y)  # as many rows, and nobody knows
        self.assertIn("counts up by one and was read as a sample", err)

    def test_nothing_is_guessed_from_rows_that_are_samples(self):
        rows = [[float(k) for k in range(FEATURES)]] + self.rows[1:]
        first = [",".join(str(int(v)) for v in rows[0])] + self.x[1:]
        labels = ["2"] + self.y[1:]
        samples, _, err = self.evaluated(first, labels)  # 0,1,...,7 is a sample: there is an answer for it
        self.assertEqual(samples, 30)
        self.assertIn("x.csv: 30 rows read, no header", err)
        self.refused("differ in their number of samples", self.x, ["2"] + self.y)

    def test_tables_that_are_none_are_refused(self):
        y = self.y
        for text, x in (("NaN", self.x[:7] + ["," + self.x[7].split(",", 1)[1]] + self.x[8:]), ("NaN", self.x[:7] + [","*7] + self.x[8:]),
                        ("NaN", ["nan," * 7 + "nan"] + self.x[1:]),
                        ("fields where the first line has", ["# recorded 2024-01-01, board 7"] + self.x),
                        ("delimiters are comma, semicolon or tab", [row.replace(",", " ") for row in self.x]),
                        ("a number with a decimal point is needed", [row.replace(",", ";").replace(".", ",") for row in self.x]),
                        ("is 'unit'", [",".join(["name"] * 8), ",".join(["unit"] * 8)] + self.x)):
            self.refused(text, x, y)
        self.refused("line 8 is empty, which in one column is a missing value", self.x, y[:7] + [""] + y[8:])

    def test_flat_rows_are_read_in_the_shape_of_the_network(self):
        model = write_onnx(self.path("c.onnx"), [node("Flatten", ["x"], ["f"], axis=1), node("Gemm", ["f", "w"], ["y"], transB=1)],
                           [weights("w", [3, 8], [float(k == c) for k in range(3) for c in range(8)])], [value("x", ["N", 2, 4])], [value("y", ["N", 3])])
        pair = self.put("x.csv", self.x) + "," + self.put("y.csv", self.y)
        self.assertEqual(self.json_of("evaluate", model, "--data", pair)["accuracy"], 1)
        _, err = self.run_peax("evaluate", model, "--data", pair)
        self.assertIn("rows of 8 values are read as [2,4], the last axis fastest", err)
        self.run_peax("run", model, "--input", self.path("x.csv"), "--output", self.path("o.npy"))
        out, err = self.run_peax("--quiet", "evaluate", model, "--data", pair)
        self.assertEqual(err, "")


if __name__ == "__main__":
    unittest.main()
