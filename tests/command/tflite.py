"""peax on .tflite files"""
import json
import pathlib
import shutil
import unittest

from support import CommandTest, data, read_npy, write_npy


class TensorFlowLite(CommandTest):
    def setUp(self):
        super().setUp()
        self.models = pathlib.Path(data("models/tflite"))

    def model(self, name):
        return str(self.models / (name + ".tflite"))

    def recorded(self, name, key):
        return f"{self.models / (name + '_io.npz')}:{key}"

    def test_info_shows_scales_and_zero_points(self):
        found = self.json_of("info", self.model("kws_int8"))
        entry = found["model"]["inputs"][0]
        self.assertEqual(entry["shape"], [-1, 49, 10, 1])
        self.assertEqual(entry["quantization"]["type"], "int8")
        self.assertAlmostEqual(entry["quantization"]["scales"][0], 0.584702909, places=6)
        self.assertEqual(entry["quantization"]["zero_points"], [83])
        self.assertEqual(found["model"]["outputs"][0]["quantization"]["scales"], [0.00390625])
        self.assertEqual(found["model"]["outputs"][0]["task"], "multi_class_classification")
        convolutions = [layer for layer in found["layers"] if layer["op"] == "Conv"]
        self.assertEqual(len(convolutions), 9)
        for layer in convolutions:
            scales = layer["weights_quantization"]["scales"]
            self.assertIn(len(scales), (1, layer["output_shape"][1]))
        text, _ = self.run_peax("info", self.model("kws_int8"))
        self.assertIn("int8 scale 0.5847029 zero 83", text)
        self.assertIn("zero point", text)

    def test_integers_of_the_inputs_own_type_are_codes(self):
        run = "run", self.model("hello_int8"), "--output", self.path("y.npy"), "--input"
        _, said = self.run_peax(*run, self.recorded("hello_int8", "input"))
        self.assertIn("int8 values are read as codes of the network's input", said)
        _, values = read_npy(pathlib.Path(self.path("y.npy")).read_bytes())
        self.assertEqual(len(values), 16)
        # The sine of 0 .. 2 pi, as far as 32 weights know it.
        self.assertLess(max(abs(v) for v in values), 1.2)
        self.assertGreater(max(values), 0.9)
        self.assertLess(min(values), -0.9)
        _, said = self.run_peax(*run, write_npy(self.path("x.npy"), [10, 20], [2, 1], "u1"))
        self.assertIn("uint8 values are read as real numbers; codes of the network's input are int8", said)
        _, said = self.run_peax(*run, self.recorded("hello_int8", "input"), "--scale", "2")
        self.assertNotIn("codes", said)

    def test_accuracy_of_codes(self):
        x, y = (self.models.parents[1] / "data/kws_mlperf" / name for name in ("mfcc_i8.npy", "labels_u8.npy"))
        found = self.json_of("evaluate", self.model("kws_int8"), "--data", f"{x},{y}")
        self.assertEqual(found["samples"], 1000)
        self.assertAlmostEqual(found["accuracy"], 0.902, delta=0.005)

    def test_what_is_written_is_onnx_and_remembers_the_scales(self):
        x, y = (self.models.parents[1] / "data/kws_mlperf" / name for name in ("mfcc_i8.npy", "labels_u8.npy"))
        out = self.path("trained.onnx")
        self.json_of("train", self.model("kws_int8"), "--train", f"{x},{y}", "--epochs", "1", "--rate", "0.0001", "--output", out)
        found = self.json_of("info", out)
        self.assertEqual(found["model"]["inputs"][0]["quantization"]["zero_points"], [83])
        self.assertGreater(self.json_of("evaluate", out, "--data", f"{x},{y}")["accuracy"], 0.88)

    def test_early_exits_of_a_keyword_spotter(self):
        codes, labels = (self.models.parents[1] / "data/kws_mlperf" / name for name in ("mfcc_i8.npy", "labels_u8.npy"))
        kind, x = read_npy(codes.read_bytes())
        _, y = read_npy(labels.read_bytes())
        rows = {"train": range(0, 420), "validation": range(420, 600), "test": range(600, 1000)}
        given = []
        for split, which in rows.items():
            which = [i for i in which if i not in (249, 252)]  # equal to rows of the test
            flat = [v for i in which for v in x[490 * i : 490 * (i + 1)]]
            given += ["--" + split, ",".join((write_npy(self.path(split + "_x.npy"), flat, [len(which), 49, 10], "i1"),
                                              write_npy(self.path(split + "_y.npy"), [y[i] for i in which], [len(which)], "u1")))]
        folder = self.path("solution")
        _, said = self.run_peax("optimize", self.model("kws_int8"), *given, "--rewrite", "confidence_exits", "--max-accuracy-loss", "2pp", "--output", folder)
        self.assertIn("int8 values are read as codes of the network's input", said)
        chosen = json.loads(pathlib.Path(folder, "result.json").read_text())["chosen"]
        solution = str(pathlib.Path(folder, "solutions", str(chosen)))
        found = self.json_of("evaluate", solution, "--data", given[5])
        self.assertGreater(found["accuracy"], 0.83)
        self.assertLess(found["relative_macs"], 0.85)
        self.json_of("verify", solution, "--data", given[5], "--samples", "40", "--only", "engine")

    def test_a_file_is_known_by_what_it_holds(self):
        other = self.path("renamed.onnx")
        shutil.copy(self.model("hello_float"), other)
        self.assertEqual(self.json_of("info", other)["totals"]["parameters"], 321)

    def test_a_state_in_variables_is_refused_with_the_rest_of_the_file(self):
        shown, said = self.run_peax("info", self.model("ww2_vad"), code=3, shows=True)
        self.assertRegex(shown, r"CONV_2D_28 +Conv +\[N,48,1,1\] +2,304 ")
        for part in ("ww2_vad.tflite: keeps a state in variables", "4 VAR_HANDLE", "the rest of the file: ", "4 CONV_2D", "int8 [1,3,40]"):
            self.assertIn(part, said)

    def test_cut_and_altered_files_are_refused(self):
        whole = pathlib.Path(self.model("micro_speech_int8")).read_bytes()
        for name, content in (("cut", whole[:9000]), ("text", b"not a model"), ("empty", b"")):
            path = pathlib.Path(self.path(name + ".tflite"))
            path.write_bytes(content)
            self.says(name + ".tflite: ", "info", str(path), code=3)


if __name__ == "__main__":
    unittest.main()
