"""peax generate: the C compiles without a warning and answers as the network does."""
import json
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import unittest

import optimize
from support import COMMAND, CommandTest, data, integers, node, read_npy, value, weights, write_npy, write_onnx

COMPILERS = [c for c in ("gcc", "clang-16") if shutil.which(c)]


def some(n, seed=1):
    chance = random.Random(seed)
    return [chance.uniform(-1, 1) for _ in range(n)]


# One network for each operator: nodes, constants, shape of the input, shape of the output.
def networks():
    yield "conv", [node("Conv", ["x", "w", "b"], ["y"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 1])], [
        weights("w", [5, 3, 3, 3], some(135)), weights("b", [5], some(5))], [3, 7, 6], [5, 4, 6]
    yield "conv_groups", [node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 3], pads=[0, 1, 0, 1], group=2)], [
        weights("w", [6, 2, 1, 3], some(36))], [4, 3, 5], [6, 3, 5]
    yield "conv_dilated", [node("Conv", ["x", "w"], ["y"], kernel_shape=[3], dilations=[2], pads=[2, 2])], [
        weights("w", [4, 2, 3], some(24))], [2, 9], [4, 9]
    yield "depthwise_3x3", [node("Conv", ["x", "w", "b"], ["a"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=4),
                            node("Conv", ["a", "v"], ["y"], kernel_shape=[3, 3], pads=[0, 2, 1, 2], strides=[2, 2], group=4)], [
        weights("w", [4, 1, 3, 3], some(36)), weights("b", [4], some(4)), weights("v", [4, 1, 3, 3], some(36, 2))], [4, 6, 8], [4, 3, 5]
    yield "depthwise_5", [node("Conv", ["x", "w"], ["y"], kernel_shape=[5], pads=[2, 2], group=3)], [weights("w", [3, 1, 5], some(15))], [3, 9], [3, 9]
    yield "normalization", [node("Relu", ["x"], ["r"]), node("BatchNormalization", ["r", "s", "b", "m", "v"], ["y"])], [
        weights("s", [3], some(3)), weights("b", [3], some(3, 2)), weights("m", [3], some(3, 3)), weights("v", [3], [0.5, 1, 2])], [3, 4, 4], [3, 4, 4]
    yield "pools", [node("MaxPool", ["x"], ["a"], kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 0]),
                    node("AveragePool", ["a"], ["y"], kernel_shape=[2, 2], pads=[1, 1, 0, 0], count_include_pad=1)], [], [3, 7, 8], [3, 4, 4]
    yield "global", [node("GlobalMaxPool", ["x"], ["a"]), node("GlobalAveragePool", ["x"], ["b"]), node("Concat", ["a", "b"], ["y"], axis=1)], [], [3, 4, 4], [6, 1, 1]
    yield "flattened", [node("Relu", ["x"], ["r"]), node("Flatten", ["r"], ["f"], axis=1), node("Gemm", ["f", "w", "b"], ["g"], alpha=0.5, beta=2.0),
                        node("Softmax", ["g"], ["y"], axis=1)], [weights("w", [24, 5], some(120)), weights("b", [5], some(5))], [2, 3, 4], [5]
    yield "matmul", [node("MatMul", ["x", "w"], ["m"]), node("Add", ["m", "b"], ["s"]), node("Relu", ["s"], ["y"])], [
        weights("w", [6, 3], some(18)), weights("b", [3], some(3))], [6], [3]
    for op, more in (("Sigmoid", {}), ("Tanh", {}), ("LeakyRelu", {"alpha": 0.1}), ("HardSigmoid", {"alpha": 0.3, "beta": 0.4})):
        yield op.lower(), [node(op, ["x"], ["y"], **more)], [], [3, 4, 5], [3, 4, 5]
    for op in ("Add", "Sub", "Mul", "Div", "Max", "Min"):
        yield op.lower(), [node("Sigmoid", ["x"], ["r"]), node(op, ["r", "c"], ["a"]), node(op, ["x", "a"], ["y"])], [
            weights("c", [3, 1, 1], [0.5, 1.5, -2])], [3, 4, 5], [3, 4, 5]
    yield "prelu", [node("PRelu", ["x", "s"], ["y"])], [weights("s", [3, 1, 1], [0.1, 0.2, -0.3])], [3, 4, 5], [3, 4, 5]
    yield "residual", [node("Conv", ["x", "w"], ["a"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("Add", ["a", "x"], ["s"]), node("Relu", ["s"], ["y"])], [
        weights("w", [4, 4, 3, 3], some(144))], [4, 5, 5], [4, 5, 5]
    yield "mean_over_axes", [node("ReduceMean", ["x"], ["a"], axes=[1, 3], keepdims=1), node("Mul", ["x", "a"], ["y"])], [], [3, 4, 5], [3, 4, 5]
    yield "mean_of_all", [node("Relu", ["x"], ["r"]), node("ReduceMean", ["r"], ["y"], axes=[1, 2, 3], keepdims=0)], [], [3, 4, 5], []
    yield "layer_norm", [node("ReduceMean", ["x"], ["m"], axes=[-1]), node("Sub", ["x", "m"], ["d"]), node("Mul", ["d", "d"], ["q"]),
                         node("ReduceMean", ["q"], ["v"], axes=[-1]), node("Add", ["v", "one"], ["e"]), node("Div", ["d", "e"], ["y"])], [
        weights("one", [1], [1.0])], [5, 8], [5, 8]
    for mode in ("constant", "reflect", "edge"):
        yield "pad_" + mode, [node("Relu", ["x"], ["r"]), node("Pad", ["r", "p"], ["y"], mode=mode)], [integers("p", [0, 1, 2, 0, 0, 0, 1, 3])], [3, 4, 5], [4, 7, 8]
    yield "pad_cut", [node("Pad", ["x", "p"], ["y"])], [integers("p", [0, 0, -1, 2, 0, 0, 1, -2])], [3, 4, 5], [3, 4, 5]
    yield "slice", [node("Relu", ["x"], ["r"]), node("Slice", ["r", "s", "e", "a", "t"], ["y"])], [
        integers("s", [2, -1]), integers("e", [0, -9]), integers("a", [1, 3]), integers("t", [-1, -2])], [3, 4, 5], [2, 4, 3]
    yield "gather", [node("Relu", ["x"], ["r"]), node("Gather", ["r", "i"], ["y"], axis=2)], [integers("i", [3, -1, 0])], [3, 4, 5], [3, 3, 5]
    yield "attention", [node("Transpose", ["x"], ["t"], perm=[0, 2, 1]), node("MatMul", ["x", "t"], ["s"]), node("Softmax", ["s"], ["p"], axis=-1),
                        node("MatMul", ["p", "x"], ["y"])], [], [4, 6], [4, 6]
    yield "matmul_batched", [node("MatMul", ["x", "w"], ["y"])], [weights("w", [3, 5, 2], some(30))], [3, 4, 5], [3, 4, 2]
    yield "matmul_left", [node("MatMul", ["w", "x"], ["y"])], [weights("w", [2, 4], some(8))], [4, 5], [2, 5]
    yield "gemm_computed", [node("Flatten", ["x"], ["f"], axis=1), node("Gemm", ["f", "w", "b"], ["y"], transB=1, alpha=2.0, beta=0.5)], [
        weights("w", [3, 6], some(18)), weights("b", [1], [0.7])], [2, 3], [3]
    yield "expand", [node("Relu", ["x"], ["r"]), node("Expand", ["r", "n"], ["y"])], [integers("n", [1, 3, 4, 5])], [3, 1, 5], [3, 4, 5]
    yield "squeezed", [node("Relu", ["x"], ["r"]), node("Squeeze", ["r", "a"], ["s"]), node("Unsqueeze", ["s", "b"], ["y"])], [
        integers("a", [2]), integers("b", [1])], [3, 1, 5], [1, 3, 5]
    yield "pool_forms", [node("MaxPool", ["x"], ["a"], kernel_shape=[2, 2], strides=[2, 2], dilations=[2, 2], ceil_mode=1),
                         node("AveragePool", ["a"], ["y"], kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1], ceil_mode=1)], [], [3, 8, 9], [3, 2, 4]
    yield "min_of_three", [node("Min", ["x", "c", "d"], ["a"]), node("Max", ["a", "d", "x", "c"], ["y"])], [
        weights("c", [3, 1, 1], [0.5, -0.5, 0]), weights("d", [5], some(5))], [3, 4, 5], [3, 4, 5]
    yield "clip_computed", [node("GlobalAveragePool", ["x"], ["lo"]), node("Max", ["x", "lo"], ["y"])], [], [3, 4, 5], [3, 4, 5]
    yield "gate", [node("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("GlobalAveragePool", ["c"], ["g"]),
                   node("Sigmoid", ["g"], ["s"]), node("Mul", ["s", "c"], ["m"]), node("Sub", ["s", "m"], ["y"])], [weights("w", [4, 3, 3, 3], some(108))], [3, 5, 5], [4, 5, 5]
    yield "five_axes", [node("Reshape", ["x", "n"], ["a"]), node("Transpose", ["a"], ["t"], perm=[0, 4, 2, 3, 1]), node("Softmax", ["t"], ["y"], axis=2)], [
        integers("n", [0, 2, 2, 3, 4])], [4, 12], [4, 2, 3, 2]
    yield "cast", [node("Cast", ["x"], ["i"], to=6), node("Cast", ["i"], ["f"], to=1), node("Add", ["x", "f"], ["y"])], [], [3, 4], [3, 4]
    yield "transposed", [node("Relu", ["x"], ["r"]), node("Transpose", ["r"], ["y"], perm=[0, 2, 3, 1])], [], [3, 4, 5], [4, 5, 3]
    yield "split", [node("Split", ["x", "n"], ["a", "b"], axis=1), node("Concat", ["b", "a"], ["y"], axis=1)], [integers("n", [1, 3])], [4, 3], [4, 3]
    yield "reshaped", [node("Relu", ["x"], ["r"]), node("Reshape", ["r", "n"], ["y"])], [integers("n", [0, 6, 10])], [3, 4, 5], [6, 10]
    yield "softmax_channels", [node("Softmax", ["x"], ["y"], axis=1)], [], [3, 4, 5], [3, 4, 5]


PROGRAM = r"""
#include "NAME.h"
#include <stdio.h>
static NAME_state state;
static float x[NAME_INPUTS];
int main(void) {
  NAME_result r;
  NAME_reset(&state);
  while (fread(x, sizeof x, 1, stdin) == 1) {
    if (NAME_run(&state, x, &r) != 0) return 1;
    fwrite(r.output, sizeof(float), NAME_OUTPUTS, stdout);
  }
  return 0;
}
"""


class Generate(CommandTest):
    def compile(self, folder, main, compiler="gcc", more=()):
        """A program of the folder's C and a main, without a warning."""
        source = self.folder / "main.c"
        source.write_text(main)
        program = self.folder / "program"
        run = subprocess.run([compiler, "-O1", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-I", str(folder), str(source),
                              *map(str, sorted(pathlib.Path(folder).glob("*.c"))), "-o", str(program), "-lm", *more], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return program

    def check_certificate(self, folder, model):
        """The record, after the checker has found no fault in it by the network's file alone, and after the schema."""
        path = pathlib.Path(folder) / "certificate.json"
        run = subprocess.run([os.environ["PEAX_CHECK_CERTIFICATE"], model, str(path)], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
        record = json.loads(path.read_text())
        self.fits_schema("certificate", record)
        return record

    def main_of_the_readme(self, folder):
        return re.search(r"```c\n(.*?)```", (pathlib.Path(folder) / "README.md").read_text(), re.S)[1]

    def test_each_operator_gives_in_c_what_the_engine_gives(self):
        if not COMPILERS:
            self.skipTest("there is no C compiler")
        for name, nodes, constants, dims, out in networks():
            with self.subTest(name):
                model = write_onnx(self.path(name + ".onnx"), nodes, constants, [value("x", ["N", *dims])], [value("y", ["N", *out])], name=name)
                count = 1
                for d in dims:
                    count *= d
                x = write_npy(self.path("x.npy"), some(3 * count, 7), [3, *dims])
                self.run_peax("run", model, "--input", x, "--output", self.path("y.npy"), "--exact")
                _, expected = read_npy(self.path("y.npy"))
                self.run_peax("generate", model, "--output", self.path(name), "--data", x)
                folder = self.folder / name
                self.check_certificate(folder, model)
                called = next(folder.glob("*_golden.h")).name[:-len("_golden.h")]
                program = self.compile(folder, PROGRAM.replace("NAME", called))
                raw = (self.folder / "x.npy").read_bytes()[-4 * 3 * count:]
                answer = subprocess.run([program], input=raw, capture_output=True, check=True).stdout
                found = struct.unpack(f"<{len(answer) // 4}f", answer)
                self.assertEqual(len(found), len(expected))
                for a, b in zip(found, expected):
                    self.assertLessEqual(abs(a - b), 1e-5 * max(1, abs(b)))

    def test_the_page_of_the_folder_is_a_program_that_finds_no_difference(self):
        model = write_onnx(self.path("m.onnx"), [node("Flatten", ["x"], ["f"], axis=1), node("Gemm", ["f", "w"], ["s"]), node("Softmax", ["s"], ["y"], axis=1)],
                           [weights("w", [8, 3], some(24))], [value("x", ["N", 2, 4])], [value("y", ["N", 3])], name="2 für */ int")
        found = self.json_of("generate", model, "--output", self.path("c"))
        self.assertEqual(found["schema"]["name"], "peax.generate")
        self.assertEqual(set(found["files"]), set(os.listdir(self.path("c"))))
        for compiler in COMPILERS:
            program = self.compile(self.path("c"), self.main_of_the_readme(self.path("c")), compiler)
            self.assertEqual(subprocess.run([program], capture_output=True, text=True, check=True).stdout, "0 of 8 differ\n")

    def test_a_firmware_that_does_not_fit_does_not_compile(self):
        model = write_onnx(self.path("m.onnx"), [node("Relu", ["x"], ["y"])], [], [value("x", ["N", 40])], [value("y", ["N", 40])], name="net")
        self.run_peax("generate", model, "--output", self.path("c"), "--name", "little")
        for limit, fits in (("little_RAM_LIMIT=1000", True), ("little_RAM_LIMIT=100", False), ("little_FLASH_LIMIT=0", True)):
            run = subprocess.run([COMPILERS[0], "-std=c99", "-D" + limit, "-c", self.path("c") + "/little.c", "-o", self.path("o")], capture_output=True, text=True)
            self.assertEqual(run.returncode == 0, fits, run.stderr)
            if not fits:
                self.assertIn("the arena of little (160 bytes) does not fit little_RAM_LIMIT", run.stderr)
        model = write_onnx(self.path("w.onnx"), [node("Gemm", ["x", "w"], ["y"])], [weights("w", [8, 4], some(32))], [value("x", ["N", 8])], [value("y", ["N", 4])])
        self.run_peax("generate", model, "--output", self.path("c"), "--name", "little")
        for limit, fits in (("little_FLASH_LIMIT=144", True), ("little_FLASH_LIMIT=143", False)):  # 32 weights, a bias of 4
            run = subprocess.run([COMPILERS[0], "-std=c99", "-D" + limit, "-c", self.path("c") + "/little.c", "-o", self.path("o")], capture_output=True, text=True)
            self.assertEqual(run.returncode == 0, fits, run.stderr)
            if not fits:
                self.assertIn("the weights of little (144 bytes) do not fit little_FLASH_LIMIT", run.stderr)

    def test_what_has_no_c_is_refused_by_name_and_leaves_nothing(self):
        model = write_onnx(self.path("m.onnx"), [node("Relu", ["x"], ["y"])], [], [value("x", ["N", 4])], [value("y", ["N", 4])])
        bad = write_npy(self.path("nan.npy"), [1, 2, float("nan"), 3], [1, 4])
        self.says("not finite", "generate", model, "--output", self.path("c"), "--data", bad, code=3)
        self.assertFalse(os.path.exists(self.path("c")))
        os.mkdir(self.path("mine"))
        (self.folder / "mine" / "main.c").write_text("mine")
        self.says("other files", "generate", model, "--output", self.path("mine"), code=4)

    def answers(self, model, x, count, *more):
        """What the C of a network answers to an array of `count` samples: rows of all its outputs."""
        self.run_peax("generate", model, "--output", self.path("c"), "--name", "net", *more)
        folder = self.folder / "c"
        header = (folder / "net.h").read_text()
        floats = re.search(r"net_ALL_OUTPUTS = (\d+)", header) or re.search(r"net_OUTPUTS = (\d+)", header)
        program = self.compile(folder, PROGRAM.replace("NAME_OUTPUTS", floats[1]).replace("NAME", "net"))
        raw = subprocess.run([program], input=struct.pack(f"<{len(x)}f", *x), capture_output=True, check=True).stdout
        found = struct.unpack(f"<{len(raw) // 4}f", raw)
        each = int(floats[1])
        self.assertEqual(len(found), each * count)
        return [found[i * each:(i + 1) * each] for i in range(count)], header

    def test_several_outputs_lie_one_behind_the_other_in_the_order_of_the_file(self):
        model = write_onnx(self.path("m.onnx"), [node("Relu", ["x"], ["b"]), node("GlobalAveragePool", ["b"], ["c"]), node("Sub", ["x", "b"], ["a"])], [
            weights("d", [2], [7, 8])], [value("x", ["N", 2, 1, 2])], [value("c", ["N", 2, 1, 1]), value("a", ["N", 2, 1, 2]), value("x", ["N", 2, 1, 2]), value("d", [2]), value("b", ["N", 2, 1, 2])])
        x = [1, -2, 3, 4, -1, -1, 0.5, 0]
        rows, header = self.answers(model, x, 2)
        self.assertEqual(rows[0], (0.5, 3.5, 0, -2, 0, 0, 1, -2, 3, 4, 7, 8, 1, 0, 3, 4))
        self.assertEqual(rows[1], (0, 0.25, -1, -1, 0, 0, -1, -1, 0.5, 0, 7, 8, 0, 0, 0.5, 0))
        self.assertIn("net_OUTPUTS = 2,", header)
        self.assertIn("enum { net_OUTPUT_1 = 2, net_OUTPUT_2 = 6, net_OUTPUT_3 = 10, net_OUTPUT_4 = 12, net_ALL_OUTPUTS = 16 };", header)
        self.assertIn("'d' from net_OUTPUT_3, 2 floats", header)
        golden = (self.folder / "c" / "net_golden.h").read_text()
        self.assertIn("net_golden_outputs[16]", golden)
        self.assertIn("net_golden_further[112]", golden)
        # One of them alone, by its name.
        shutil.rmtree(self.path("c"))
        rows, header = self.answers(model, x, 2, "--output-name", "b")
        self.assertEqual(rows[0], (1, 0, 3, 4))

    def test_several_inputs_lie_one_behind_the_other_in_the_order_of_the_file(self):
        model = write_onnx(self.path("m.onnx"), [node("Sub", ["b", "a"], ["y"])], [], [value("a", ["N", 2]), value("b", ["N", 2])], [value("y", ["N", 2])])
        rows, _ = self.answers(model, [1, 2, 30, 40, 5, 6, 7, 8], 2)
        self.assertEqual(rows, [(29, 38), (2, 2)])

    def test_a_network_without_layers_and_one_whose_output_is_constant(self):
        model = write_onnx(self.path("m.onnx"), [node("Identity", ["x"], ["y"])], [], [value("x", ["N", 3])], [value("y", ["N", 3])])
        self.assertEqual(self.answers(model, [1, 2, 3, 4, 5, 6], 2)[0], [(1, 2, 3), (4, 5, 6)])
        shutil.rmtree(self.path("c"))
        model = write_onnx(self.path("k.onnx"), [node("Identity", ["k"], ["y"])], [weights("k", [2], [5, 6])], [value("x", ["N", 3])], [value("y", [2])])
        self.assertEqual(self.answers(model, [1, 2, 3], 1)[0], [(5, 6)])

    def test_files_with_channels_last_keep_their_layout(self):
        model = write_onnx(self.path("m.onnx"), [node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]), node("Conv", ["t", "w"], ["c"], kernel_shape=[1, 1]),
                                                 node("Relu", ["c"], ["r"]), node("Transpose", ["r"], ["y"], perm=[0, 2, 3, 1])], [
            weights("w", [2, 3, 1, 1], [1, 0, 0, 0, 0, 2])], [value("x", ["N", 2, 2, 3])], [value("y", ["N", 2, 2, 2])])
        rows, _ = self.answers(model, list(range(12)), 1)
        self.assertEqual(rows, [(0, 4, 3, 10, 6, 16, 9, 22)])
        # The input is not rearranged: the C computes in that layout anyway.
        self.assertIn("layer_convolution(input,", (self.folder / "c" / "net.c").read_text())

    def test_names_become_identifiers_that_clash_with_nothing(self):
        made = [node("Relu", ["x"], ["ü y"], name="*/ 1"), node("Sigmoid", ["ü y"], ["int"], name="??/")]
        model = write_onnx(self.path("m.onnx"), made, [], [value("x", ["N", 3])], [value("int", ["N", 3]), value("ü y", ["N", 3])], name="math")
        for name, stands in (("math", "net_math"), ("Confidence", "net_Confidence"), ("scene", "net_scene"), ("int", "net_int"), ("2nd", "net_2nd"),
                             ("Größe", "Gr_e"), ("layer", "net_layer"), ("??", "net"), ("a--b", "a_b"), ("x" * 50, "x" * 40)):
            with self.subTest(name):
                self.run_peax("generate", model, "--output", self.path("c"), "--name", name)
                folder = self.folder / "c"
                self.assertTrue((folder / (stands + ".h")).exists(), os.listdir(folder))
                for compiler in COMPILERS:
                    program = self.compile(folder, self.main_of_the_readme(folder), compiler)
                    self.assertEqual(subprocess.run([program], capture_output=True, text=True, check=True).stdout, "0 of 8 differ\n")

    def test_shapes_that_are_free_or_too_large_are_refused(self):
        model = write_onnx(self.path("m.onnx"), [node("Relu", ["x"], ["y"])], [], [value("x", ["N", "H", 2])], [value("y", ["N", "H", 2])])
        self.says("--input-shape", "generate", model, "--output", self.path("c"), code=3)
        self.assertFalse(os.path.exists(self.path("c")))
        model = write_onnx(self.path("m.onnx"), [node("GlobalAveragePool", ["x"], ["y"])], [], [value("x", ["N", 1024, 1024, 1024])], [value("y", ["N", 1024, 1, 1])])
        self.says("'x' [N,1024,1024,1024] takes more than 2147483647 bytes", "generate", model, "--output", self.path("c"), code=3)
        self.assertFalse(os.path.exists(self.path("c")))

    def test_two_processes_over_a_pipe_answer_as_one(self):
        made = optimize.Optimize
        made.setUpClass()
        self.addCleanup(made.doClassCleanups)
        small, large = optimize.PLATFORM["processors"]
        (self.folder / "p.json").write_text(json.dumps({**optimize.PLATFORM, "processors": [{**small, "storage_bytes": 5000}, large]}))  # the last layers do not fit the first
        example = pathlib.Path(__file__).parents[2] / "examples" / "two_processors" / "run.sh"
        ways = [("confidence_exits", [*made.sets, "--prefer", "energy"]), ("temporal_exits:decision=temporal_patience,exits=1", [*made.sets, *made.streams])]
        for number, (name, given) in enumerate(ways):
            out = self.folder / f"out{number}"
            found = self.json_of("optimize", made.model, *given, "--rewrite", name, "--platform", self.path("p.json"), "--max-accuracy-loss", "0.05", "--output", out)
            folders = [out / s["folder"] for s in found["front"]]
            mapped = [f for f in folders if len(json.loads((f / "solution.json").read_text())["mapping"]) == 2]
            self.assertTrue(mapped)
            x = (made.test if number == 0 else made.test_stream).split(",")[0]
            run = subprocess.run(["sh", example, mapped[-1], COMMAND, x], capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn("200 samples: two processes answer as one", run.stdout)

    def test_real_networks_answer_in_c_as_pytorch_does(self):
        for name in ("har_cnn", "ecg_cnn", "fmnist_cnn"):
            folder = data(f"models/{name}")
            from support import read_npz
            shape, x = read_npz(folder + "/samples.npz", "x")
            _, expected = read_npz(folder + "/samples.npz", "probs")
            self.run_peax("generate", f"{folder}/{name}.onnx", "--output", self.path(name), "--name", name)
            program = self.compile(self.folder / name, PROGRAM.replace("NAME", name))
            count = len(x) // shape[0]
            n = min(shape[0], 50)
            answer = subprocess.run([program], input=struct.pack(f"<{n * count}f", *x[:n * count]), capture_output=True, check=True).stdout
            found = struct.unpack(f"<{len(answer) // 4}f", answer)
            for a, b in zip(found, expected):
                self.assertLessEqual(abs(a - b), 1e-5)
            record = self.check_certificate(self.folder / name, f"{folder}/{name}.onnx")
            # The most that is alive at once: read off the graphs by hand.
            if name in ("har_cnn", "ecg_cnn"):
                self.assertEqual(record["peak_bytes"], 24576)

    def test_arenas_of_mlperf_tiny_are_the_most_that_is_alive_at_once(self):
        for name, most in (("dscnn", 64000), ("dscnn_nhwc", 64000), ("resnet8", 196608), ("resnet8_tf2onnx", 196608)):
            model = data(f"models/mlperf_tiny/{name}.onnx")
            self.run_peax("generate", model, "--output", self.path(name), "--name", name)
            record = self.check_certificate(self.folder / name, model)
            self.assertEqual((record["peak_bytes"], record["lower_bound_bytes"]), (most, most))
            self.assertLessEqual([b["holds"] for b in record["buffers"]].count("scratch"), 1, "what model.onnx has goes by its name")

    def test_a_certificate_of_another_network_or_with_a_number_changed_is_refused(self):
        for name, other in (("m", "Relu"), ("n", "Sigmoid")):
            nodes = [node("Conv", ["x", "w"], ["a"], kernel_shape=[3], pads=[1, 1]), node(other, ["a"], ["b" + name]), node("Conv", ["b" + name, "w"], ["y"], kernel_shape=[3], pads=[1, 1])]
            write_onnx(self.path(name + ".onnx"), nodes, [weights("w", [4, 4, 3], some(48))], [value("x", ["N", 4, 8])], [value("y", ["N", 4, 8])])
            self.run_peax("generate", self.path(name + ".onnx"), "--output", self.path(name))
            self.check_certificate(self.folder / name, self.path(name + ".onnx"))

        def said(model, certificate):
            run = subprocess.run([os.environ["PEAX_CHECK_CERTIFICATE"], self.path(model), certificate], capture_output=True, text=True)
            self.assertEqual(run.returncode, 1)
            return run.stdout

        self.assertIn("no value of this name", said("n.onnx", self.path("m") + "/certificate.json"))
        record = json.loads((self.folder / "m" / "certificate.json").read_text())
        record["buffers"][-1]["offset"] += 4
        (self.folder / "bad.json").write_text(json.dumps(record))
        self.assertIn("the peak is", said("m.onnx", self.path("bad.json")))


if __name__ == "__main__":
    unittest.main()
