"""peax info"""
import json
import pathlib
import unittest
import xml.etree.ElementTree

from support import CommandTest, classifier, data, node, value, weights, write_npy, write_onnx

PLATFORM = {
    "processors": [
        {"name": "small", "macs_per_second": 1e6, "memory_bytes": 8, "active_power_w": 0.5, "unsupported_ops": ["Softmax"]},
        {"name": "large", "macs_per_second": {"float32": 1e6, "int8": 4e6}, "active_power_w": 2},
    ],
}


class Info(CommandTest):
    def test_the_keys_are_those_of_the_contract(self):
        found = self.json_of("info", classifier(self.path("m.onnx")))
        self.fits_schema("info", found)
        self.assertEqual(set(found), {"schema", "model", "totals", "layers", "blocks"})
        self.assertEqual(set(found["model"]), {"name", "opset", "structure", "inputs", "outputs"})
        self.assertEqual(found["model"]["inputs"], [{"name": "x", "shape": [-1, 1, 2, 2], "data_type": "float32", "modality": "image"}])
        self.assertEqual(found["model"]["outputs"][0], {"name": "probabilities", "shape": [-1, 3], "data_type": "float32", "task": "multi_class_classification",
                                                         "task_because": "guessed from the shape and the last activation"})
        self.assertEqual(set(found["totals"]), {"macs", "element_ops", "parameters", "storage_bytes", "peak_memory_bytes"})
        for size in ("storage_bytes", "peak_memory_bytes"):
            self.assertEqual(set(found["totals"][size]), {"float32", "float16", "int8"})
        for layer in found["layers"]:
            self.assertEqual(set(layer), {"name", "op", "output_shape", "macs", "element_ops", "parameters", "storage_bytes", "feature_map_bytes",
                                          "block"})
        for block in found["blocks"]:
            self.assertEqual(set(block), {"name", "layers", "output_shape", "macs"})

    def test_pages_and_a_drawing_are_written_beside_what_is_told(self):
        self.run_peax("info", classifier(self.path("m.onnx")), "--output", self.path("pages"), "--svg", self.path("m.svg"))
        page = xml.etree.ElementTree.parse(self.path("pages/index.html"))
        network = xml.etree.ElementTree.parse(self.path("pages/network.html"))
        for of, words in ((page, "as it stands: nothing was rewritten"), (page, "Memory of the C over time"),
                          (network, "multiply-accumulates12of one sample"), (page, "is taken for a multi_class_classification")):
            self.assertIn(words, "".join(of.getroot().itertext()))
        drawing = xml.etree.ElementTree.parse(self.path("m.svg")).getroot()
        self.assertEqual(drawing.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertGreaterEqual(sum(e.get("class") == "box" for e in drawing.iter()), 1)
        _, error = self.run_peax("info", self.path("m.onnx"), "--output", self.path("m.svg"), code=4)
        self.assertIn("m.svg", error)

    def test_the_figures_of_a_small_network_are_those_by_hand(self):
        found = self.json_of("info", classifier(self.path("m.onnx")))
        totals = found["totals"]
        self.assertEqual((totals["macs"], totals["element_ops"], totals["parameters"]), (12, 9, 15))  # 4 x 3; softmax: 3 x 3; 12 + 3
        self.assertEqual(totals["storage_bytes"], {"float32": 60, "float16": 30, "int8": 15})
        # largest at the dense layer: 4 inputs and 3 outputs
        self.assertEqual(totals["peak_memory_bytes"]["float32"], 28)
        flatten, dense, softmax = found["layers"]
        self.assertEqual(dense["storage_bytes"], {"float32": 60, "float16": 30, "int8": 15})
        self.assertEqual([layer["feature_map_bytes"]["float32"] for layer in (flatten, dense, softmax)], [16, 12, 12])
        self.assertEqual(sum(layer["storage_bytes"]["int8"] for layer in found["layers"]), totals["storage_bytes"]["int8"])
        self.assertEqual(sum(b["macs"] for b in found["blocks"]), 12)
        named = {b["name"]: b["layers"] for b in found["blocks"]}
        for layer in found["layers"]:
            self.assertIn(layer["name"], named[layer["block"]])

    def test_a_platform_tells_what_fits_and_why_not(self):
        platform = self.path("p.json")
        pathlib.Path(platform).write_text(json.dumps(PLATFORM))
        model = classifier(self.path("m.onnx"))
        small, large, *in_int8 = self.json_of("info", model, "--platform", platform)["fit"]
        self.assertEqual([(p["processor"], p["data_type"]) for p in (small, large, *in_int8)],
                         [("small", "float32"), ("large", "float32"), ("small", "int8"), ("large", "int8")])
        self.assertEqual(4 * in_int8[1]["storage_bytes"], large["storage_bytes"])
        self.assertEqual((small["processor"], small["fits"], large["processor"], large["fits"]), ("small", False, "large", True))
        self.assertAlmostEqual(large["latency_s"], 21e-6)  # 12 MACs and 9 element operations at 1e6 a second
        self.assertAlmostEqual(large["energy_j"], 42e-6)
        self.assertEqual(large["misfits"], [])
        why = " ".join(m["what"] + " " + m["why"] for m in small["misfits"])
        self.assertIn("Softmax", why)
        self.assertIn("28 bytes", why)
        out, _ = self.run_peax("info", model, "--platform", platform)
        self.assertIn("does not support this operator", out)
        pathlib.Path(platform).write_text('{"processors": [{"name": "npu", "macs_per_second": {"int8": 1e9}}]}')
        floats, ints = self.json_of("info", model, "--platform", platform)["fit"]
        self.assertEqual((floats["fits"], floats["latency_s"], floats["energy_j"]), (False, None, None))
        self.assertEqual((ints["fits"], ints["energy_j"]), (True, None))
        self.assertAlmostEqual(ints["latency_s"], 21e-9)
        pathlib.Path(platform).write_text('{"processors": [{"name": "a", "macs_per_second": 1, "memory": 3}]}')
        self.says("there is no field 'memory'", "info", model, "--platform", platform, code=3)
        pathlib.Path(platform).write_text('{"processors": ')
        self.says("is no JSON", "info", model, "--platform", platform, code=3)

    def test_free_dimensions_are_bound_or_refused(self):
        model = classifier(self.path("m.onnx"), height="H")
        self.says("--input-shape", "info", model, code=3)
        found = self.json_of("info", model, "--input-shape", "1,1,2,2")
        self.assertEqual(found["model"]["inputs"][0]["shape"], [-1, 1, 2, 2])
        self.says("scores", "info", model, "--input-shape", "1,1,3,2", code=3)
        self.says("--input-shape: 'a' is not a number", "info", model, "--input-shape", "1,a,3,2", code=2)

    def test_a_damaged_or_unknown_model_is_bad_input(self):
        model = pathlib.Path(classifier(self.path("m.onnx")))
        whole = model.read_bytes()
        for size in range(0, len(whole), 7):
            model.write_bytes(whole[:size])
            _, err = self.run_peax("info", model, code=3)
            self.assertIn(str(model), err)
        write_onnx(model, [node("Conv", ["x", "w"], ["y"])], [weights("w", [1, 3, 1, 1], [1, 1, 1])],
                   [value("x", ["N", 2, 4, 4])], [value("y", ["N", 1, 4, 4])])
        self.says("y", "info", model, code=3)
        write_onnx(model, [node("Frobnicate", ["x"], ["y"])], [], [value("x", ["N", 2])], [value("y", ["N", 2])])
        self.says("Frobnicate", "info", model, code=3, shows=True)
        self.says(self.path("."), "info", self.path("."), code=4)

    def unreadable(self, name="m.onnx"):
        """Two outputs; behind the one lie three operators that nobody knows, in front of the other none."""
        return write_onnx(
            self.path(name),
            [node("Gemm", ["x", "w"], ["a"], name="first", transB=1), node("Frobnicate", ["a"], ["b"], name="f1"),
             node("Frobnicate", ["b"], ["c"], name="f2"), node("Relu", ["c"], ["d"], name="behind"),
             node("Grumble", ["d"], ["strange"], name="g"), node("Softmax", ["a"], ["plain"], name="soft", axis=1)],
            [weights("w", [3, 4], [0.1] * 12)],
            [value("x", ["N", 4])], [value("strange", ["N", 3]), value("plain", ["N", 3])])

    def test_all_operators_that_are_not_supported_are_told_at_once(self):
        model = self.unreadable()
        self.says("uses operators that are not supported: 2 Frobnicate ('f1', 'f2'), 1 Grumble ('g')", "run", model, "--input", "x.npy",
                  "--output", self.path("y.npy"), code=3)
        found = self.json_of("info", model, code=3, shows=True)
        self.fits_schema("info", found)
        self.assertEqual([(r["op"], r["count"]) for r in found["refusals"]], [("Frobnicate", 2), ("Grumble", 1)])
        layers = {layer["name"]: layer for layer in found["layers"]}
        self.assertEqual(list(layers), ["first", "f1", "f2", "behind", "g", "soft"])
        self.assertEqual((layers["first"]["macs"], layers["first"]["output_shape"]), (12, [-1, 3]))
        self.assertEqual((layers["behind"]["macs"], layers["behind"]["output_shape"], layers["behind"]["refused"]), (None, None, None))
        self.assertIn("Frobnicate 'f1'", layers["f1"]["refused"])
        self.assertEqual(layers["g"]["output_shape"], [-1, 3])  # as the file states it
        self.assertEqual((found["totals"]["macs"], found["known"]["macs"]), (None, 12))
        self.assertEqual([o["shape"] for o in found["model"]["outputs"]], [[-1, 3], [-1, 3]])
        text, error = self.run_peax("info", model, code=3, shows=True)
        self.assertRegex(text, r"f1 +Frobnicate +\? +\? +\? +\? +refused")
        self.assertIn("2 Frobnicate", error)

    def test_an_output_is_cut_out_before_anything_is_refused(self):
        model = self.unreadable()
        found = self.json_of("info", model, "--output-name", "plain")
        self.assertEqual([layer["name"] for layer in found["layers"]], ["first", "soft"])
        x = write_npy(self.path("x.npy"), [1, 2, 3, 4], [1, 4])
        self.run_peax("run", model, "--input", x, "--output", self.path("y.npy"), "--output-name", "plain")
        self.says("no output 'plan' (did you mean 'plain'?)", "info", model, "--output-name", "plan", code=2)

    def test_the_list_is_bounded_in_length(self):
        nodes = [node(f"Strange{i % 40}", ["x"], [f"y{i}"], name=f"n{i}") for i in range(400)]
        nodes.append(node("Concat", [f"y{i}" for i in range(400)], ["y"], axis=1))
        model = write_onnx(self.path("m.onnx"), nodes, [], [value("x", ["N", 2])], [value("y", ["N", 800])])
        _, error = self.run_peax("info", model, code=3, shows=True)
        self.assertIn("10 Strange0 ('n0', 'n40', 'n80' and 7 more)", error)
        self.assertIn("and 16 more operators", error)
        self.assertLess(len(error), 2500)

    def test_text_is_aligned(self):
        out, _ = self.run_peax("info", classifier(self.path("m.onnx")))
        self.assertIn("12 MACs, 9 element operations, 15 parameters", out)
        lines = [line for line in out.splitlines() if "Gemm" in line or "operator" in line]
        self.assertEqual(lines[0].index("operator"), lines[1].index("Gemm"))

    def test_known_networks_have_their_known_cost(self):
        for name, macs in (("resnet8", 12_501_632), ("resnet8_tf2onnx", 12_501_632), ("dscnn", 2_656_768), ("dscnn_nhwc", 2_656_768)):
            found = self.json_of("info", data(f"models/mlperf_tiny/{name}.onnx"))
            self.assertEqual(found["totals"]["macs"], macs, name)
            self.assertEqual(sum(layer["macs"] for layer in found["layers"]), macs)
            self.assertEqual(sum(block["macs"] for block in found["blocks"]), macs)
            self.assertEqual(found["model"]["outputs"][0]["task"], "multi_class_classification")


if __name__ == "__main__":
    unittest.main()
