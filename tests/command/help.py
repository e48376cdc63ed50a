"""What the command says of itself: help with examples that run, completions of shells, the manual page, and --dry-run."""
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from optimize import PLATFORM, recordings, small_network, stripes
from support import COMMAND, CommandTest, write_npy

VERBS = ("info", "run", "evaluate", "train", "optimize", "generate", "measure", "verify", "doctor", "rewriters", "cascade", "bench",
         "completion", "man")
COMMON = ("--json", "--quiet", "--seed N", "--threads N", "--help")


def examples_in(help_text):
    return [line[2:] for line in help_text.partition("\nExamples:\n")[2].splitlines() if line.startswith("  peax ")]


class Said(CommandTest):
    @classmethod
    def setUpClass(cls):
        """The files that the examples name."""
        cls.made = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.made)
        for i, (name, n) in enumerate((("train", 400), ("validation", 300), ("test", 300))):
            stripes(cls.made, name, n, i + 1)
        recordings(cls.made, "stream_validation", 240, 40, 4)
        recordings(cls.made, "stream_test", 240, 40, 5)
        small_network(cls.made / "empty.onnx")
        subprocess.run([COMMAND, "--quiet", "train", "empty.onnx", "--reinitialize", "--train", "train_x.npy,train_y.npy", "--output", "model.onnx",
                        "--epochs", "6", "--rate", "0.01", "--batch", "32"], check=True, cwd=cls.made)
        (cls.made / "board.json").write_text(json.dumps(PLATFORM))
        traces = cls.made / "traces"
        traces.mkdir()
        write_npy(traces / "truth.npy", [i % 2 for i in range(40)], [40], "i4")
        write_npy(traces / "prediction.npy", [(i + i // 30) % 2 for i in range(40)] + [i % 2 for i in range(40)], [2, 40], "i4")
        write_npy(traces / "confidence.npy", [1 - i / 80 for i in range(40)] + [1] * 40, [2, 40])
        (traces / "cost.json").write_text(json.dumps({"relative_cost": [0.4, 1]}))

    def test_each_verb_shows_its_options_the_common_ones_and_examples(self):
        for verb in VERBS:
            text = self.run_peax(verb, "--help")[0]
            self.assertIn(f"Usage: peax {verb}", text)
            for option in COMMON:
                self.assertIn(option, text, verb)
            self.assertGreaterEqual(len(examples_in(text)), 1, verb)
            self.assertEqual(text, self.run_peax("help", verb)[0])
            rewriters = text.find("Keys of --rewrite")
            for line in text[:rewriters].partition("\nExamples:\n")[0].splitlines():
                self.assertLessEqual(len(line), 80, line)
        text = self.run_peax("--help")[0]
        for verb in VERBS:
            self.assertRegex(text, rf"\n  {verb} +\w")

    def test_every_example_runs_as_it_stands(self):
        verbs = [v for v in VERBS if v != "measure"]  # counts a hundred layers; measure.py runs it
        for verb in verbs:
            for line in examples_in(self.run_peax(verb, "--help")[0]):
                run = subprocess.run([COMMAND, "--quiet", *shlex.split(line)[1:]], capture_output=True, text=True, cwd=self.made)
                self.assertIn(run.returncode, (0, 77) if verb == "verify" else (0,), f"{line}\n{run.stderr}")

    # ---- completion

    def complete(self, line):
        """The replies of bash at the end of a line, in the folder of the examples."""
        script = self.run_peax("completion", "bash")[0]
        words = re.findall(r"[:=]|[^\s:=]+", line) + ([""] if line[-1].isspace() else [])
        asked = "\n".join([script, f"COMP_WORDS=({shlex.join(words)})", f"COMP_CWORD={len(words) - 1}", f"COMP_LINE={shlex.quote(line)}",
                           f"COMP_POINT={len(line)}", "_peax peax", 'printf "%s\\n" "${COMPREPLY[@]}"'])
        run = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, cwd=self.made)
        self.assertEqual(run.stderr, "")
        return set(run.stdout.split("\n")) - {""}

    def test_bash_completes_verbs_options_words_files_and_rewriters(self):
        self.assertEqual(self.complete("peax "), set(VERBS))
        self.assertEqual(self.complete("peax --seed 3 ev"), {"evaluate"})
        self.assertEqual(self.complete("peax optimize m --max-"),
                         {"--max-accuracy-loss", "--max-macs-share", "--max-ram", "--max-flash", "--max-latency"})
        self.assertEqual(self.complete("peax --th"), {"--threads"})
        self.assertEqual(self.complete("peax train m --optimizer a"), {"adam", "adamw"})
        self.assertEqual(self.complete("peax train m --optimizer=a"), {"adam", "adamw"})
        self.assertEqual(self.complete("peax bench "), {"train", "infer"})
        self.assertEqual(self.complete("peax bench train mod"), {"model.onnx"})
        self.assertEqual(self.complete("peax bench --batch 3 infer mod"), {"model.onnx"})
        self.assertEqual(self.complete("peax info boa"), {"board.json"})
        self.assertEqual(self.complete("peax cascade "), {e.name for e in self.made.iterdir() if e.is_dir()})
        self.assertEqual(self.complete("peax evaluate model.onnx --data test_x.npy,test_y"), {"test_x.npy,test_y.npy"})
        self.assertEqual(self.complete("peax train m --rate "), set())

    def test_bash_completes_rewriters_their_keys_and_what_these_may_be(self):
        told = {r["name"]: r for r in self.json_of("rewriters")["rewriters"]}
        self.assertEqual(self.complete("peax optimize m --rewrite "), set(told))
        for name, rewriter in told.items():
            self.assertEqual(self.complete(f"peax optimize m --rewrite {name}:"), {k["key"] + "=" for k in rewriter["keys"]})
            for key in rewriter["keys"]:
                if key["words"]:
                    self.assertEqual(self.complete(f"peax optimize m --rewrite {name}:{key['key']}="), set(key["words"]))
        self.assertEqual(self.complete("peax optimize m --rewrite confidence_exits:exits=1,rul"), {"confidence_exits:exits=1,rule="[len("confidence_exits:exits="):]})

    def test_zsh_reads_its_completion(self):
        text = self.run_peax("completion", "zsh")[0]
        self.assertTrue(text.startswith("#compdef peax\n"))
        for verb in VERBS:
            self.assertIn(f"        {verb}) _arguments", text)
        self.assertNotIn("@", re.sub(r'"\$@"', "", text))
        if not shutil.which("zsh"):
            print("skipped: there is no zsh to read the completion with", flush=True)
            return
        run = subprocess.run(["zsh", "-n"], input=text, capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_the_manual_page_has_all_and_no_warnings(self):
        page = self.run_peax("man")[0]
        for verb in VERBS:
            self.assertIn(f".SS {verb}\n", page)
        self.assertIn("\\-\\-max\\-accuracy\\-loss", page)
        checks = [["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "warning"]]
        for check in checks:
            if not shutil.which(check[0]):
                print(f"skipped: there is no {check[0]} to check the manual page with", flush=True)
                continue
            run = subprocess.run(check, input=page, capture_output=True, text=True)
            self.assertEqual(run.stdout + run.stderr, "")

    # ---- --dry-run

    def optimize(self, *more):
        return ["optimize", self.made / "model.onnx", "--train", f"{self.made}/train_x.npy,{self.made}/train_y.npy", "--validation",
                f"{self.made}/validation_x.npy,{self.made}/validation_y.npy", "--rewrite", "confidence_exits", "--cache", self.path("cache"), *more]

    def test_a_dry_run_says_what_would_be_made_and_writes_nothing(self):
        found = self.json_of(*self.optimize("--dry-run"))
        self.assertEqual([(w["step"], w["what"], w["from"]) for w in found["work"]],
                         [("1", "Early exits", "made"), ("1", "confidence_exits", "made")])
        self.assertGreater(found["seconds"], 0)
        self.assertEqual(list(self.folder.iterdir()), [])
        self.run_peax("--quiet", *self.optimize("--output", self.path("out")))
        kept = sorted(self.folder.rglob("*"))
        found = self.json_of(*self.optimize("--dry-run"))
        self.assertEqual({w["from"] for w in found["work"]}, {"cache"})
        self.assertEqual(found["seconds"], 0)
        again = self.json_of(*self.optimize("--dry-run", "--max-accuracy-loss", "0.01", "--rewrite", "slimming")[:-2])
        self.assertEqual([w["from"] for w in again["work"]], ["cache", "made"])  # another limit, the same exits
        self.assertEqual(sorted(self.folder.rglob("*")), kept)

    def test_a_dry_run_shows_steps_and_alternatives_and_refuses_what_a_run_would(self):
        sets = self.optimize()[:6]
        text = self.run_peax(*sets, "--rewrite", "slimming|right_sizing", "--rewrite", "confidence_exits", "--dry-run")[0]
        for what in ("slimming", "right_sizing", "Early exits", "confidence_exits", "nothing was computed or written"):
            self.assertIn(what, text)
        self.says("there is no rewriter 'sliming'", *sets, "--rewrite", "sliming", "--dry-run", code=2)
        self.says("--output: say which folder", *sets, "--rewrite", "slimming", code=2)
        self.says("--output: say which ONNX file", "train", self.made / "model.onnx", "--train", "x,y", code=2)

    def test_train_says_how_long_it_would_take(self):
        found = self.json_of("train", self.made / "model.onnx", "--train", f"{self.made}/train_x.npy,{self.made}/train_y.npy", "--epochs", "7", "--dry-run")
        self.assertEqual(found["work"][0]["what"], "7 epochs on 400 samples")
        self.assertGreater(found["seconds"], 0)


if __name__ == "__main__":
    unittest.main()
