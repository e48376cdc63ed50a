"""Unlucky machines: streams that are full or closed, signals, places that cannot be written, little memory, hostile names."""
import fcntl
import gzip
import json
import os
import pathlib
import resource
import signal
import subprocess
import time
import unittest

from support import COMMAND, CommandTest, classifier, node, regression, value, write_npy, write_onnx


def small_data(test, name="d", rows=64):
    """X [rows,1,2,2] and labels that `classifier` knows; gives "X,Y"."""
    x, y = [], []
    for i in range(rows):
        row = [0.1 * ((i * 7 + k * 3) % 5) for k in range(4)]
        x += row
        y.append(max(range(3), key=lambda k: row[k]))
    return (write_npy(test.path(name + "_x.npy"), x, [rows, 1, 2, 2]) + ","
            + write_npy(test.path(name + "_y.npy"), y, [rows], "i8"))


class Streams(CommandTest):
    def test_help_and_version_into_a_full_disk_are_input_output_errors(self):
        for arguments in (["--help"], ["--version"], ["optimize", "--help"], ["rewriters"]):
            with open("/dev/full", "w") as full:
                run = subprocess.run([COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(run.returncode, 4, arguments)
            self.assertIn("standard output cannot be written", run.stderr)

    def test_a_full_or_closed_standard_error_never_ends_the_work(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        out = self.path("out.onnx")
        arguments = [COMMAND, "train", model, "--train", data, "--validation", data, "--epochs", "3", "--output", out]
        reading, writing = os.pipe()
        os.close(reading)
        for name, how in (("full", {"preexec_fn": lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 2)}), ("closed", {"preexec_fn": lambda: os.close(2)}),
                          ("pipe", {"stderr": writing})):
            run = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, **how)
            self.assertEqual(run.returncode, 0, name)
            self.assertIn("trained for 3 epochs", run.stdout)
            self.assertTrue(pathlib.Path(out).read_bytes()[:1] == b"\x08")  # no message in the model
            os.remove(out)
        os.close(writing)

    def test_a_reader_who_has_seen_enough_ends_the_command_without_a_word(self):
        model = classifier(self.path("m.onnx"))
        for arguments in (["man"], ["--help"], ["info", model], ["info", model, "--json"]):
            reading, writing = os.pipe()
            os.close(reading)
            run = subprocess.run([COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True)
            os.close(writing)
            self.assertEqual((run.returncode, run.stderr), (-signal.SIGPIPE, ""), arguments)
        shown = subprocess.run(["bash", "-c", 'set -o pipefail; "$0" man | head -1', COMMAND], capture_output=True, text=True)
        self.assertEqual((shown.stdout.count("\n"), shown.stderr), (1, ""))
        self.assertIn(shown.returncode, (0, 128 + signal.SIGPIPE))  # 0: all of it fits into the pipe

    def test_errors_keep_their_code_when_nobody_reads_them(self):
        for close in (lambda: os.close(2), lambda: (os.close(0), os.close(1), os.close(2))):
            self.assertEqual(subprocess.run([COMMAND, "info", self.path("no.onnx")], preexec_fn=close).returncode, 4)
        model = classifier(self.path("m.onnx"))
        run = subprocess.run([COMMAND, "info", model], preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 4)
        self.assertIn("standard output cannot be written", run.stderr)

    def test_names_from_files_never_steer_the_terminal(self):
        evil = "\x1b]0;pwned\x07\x1b[2J\npeax: all good \u202egnp \x9b31m"
        refused = write_onnx(self.path("evil.onnx"), [node("GridSample", ["x"], ["y"], evil)], [], [value("x", ["N", 3])], [value("y", ["N", 3])])
        known, err = self.run_peax("info", refused, code=3, shows=True)
        read = write_onnx(self.path("read.onnx"), [node("Relu", ["x"], ["y" + evil], evil)], [], [value("x", ["N", 3])],
                          [value("y" + evil, ["N", 3])], name=evil)
        out, _ = self.run_peax("info", read)
        raw, _ = self.run_peax("info", "--json", read)
        _, of_name = self.run_peax("info", self.path("none" + evil.replace("/", "")), code=4)
        for text in (known, err, out, raw, of_name):
            for bad in ("\x1b", "\x07", "\u202e", "\x9b"):
                self.assertNotIn(bad, text)
        self.assertEqual(err.count("\n"), 1)
        self.assertIn("\\x1b]0;pwned\\x07", err)
        self.assertEqual(json.loads(raw)["layers"][0]["name"], evil)


class Signals(CommandTest):
    def test_a_signal_ends_the_work_as_that_signal(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            run = subprocess.Popen([COMMAND, "train", model, "--train", data, "--epochs", "1000000", "--output", self.path("o.onnx"), "--quiet"])
            time.sleep(0.6)
            self.assertIsNone(run.poll())
            run.send_signal(which)
            self.assertEqual(run.wait(timeout=20), -which)
            self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["d_x.npy", "d_y.npy", "m.onnx"])

    def test_a_signal_takes_away_what_is_half_written(self):
        # 400 MB of output from a small input: the file is under way for long enough to be met.
        wide = write_onnx(self.path("wide.onnx"), [node("Concat", ["x"] * 100, ["y"], axis=1)], [], [value("x", ["N", 1000])], [value("y", ["N", 100000])])
        write_npy(self.path("x.npy"), [0.0] * 1000000, [1000, 1000])
        run = subprocess.Popen([COMMAND, "run", wide, "--input", self.path("x.npy"), "--output", self.path("y.npy"), "--quiet"])
        while run.poll() is None and not list(self.folder.glob(".y.npy.*.part")) or self.size_of_part() == 0:
            time.sleep(0.001)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=20)
        self.assertEqual(list(self.folder.glob(".*")), [])

    def size_of_part(self):
        try:
            return sum(p.stat().st_size for p in self.folder.glob(".y.npy.*.part")) or (1 if (self.folder / "y.npy").exists() else 0)
        except FileNotFoundError:
            return 0

    def test_a_signal_that_was_ignored_stays_ignored(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        run = subprocess.Popen([COMMAND, "train", model, "--train", data, "--epochs", "1000000", "--output", self.path("o.onnx"), "--quiet"],
                               preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        time.sleep(0.6)
        run.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        self.assertIsNone(run.poll())
        run.kill()
        run.wait()

    def test_left_overs_of_the_dead_are_swept_and_those_of_the_living_stay(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        left, held, other = self.folder / ".o.onnx.123-0.part", self.folder / ".o.onnx.124-0.part", self.folder / ".mine.part"
        folder = self.folder / ".out.125-3.part"
        folder.mkdir()
        for p in (left, held, other, folder / "x"):
            p.write_text("x")
        with open(held) as living:
            fcntl.flock(living, fcntl.LOCK_EX)
            self.run_peax("train", model, "--train", data, "--epochs", "1", "--output", self.path("o.onnx"), "--quiet")
        self.assertFalse(left.exists() or folder.exists())
        self.assertTrue(held.exists() and other.exists())

    def test_a_file_that_grows_too_large_is_an_input_output_error_and_leaves_nothing(self):
        model = classifier(self.path("m.onnx"))
        write_npy(self.path("x.npy"), [0.0] * 40000, [10000, 1, 2, 2])
        run = subprocess.run([COMMAND, "run", model, "--input", self.path("x.npy"), "--output", self.path("y.npy")],
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)), capture_output=True, text=True)
        self.assertEqual(run.returncode, 4)
        self.assertIn("y.npy: cannot be written: File too large", run.stderr)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["m.onnx", "x.npy"])


class Places(CommandTest):
    """Whether the output can be written is known before anything is read: the inputs named here do not exist."""

    def refused(self, text, *arguments):
        begin = time.monotonic()
        code = 2 if "--cache" in text else 4
        self.says(text, *arguments, code=code)
        self.assertLess(time.monotonic() - begin, 5)

    def verbs(self, output):
        yield "train", ["train", "no.onnx", "--train", "no,no", "--output", output]
        yield "run", ["run", "no.onnx", "--input", "no", "--output", output]

    def optimize(self, output, *more):
        return ["optimize", "no.onnx", "--calibration", "no,no,no", "--rewrite", "feature_map_termination", "--output", output, *more]

    def test_files(self):
        (self.folder / "folder").mkdir()
        (self.folder / "file").write_text("x")
        os.symlink("folder", self.folder / "link")
        for output, why in ((self.path("folder"), "Is a directory"), (self.path("link"), "Is a directory"), (".", "Is a directory"),
                            (self.path("none/out"), "No such file"), (self.path("file/out"), "Not a directory"),
                            (self.path("n" * 300), "File name too long")):
            for verb, arguments in self.verbs(output):
                self.refused(why, *arguments)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["file", "folder", "link"])

    def test_folders(self):
        (self.folder / "folder").mkdir()
        (self.folder / "full").mkdir()
        (self.folder / "full/mine").write_text("x")
        (self.folder / "file").write_text("x")
        os.symlink("folder", self.folder / "link")
        for output, why in ((self.path("file"), "is no folder"), (self.path("link"), "is no folder"), (self.path("full"), "other files"),
                            (".", "cannot be replaced"), (f"{self.folder}/folder/.", "cannot be replaced"), (f"{self.folder}/folder/..", "cannot be replaced"),
                            (self.path("file/out"), "cannot be made"), (self.path("n" * 300), "name too long"), ("/", "cannot be")):
            self.refused(why, *self.optimize(output))
        self.refused("name too long", *self.optimize(self.path("new/" + "n" * 300)))
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["file", "folder", "full", "link"])

    def test_results_and_caches_do_not_lie_in_each_other(self):
        for output, cache in (("c", "c"), ("c/out", "c"), ("out", "out/c"), ("./c/x/../out/", "c")):
            self.refused("--output and --cache", *self.optimize(self.path(output), "--cache", self.path(cache)))
        (self.folder / "real").mkdir()
        os.symlink("real", self.folder / "name")
        self.refused("--output and --cache", *self.optimize(self.path("real/out"), "--cache", self.path("name")))

    def test_where_nothing_can_be_written(self):
        if os.geteuid() == 0:
            self.skipTest("root writes everywhere")
        os.chmod(self.folder, 0o500)
        for verb, arguments in self.verbs(self.path("out")):
            self.refused("Permission denied", *arguments)
        self.refused("Permission denied", *self.optimize(self.path("out")))
        os.chmod(self.folder, 0o700)


class LittleMemory(CommandTest):
    @unittest.skipIf(os.environ["PEAX_TIMED"] != "1", "sanitizers take terabytes of addresses")
    def test_under_a_limit_of_memory_the_process_ends(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        for kilobytes in (100000, 150000, 200000):
            run = subprocess.run([COMMAND, "train", model, "--train", data, "--epochs", "2", "--output", self.path("o.onnx"), "--quiet"],
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (kilobytes * 1024, kilobytes * 1024)),
                                 capture_output=True, text=True, timeout=60)
            self.assertIn(run.returncode, (0, 4), run.stderr)

    def test_openblas_starts_no_threads(self):
        model, data = classifier(self.path("m.onnx")), small_data(self)
        run = subprocess.Popen([COMMAND, "train", model, "--train", data, "--epochs", "1000000", "--threads", "1", "--output", self.path("o.onnx"), "--quiet"])
        time.sleep(0.6)
        threads = len(os.listdir(f"/proc/{run.pid}/task"))
        run.kill()
        run.wait()
        self.assertLessEqual(threads, 2)  # the one that works, and the one that waits for signals


class Bombs(CommandTest):
    def test_a_small_file_of_much_text_is_refused_soon(self):
        model = regression(self.path("m.onnx"))
        for name, text in (("wide", b"," * 60_000_000), ("long", b"0\n" * 30_000_000)):
            pathlib.Path(self.path(name + ".csv.gz")).write_bytes(gzip.compress(text))
            begin = time.monotonic()
            self.says("most_unpacked", "evaluate", model, "--data", self.path(name + ".csv.gz") + ",y.npy", code=3)
            self.assertLess(time.monotonic() - begin, 2 if os.environ["PEAX_TIMED"] == "1" else 60)

    def test_a_key_twice_is_refused_in_every_json_file(self):
        model = classifier(self.path("m.onnx"))
        platform = self.folder / "p.json"
        platform.write_text('{"processors": [{"name": "a", "name": "b", "macs_per_second": 1}]}')
        self.says("the key 'name' is given twice", "info", model, "--platform", platform, code=3)
        folder = self.folder / "cascade"
        folder.mkdir()
        for name in ("truth", "prediction", "confidence"):
            write_npy(folder / (name + ".npy"), [0], [1] if name == "truth" else [1, 1])
        (folder / "cost.json").write_text('{"relative_cost": [1], "relative_cost": [2]}')
        self.says("the key 'relative_cost' is given twice", "cascade", folder, "--max-accuracy-loss", "0", code=3)
        solution = self.folder / "solution"
        solution.mkdir()
        (solution / "solution.json").write_text('{"schema": {"name": "peax.solution", "version": 1}, "schema": 1}')
        self.says("the key 'schema' is given twice", "evaluate", solution, "--data", "x,y", code=3)


if __name__ == "__main__":
    unittest.main()
