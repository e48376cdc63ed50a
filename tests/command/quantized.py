"""peax on ONNX files of integers"""
import pathlib
import random
import struct
import unittest

from support import CommandTest, field, node, read_npy, value, weights, write_npy, write_onnx

UINT8, INT8 = 2, 3


def codes(name, shape, values, kind=INT8):
    """A tensor of 8-bit integers."""
    raw = struct.pack(f"<{len(values)}{'b' if kind == INT8 else 'B'}", *values)
    return b"".join(field(1, d) for d in shape) + field(2, kind) + field(8, name) + field(9, raw)


def of_type(name, shape, kind):
    """An input or output of integers."""
    dims = b"".join(field(1, field(2 if isinstance(d, str) else 1, d)) for d in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def network(path):
    """uint8 pixels -> three classes, of weights that know the first three of four pixels; the answer is int8 in the file."""
    return write_onnx(
        path,
        [node("DequantizeLinear", ["x", "xs", "xz"], ["real"]),
         node("DequantizeLinear", ["w", "ws", "wz"], ["weights"], axis=0),
         node("MatMul", ["real", "turned"], ["scores"]), node("Transpose", ["weights"], ["turned"], perm=[1, 0]),
         node("QuantizeLinear", ["scores", "ys", "yz"], ["y"])],
        [weights("xs", [], [0.5]), codes("xz", [], [128], UINT8), weights("ws", [3], [0.25, 0.25, 0.5]), codes("wz", [3], [0, 0, 0]),
         codes("w", [3, 4], [4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 2, 0]), weights("ys", [], [0.75]), codes("yz", [], [1])],
        [of_type("x", ["N", 4], UINT8)], [of_type("y", ["N", 3], INT8)])


class Quantized(CommandTest):
    def setUp(self):
        super().setUp()
        self.model = network(self.path("small.onnx"))

    def test_info_shows_scales_and_zero_points(self):
        found = self.json_of("info", self.model)
        entry, answer = found["model"]["inputs"][0], found["model"]["outputs"][0]
        self.assertEqual(entry["data_type"], "float32")
        self.assertEqual(entry["quantization"], {"type": "uint8", "scales": [0.5], "zero_points": [128], "axis": 0})
        self.assertEqual(answer["quantization"], {"type": "int8", "scales": [0.75], "zero_points": [1], "axis": 0})
        self.assertIn("FakeQuantize", [layer["op"] for layer in found["layers"]])
        text, _ = self.run_peax("info", self.model)
        self.assertIn("uint8 scale 0.5 zero 128", text)

    def test_pixels_are_codes_and_answers_real_numbers(self):
        x = write_npy(self.path("x.npy"), [130, 127, 128, 0, 255, 128, 128, 128], [2, 4], "u1")
        _, said = self.run_peax("run", self.model, "--input", x, "--output", self.path("y.npy"))
        self.assertIn("uint8 values are read as codes of the network's input, x * 0.5 + -64", said)
        # The scores 1, -0.5, 0 are 1.33, -0.67 and 0 steps of 0.75; 63.5 is 84.67.
        self.assertEqual(read_npy(pathlib.Path(self.path("y.npy"))), ((2, 3), (0.75, -0.75, 0, 63.75, 0, 0)))

    def test_training_goes_through_rounding(self):
        random.seed(5)
        rows = [[random.randrange(256) for _ in range(4)] for _ in range(300)]
        # Other classes than those that the weights know: the largest of the last three pixels.
        labels = [max(range(3), key=lambda k: row[k + 1]) for row in rows]
        data = write_npy(self.path("x.npy"), sum(rows, []), [300, 4], "u1") + "," + write_npy(self.path("l.npy"), labels, [300], "i8")
        before = self.json_of("evaluate", self.model, "--data", data)["accuracy"]
        self.assertLess(before, 0.5)
        out = self.path("trained.onnx")
        self.json_of("train", self.model, "--train", data, "--epochs", "60", "--rate", "0.02", "--output", out)
        self.assertGreater(self.json_of("evaluate", out, "--data", data)["accuracy"], 0.85)
        found = self.json_of("info", out)
        self.assertEqual(found["model"]["inputs"][0]["quantization"]["zero_points"], [128])
        self.assertIn("FakeQuantize", [layer["op"] for layer in found["layers"]])

    def test_c_rounds_as_the_file_says(self):
        agreed = self.json_of("verify", self.model, "--only", "host", "--only", "engine")
        self.assertEqual([line["says"] for line in agreed["lines"]], ["reference", "agrees", "agrees"])


if __name__ == "__main__":
    unittest.main()
