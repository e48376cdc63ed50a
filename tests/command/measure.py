"""peax measure: the instructions of layers on an emulated board become a platform file that info reads."""
import json
import pathlib
import shutil
import unittest

from support import CommandTest, node, value, weights, write_onnx

TOOLS = [t for t in ("arm-none-eabi-gcc", "qemu-system-arm") if not shutil.which(t)]


def network(path):
    """Ten convolutions of ten shapes: so many that the compiler makes one kernel for all."""
    nodes, constants, at, channels = [], [], "x", 4
    for i in range(10):
        nodes += [node("Conv", [at, f"w{i}"], [f"c{i}"], name=f"conv{i}", kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("Relu", [f"c{i}"], [f"r{i}"])]
        filters = 12 + i
        constants.append(weights(f"w{i}", [filters, channels, 3, 3], [0.01 * (k % 7) for k in range(filters * channels * 9)]))
        at, channels = f"r{i}", filters
    nodes += [node("GlobalAveragePool", [at], ["g"], name="mean"), node("Flatten", ["g"], ["y"], name="flat")]
    write_onnx(path, nodes, constants, [value("x", ["N", 4, 16, 16])], [value("y", ["N", 21])])


class Measure(CommandTest):
    def test_an_unknown_board_and_a_folder_that_is_not_there_are_refused(self):
        out = self.path("b.json")
        self.says("there is no board 'm9'; known are m3, m4", "measure", "--board", "m9", "--output", out, code=2)
        self.says("--instructions-per-second: must be above 0", "measure", "--board", "m4", "--output", out, "--instructions-per-second", "0", code=2)
        self.says("nowhere", "measure", "--board", "m4", "--output", self.path("nowhere/b.json"), code=4)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_without_a_compiler_it_says_which_package_has_it(self):
        self.run_peax("measure", "--board", "m4", "--output", self.path("b.json"), code=4, environment={"PATH": "/nowhere"})
        self.assertEqual(list(self.folder.iterdir()), [])

    @unittest.skipIf(TOOLS, f"not installed: {', '.join(TOOLS)}")
    def test_a_board_is_measured_checked_and_read_by_info(self):
        model, board = self.path("m.onnx"), self.path("board.json")
        network(model)
        told = self.json_of("measure", "--board", "m4", "--output", board, "--check", model)
        self.assertGreater(len(told["fits"]), 25)
        [check] = told["checks"]
        self.assertLess(abs(check["error"]), 0.05, check)
        [fit, in_int8] = self.json_of("info", model, "--platform", board)["fit"]
        self.assertTrue(fit["fits"], fit)
        self.assertIsNone(fit["latency_s"])
        self.assertAlmostEqual(fit["instructions"], check["predicted"], delta=1)
        self.assertIsNone(in_int8["instructions"])
        text, _ = self.run_peax("info", model, "--platform", board)
        self.assertIn("instructions", text)
        written = json.loads(pathlib.Path(board).read_text())
        self.assertIn("they are no cycles", written["sources"][0])
        written["processors"][0]["instructions_per_second"] = 1e8
        pathlib.Path(board).write_text(json.dumps(written))
        [timed, _] = self.json_of("info", model, "--platform", board)["fit"]
        self.assertAlmostEqual(timed["latency_s"], fit["instructions"] / 1e8)


if __name__ == "__main__":
    unittest.main()
