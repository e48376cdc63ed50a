"""peax verify: who computes the same, what that costs on an emulated board, and where a wrong one departs. What is not installed is
skipped, as verify itself does."""
import json
import os
import pathlib
import random
import re
import shutil
import unittest

from support import CommandTest, data, node, read_npy, value, weights, write_npy, write_onnx

ROOT = pathlib.Path(__file__).parents[2]
HAS_HOST = any(shutil.which(c) for c in ("cc", "gcc", "clang", "clang-16"))
HAS_BOARD = bool(shutil.which("arm-none-eabi-gcc") and shutil.which("qemu-system-arm"))
HOST, BOARD = "C, host", "C, emulated Cortex-M4"


def some(n, seed, scale=1.0):
    chance = random.Random(seed)
    return [scale * chance.uniform(-1, 1) for _ in range(n)]


def two_exits(folder, decision, thresholds, softmax=True):
    """A solution by hand: a convolution, an exit, two more convolutions, the classifier."""
    folder.mkdir()
    answer = [node("Softmax", ["early_scores"], ["early"], axis=1)] if softmax else [node("Identity", ["early_scores"], ["early"])]
    nodes = [node("Conv", ["x", "w1", "b1"], ["c1"], kernel_shape=[3], pads=[1, 1]), node("Relu", ["c1"], ["r1"]),
             node("GlobalAveragePool", ["r1"], ["m1"]), node("Flatten", ["m1"], ["f1"], axis=1),
             node("Gemm", ["f1", "v1"], ["early_scores"]), *answer,
             node("Conv", ["r1", "w2", "b2"], ["c2"], kernel_shape=[3], pads=[1, 1], strides=[2]), node("Relu", ["c2"], ["r2"]),
             node("Conv", ["r2", "w3"], ["c3"], kernel_shape=[3], pads=[1, 1]), node("Relu", ["c3"], ["r3"]),
             node("Flatten", ["r3"], ["f3"], axis=1), node("Gemm", ["f3", "v3", "d3"], ["scores"]), node("Softmax", ["scores"], ["final"], axis=1)]
    constants = [weights("w1", [8, 4, 3], some(96, 1)), weights("b1", [8], some(8, 2)), weights("v1", [8, 3], some(24, 3, 3)),
                 weights("w2", [8, 8, 3], some(192, 4)), weights("b2", [8], some(8, 5)), weights("w3", [8, 8, 3], some(192, 6)),
                 weights("v3", [128, 3], some(384, 7)), weights("d3", [3], some(3, 8))]
    write_onnx(folder / "model.onnx", nodes, constants, [value("x", ["N", 4, 32])], [value("early", ["N", 3]), value("final", ["N", 3])])
    exits = [{"name": "early", "output": "early", "macs": 3096, "after_block": None, "at": None},
             {"name": "final", "output": "final", "macs": 6552, "after_block": None, "at": None}]
    (folder / "solution.json").write_text(json.dumps({
        "schema": {"name": "peax.solution", "version": 1}, "data_type": "float32", "decision": {**decision, "thresholds": thresholds},
        "exits": exits, "mapping": [], "score": "accuracy", "figures": {}, "files": {"model": "model.onnx"}}))
    return folder


CONFIDENT = {"kind": "confidence", "rule": "max_probability", "on": "probabilities"}
DIFFERENCE = {"kind": "difference_detection", "reference": "scene", "distance": "l2", "on": "logits"}


class Verify(CommandTest):
    def confident(self):
        """A solution of which half of its samples leave early, and `--data` with them."""
        folder = two_exits(self.folder / "s", CONFIDENT, [0.7])
        x = write_npy(self.path("x.npy"), some(24 * 128, 10), [24, 4, 32])
        self.run_peax("run", folder / "model.onnx", "--input", x, "--output", self.path("p.npy"), "--output-name", "early")
        _, p = read_npy(self.path("p.npy"))
        sure = sorted(max(p[i:i + 3]) for i in range(0, len(p), 3))
        self.set_threshold(folder, (sure[11] + sure[12]) / 2)
        return folder, "--data", x

    def set_threshold(self, folder, threshold):
        record = json.loads((folder / "solution.json").read_text())
        record["decision"]["thresholds"] = [threshold]
        (folder / "solution.json").write_text(json.dumps(record))

    def lines_of(self, *arguments, code=0, environment=None):
        found = self.json_of("verify", *arguments, code=code, environment=environment)
        self.assertEqual(found["schema"], {"name": "peax.verify", "version": 1})
        return found, {line["who"]: line for line in found["lines"]}

    def check_all_agree(self, lines):
        """Nobody differs, and nobody is skipped but for what is not installed."""
        self.assertEqual(lines["reference evaluator"]["says"], "reference")
        for who, line in lines.items():
            self.assertIn(line["says"], ("reference", "agrees", "skipped"), line)
            if line["says"] == "skipped":
                self.assertRegex(line["why"], "install|no conditional.onnx|no early exits")
        wanted = ["memory certificate", "engine"] + [HOST] * HAS_HOST + [BOARD] * HAS_BOARD
        for who in wanted:
            self.assertEqual(lines[who]["says"], "agrees", lines[who])
        for who in wanted[1:]:
            self.assertGreater(lines[who]["compared"], 0)
            self.assertLess(lines[who]["largest_difference"], 1e-5)

    def check_board(self, found, samples):
        """What the board counted: later exits cost more, and the painted arena is written up to the certificate's peak."""
        board = found["board"]
        self.assertEqual(board["instructions_are"], "counts of the emulator, not cycles")
        self.assertEqual(sum(e["samples"] for e in board["exits"]), samples)
        self.assertGreater(board["flash_bytes"], 500)
        self.assertGreater(board["stack_bytes"], 0)
        before = 0
        for e in board["exits"]:
            if e["samples"] == 0:
                continue
            self.assertEqual(e["arena_bytes"], e["certified_bytes"])
            self.assertGreater(e["least_instructions"], before)
            before = e["most_instructions"]

    def test_a_solution_that_stops_early_is_the_same_for_all(self):
        solution = self.confident()
        found, lines = self.lines_of(*solution)
        self.check_all_agree(lines)
        self.assertEqual((found["samples"], found["recordings"], found["near_threshold"]), (24, 1, []))
        if not HAS_BOARD:
            self.skipTest("gcc-arm-none-eabi or qemu-system-arm is not installed")
        self.check_board(found, 24)
        self.assertEqual([e["samples"] for e in found["board"]["exits"]], [12, 12])
        again, _ = self.lines_of(*solution, "--only", "board", "--alone")
        for e in again["board"]["exits"]:
            self.assertGreater(e["times_alone"], 0.5)
            self.assertLess(e["times_alone"], 1.5)

    def test_a_temporal_rule_is_followed_along_recordings(self):
        folder = two_exits(self.folder / "s", DIFFERENCE, [0.5], softmax=False)
        found, lines = self.lines_of(folder, "--samples", 16, "--only", "engine", "--only", "host")
        self.assertEqual({line["says"] for line in lines.values()} - {"skipped"}, {"reference", "agrees"})
        x, y = some(12 * 128, 9), [0] * 12
        for i in range(12):  # scenes of four
            x[128 * i:128 * (i + 1)] = [a + b for a, b in zip(x[128 * (i // 4 * 4):][:128], some(128, i, 1e-3))]
        parts = (write_npy(self.path("x.npy"), x, [12, 4, 32]), write_npy(self.path("y.npy"), y, [12], "u1"), write_npy(self.path("l.npy"), [7, 5], [2], "i4"))
        found, lines = self.lines_of(folder, "--stream", ",".join(parts))
        self.check_all_agree(lines)
        self.assertEqual((found["samples"], found["recordings"]), (12, 2))
        if HAS_BOARD:
            self.check_board(found, 12)
            self.assertGreaterEqual(found["board"]["exits"][1]["samples"], 2)  # the first of each recording
            self.assertGreater(found["board"]["exits"][0]["samples"], 0)

    def test_a_decision_on_the_edge_is_counted_and_listed(self):
        folder, *data_of = self.confident()
        _, p = read_npy(self.path("p.npy"))
        self.set_threshold(folder, max(p[3:6]))  # of the second sample
        found, lines = self.lines_of(folder, *data_of, "--only", "engine", "--only", "host")
        self.assertEqual(found["near_threshold"], [1])
        said, _ = self.run_peax("verify", folder, *data_of, "--only", "engine")
        self.assertIn("1 samples have a decision within 2e-06 of its threshold, which may fall either way: 1\n", said)

    @unittest.skipUnless(HAS_HOST, "there is no C compiler")
    def test_a_weight_that_is_changed_is_found_in_its_layer(self):
        solution = self.confident()
        self.run_peax("generate", solution[0], "--output", self.path("c"), "--name", "mine")
        weights_file = self.folder / "c" / "mine_weights.c"
        text, network = weights_file.read_text(), (self.folder / "c" / "mine.c").read_text()
        array = re.search(r"layer_convolution\(.*?(mine_\w+), .*Conv 'c2'", network)[1]
        number = re.search(array + r"\[\d+\] = \{\n(-?[\d.e-]+f)", text)
        weights_file.write_text(text[:number.start(1)] + "7.0f" + text[number.end(1):])
        _, lines = self.lines_of(*solution, "--c", self.path("c"), code=1)
        self.assertEqual(lines["engine"]["says"], "agrees")
        for who in [HOST] + [BOARD] * HAS_BOARD:
            self.assertEqual(lines[who]["says"], "differs")
            first = lines[who]["first_difference"]
            self.assertNotEqual(first["expected"], first["got"])
            self.assertIn("'c2'", first["first_layer"]["layer"])
            self.assertNotEqual(first["first_layer"]["expected"], first["first_layer"]["got"])
        said, _ = self.run_peax("verify", *solution, "--c", self.path("c"), "--only", "host", code=1)
        self.assertRegex(said, r"C, host +differs on \d+ of 24 samples; the first is sample \d+: ")
        self.assertIn("the first layer that differs is Conv 'c2'", said)

    @unittest.skipUnless(HAS_HOST, "there is no C compiler")
    def test_c_that_does_not_compile_and_a_wrong_certificate_differ(self):
        folder, *data_of = self.confident()
        self.run_peax("generate", folder, "--output", self.path("c"), "--name", "mine")
        file = self.folder / "c" / "certificate.json"
        record = json.loads(file.read_text())
        record["peak_bytes_by_exit"][-1] += 4
        file.write_text(json.dumps(record))
        _, lines = self.lines_of(folder, *data_of, "--c", self.path("c"), "--only", "certificate", "--only", "host", code=1)
        self.assertEqual(lines["memory certificate"]["says"], "differs")
        self.assertIn("the arena is written up to byte", lines[HOST]["why"])
        (self.folder / "c" / "mine.c").write_text("int mine_run(void) { return nobody; }")
        _, lines = self.lines_of(folder, "--c", self.path("c"), "--only", "host", code=1)
        self.assertIn("nobody", lines[HOST]["why"])
        self.says("certificate.json", "verify", folder, "--c", self.path("nothing"), code=4)

    def test_integer_inputs_are_given_in_the_type_that_the_file_takes(self):
        model = write_onnx(self.path("bytes.onnx"), [node("Cast", ["x"], ["f"], to=1), node("Gemm", ["f", "w"], ["y"])],
                           [weights("w", [4, 3], [0.5 * i - 2 for i in range(12)])], [value("x", ["N", 4], 2)], [value("y", ["N", 3])])
        x = write_npy(self.path("bytes.npy"), [0, 1, 255, 7, 128, 3, 2, 200], [2, 4], "u1")
        for given in ([], ["--data", x]):
            _, lines = self.lines_of(model, *given)
            self.check_all_agree(lines)

    def test_what_is_not_installed_is_skipped_and_said(self):
        folder = two_exits(self.folder / "s", CONFIDENT, [0.7])
        nothing = {"PATH": self.path("empty"), "NODE_PATH": ""}
        _, lines = self.lines_of(folder, environment=nothing)
        self.assertEqual(lines["engine"]["says"], "agrees")
        self.assertIn("no C compiler", lines[HOST]["why"])
        self.assertIn("apt-get install gcc-arm-none-eabi", lines[BOARD]["why"])
        self.assertIn("onnxruntime-node", lines["model.onnx in ONNX Runtime"]["why"])
        self.lines_of(folder, "--only", "board", "--only", "host", code=77, environment=nothing)

    def test_usage(self):
        folder = two_exits(self.folder / "s", CONFIDENT, [0.7])
        self.says("there is no board 'm5'; known are m3, m4, m7, m33, m55", "verify", folder, "--board", "m5", code=2)
        self.says("there is no step 'gpu' to verify", "verify", folder, "--only", "gpu", code=2)
        self.says("either --data X or --stream X,Y,L", "verify", folder, "--data", "x", "--stream", "x,y,l", code=2)
        bad = write_npy(self.path("nan.npy"), [float("nan")] * 128, [1, 4, 32])
        self.says("not finite", "verify", folder, "--data", bad, code=3)

    @unittest.skipUnless(HAS_BOARD, "gcc-arm-none-eabi or qemu-system-arm is not installed")
    def test_boards_with_and_without_an_fpu(self):
        folder = two_exits(self.folder / "s", CONFIDENT, [0.7])
        counts = {}
        for board, name in (("m3", "Cortex-M3"), ("m7", "Cortex-M7")):
            found, lines = self.lines_of(folder, "--samples", 4, "--only", "board", "--board", board)
            self.assertEqual(lines["C, emulated " + name]["says"], "agrees")
            counts[board] = found["board"]["mean_instructions"]
        self.assertGreater(counts["m3"], 5 * counts["m7"])  # soft float

    def test_the_network_of_the_quickstart(self):
        found, lines = self.lines_of(ROOT / "examples/fashion_mnist/fashion_mnist.onnx", "--samples", 2)
        self.check_all_agree(lines)
        if HAS_BOARD:
            self.check_board(found, 2)

    def test_har(self):
        model = data("models/har_cnn") + "/har_cnn.onnx"
        found, lines = self.lines_of(model, "--data", data("models/har_cnn") + "/samples.npz:x", "--samples", 2)
        self.check_all_agree(lines)
        if HAS_BOARD:
            self.check_board(found, 2)
            self.assertLess(found["board"]["mean_instructions"], 3.9e6)
            self.assertLess(found["board"]["ram_bytes"], 1.03 * 32824)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    unittest.main()
