"""Progress on a terminal: one bar for all of a verb's work, whose share never falls and whose time left ends near 0."""
import os
import pathlib
import pty
import re
import subprocess
import tempfile
import time
import unittest

from optimize import small_network, stripes
from support import COMMAND, CommandTest

BAR = re.compile(r"\[[#.]{24}\] +(\d+) %  (-:--|\d+:\d\d) left  (.*)")


class Progress(CommandTest):
    @classmethod
    def setUpClass(cls):
        keep = tempfile.TemporaryDirectory()
        cls.addClassCleanup(keep.cleanup)
        cls.made = pathlib.Path(keep.name)
        cls.train = stripes(cls.made, "train", 1200, 1)
        cls.validation = stripes(cls.made, "validation", 600, 2)
        cls.model = str(cls.made / "stripes.onnx")
        subprocess.run([COMMAND, "--quiet", "train", small_network(cls.made / "empty.onnx"), "--reinitialize", "--train", cls.train,
                        "--output", cls.model, "--epochs", "6", "--rate", "0.01", "--batch", "32"], check=True)
        cls.sets = ["--train", cls.train, "--validation", cls.validation]

    def on_terminal(self, *arguments, code=0):
        """What the command draws on a terminal: (seconds since its start, percent, seconds left or None, what) of each bar."""
        ours, its = pty.openpty()
        began = time.monotonic()
        run = subprocess.Popen([COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=its)
        os.close(its)
        bars, text = [], ""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            text += block.decode()
            lines = re.split(r"\r(?:\x1b\[K)?|\x1b\[K", text)
            for line in lines[:-1]:
                if found := BAR.match(line):
                    percent, left, what = found.groups()
                    seconds = None if left == "-:--" else 60 * int(left.split(":")[0]) + int(left.split(":")[1])
                    bars.append((time.monotonic() - began, int(percent), seconds, what))
            text = lines[-1]
        os.close(ours)
        self.assertEqual(run.wait(timeout=60), code)
        self.took = time.monotonic() - began
        return bars

    def check_one_bar(self, bars, *parts):
        """One whole: its share rises from near 0 to near 1, over all parts of the work, and the time left is no fancy."""
        shares = [b[1] for b in bars]
        self.assertEqual(shares, sorted(shares))
        self.assertLess(shares[0], 50)
        self.assertGreater(shares[-1], 85 - 40 / self.took)  # bars are drawn ten times a second
        for part in parts:
            self.assertTrue(any(part in b[3] for b in bars), f"{part} is not among {sorted({b[3] for b in bars})}")
        last = [b for b in bars if b[2] is not None][-1]
        self.assertLessEqual(last[2], max(2, self.took / 2), bars)

    def test_a_flow_of_several_rewriters_has_one_time_left(self):
        bars = self.on_terminal("optimize", self.model, *self.sets,
                                "--rewrite", "slimming:width=50,epochs=80|separable_convolutions:layers=1,epochs=40",
                                "--rewrite", "confidence_exits:finetune=1,finetune_epochs=40", "--output", self.path("out"))
        self.check_one_bar(bars, "training", "epoch")

    def test_training_counts_the_figures_before_and_after(self):
        bars = self.on_terminal("train", self.model, *self.sets, "--epochs", "40", "--output", self.path("t.onnx"))
        self.check_one_bar(bars, "training stripes, epoch")

    def test_both_modes_of_bench_tell_how_far_they_are(self):
        for mode, steps in (("train", 1500), ("infer", 4000)):
            self.check_one_bar(self.on_terminal("bench", mode, self.model, "--steps", steps), self.model_name(mode))

    def model_name(self, mode):
        return ("training " if mode == "train" else "running ") + "stripes"

    def test_verify_goes_through_its_steps_under_one_bar(self):
        bars = self.on_terminal("verify", self.model, "--samples", 4000, "--only", "engine")
        self.check_one_bar(bars, "evaluating stripes")

    def test_nothing_is_drawn_for_the_quiet(self):
        self.assertEqual(self.on_terminal("train", self.model, *self.sets, "--epochs", "8", "--output", self.path("t.onnx"), "--quiet"), [])


if __name__ == "__main__":
    unittest.main()
