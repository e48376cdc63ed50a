"""conditional.onnx: read back by evaluate and run, accepted by onnx.checker, and the same in ONNX Runtime; the last two where they are installed"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from optimize import recordings, small_network, stripes
from support import COMMAND, CommandTest, read_npy

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "benchmarks/peers/ort_conditional.mjs"
CHECK = "import onnx, sys; [onnx.checker.check_model(onnx.load(f), full_check=True) for f in sys.argv[1:]]"


def python_with_onnx():
    for python in ("/usr/bin/python3", "python3"):
        if shutil.which(python) and subprocess.run([python, "-c", "import onnx"], capture_output=True, check=False).returncode == 0:
            return python
    return None


def modules_of_node():
    """A folder with node_modules/onnxruntime-node."""
    for folder in [pathlib.Path.cwd(), *(pathlib.Path(p).parent for p in os.environ.get("NODE_PATH", "").split(":") if p)]:
        if shutil.which("node") and (folder / "node_modules/onnxruntime-node").is_dir():
            return folder
    return None


class Conditional(CommandTest):
    @classmethod
    def setUpClass(cls):
        """Solutions of every rule, made once for all tests."""
        cls.made = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.made)
        cls.test, cls.test_stream = stripes(cls.made, "test", 200, 3), recordings(cls.made, "test_stream", 240, 40, 5)
        train, validation = stripes(cls.made, "train", 300, 1), stripes(cls.made, "validation", 200, 2)
        model = cls.made / "stripes.onnx"
        subprocess.run([COMMAND, "--quiet", "train", small_network(cls.made / "empty.onnx"), "--reinitialize", "--train", train, "--validation", validation,
                        "--output", model, "--epochs", "8", "--rate", "0.01", "--batch", "32"], check=True)
        sets = ["--train", train, "--validation", validation]
        streams = ["--calibration", recordings(cls.made, "calibration", 240, 40, 4), "--test-stream", cls.test_stream]
        cls.solutions = []
        for name, rewriter, data in (("cascade", "confidence_exits", [*sets, "--test", cls.test]), ("difference", "temporal_exits:decision=difference_detection",
                                     [*sets, *streams]), ("patience", "temporal_exits:decision=temporal_patience", [*sets, *streams]),
                                     ("maps", "feature_map_termination", streams)):
            subprocess.run([COMMAND, "--quiet", "optimize", model, *data, "--rewrite", rewriter, "--max-accuracy-loss", "5pp", "--output", cls.made / name], check=True)
            # One of each number of exits that the front has.
            by_exits = {}
            for folder in sorted((cls.made / name / "solutions").iterdir()):
                if (folder / "conditional.onnx").exists():
                    by_exits[len(json.loads((folder / "solution.json").read_text())["exits"])] = folder
            cls.solutions += [(name, folder) for folder in by_exits.values()]

    def data_of(self, name):
        return ["--data", self.test] if name == "cascade" else ["--stream", self.test_stream]

    def test_it_evaluates_to_the_figures_of_its_solution(self):
        self.assertLessEqual({"cascade", "difference", "patience", "maps"}, {name for name, _ in self.solutions})
        for name, folder in self.solutions:
            wanted = self.json_of("evaluate", folder, *self.data_of(name))
            found = self.json_of("evaluate", folder / "conditional.onnx", *self.data_of(name))
            self.assertEqual(set(found), set(wanted))
            self.assertEqual(found["exit_shares"], wanted["exit_shares"], folder)
            for key in set(wanted) - {"relative_macs", "task_because"}: # what the original cost is not in the file
                self.assertEqual(found[key], wanted[key], f"{folder}: {key}")
        temporal = next(folder for name, folder in self.solutions if name == "difference")
        self.says("give --stream X,Y,L", "evaluate", temporal / "conditional.onnx", "--data", self.test, code=2)

    def test_it_runs_sample_by_sample_and_every_output_has_its_type(self):
        x, _, lengths = self.test_stream.split(",")
        folder = next(folder for name, folder in self.solutions if name == "patience")
        file, out = folder / "conditional.onnx", self.path("out.npy")
        self.run_peax("run", file, "--input", x, "--output", out, "--lengths", lengths)
        self.assertEqual(list(read_npy(out)[0]), [240, 3])
        self.run_peax("run", file, "--input", x, "--output", out, "--lengths", lengths, "--output-name", "exit_index")
        shape, exits = read_npy(out)
        self.assertIn(b"<i8", pathlib.Path(out).read_bytes()[:128])
        last = len(json.loads((folder / "solution.json").read_text())["exits"]) - 1
        self.assertEqual([exits[i] for i in range(0, 240, 40)], [last] * 6)
        shares = self.json_of("evaluate", folder, "--stream", self.test_stream)["exit_shares"]
        self.assertEqual([exits.count(e) / 240 for e in range(last + 1)], shares)
        ends = self.json_of("info", file)["model"]
        self.assertEqual([i["data_type"] for i in ends["inputs"]][:3], ["float32", "boolean", "int64"])
        self.assertEqual(ends["outputs"][1]["data_type"], "int64")
        cascade = next(folder for name, folder in self.solutions if name == "cascade")
        self.says("remembers nothing", "run", cascade / "conditional.onnx", "--input", x, "--output", out, "--lengths", lengths, code=2)
        self.says("has no output 'exit'", "run", file, "--input", x, "--output", out, "--output-name", "exit", code=2)

    def test_it_is_neither_trained_nor_rewritten(self):
        folder = next(folder for name, folder in self.solutions if name == "cascade")
        sets = ["--train", self.test, "--validation", self.test]
        self.says("is only run", "optimize", folder / "conditional.onnx", *sets, "--rewrite", "confidence_exits", "--output", self.path("o"), code=3)
        self.says("is only run", "train", folder / "conditional.onnx", "--train", self.test, "--output", self.path("t.onnx"), code=3)
        self.says("there is no C for it", "generate", folder / "conditional.onnx", "--name", "n", "--output", self.path("c"), code=3)

    def test_onnx_accepts_the_files(self):
        python = python_with_onnx()
        if python is None:
            self.skipTest("python3-onnx is not installed")
        done = subprocess.run([python, "-c", CHECK, *(folder / "conditional.onnx" for _, folder in self.solutions)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_onnx_runtime_answers_the_same(self):
        modules = modules_of_node()
        if modules is None:
            self.skipTest("node with onnxruntime-node is not found (in the current folder or NODE_PATH)")
        for name, folder in self.solutions:
            x, _, *lengths = (self.test if name == "cascade" else self.test_stream).split(",")
            subprocess.run(["node", SCRIPT, "answers", folder / "conditional.onnx", x, self.path("ort.json"), *lengths], cwd=modules, check=True)
            other = json.loads(pathlib.Path(self.path("ort.json")).read_text())
            out = self.path("out.npy")
            more = ["--lengths", *lengths] if lengths else []
            self.run_peax("run", folder / "conditional.onnx", "--input", x, "--output", out, "--output-name", "exit_index", *more)
            self.assertEqual(list(read_npy(out)[1]), other["exits"], folder)
            self.run_peax("run", folder / "conditional.onnx", "--input", x, "--output", out, *more)
            for here, there in zip(read_npy(out)[1], (v for row in other["outputs"] for v in row)):
                self.assertAlmostEqual(here, there, delta=1e-5 * max(1, abs(here)))


if __name__ == "__main__":
    unittest.main()
