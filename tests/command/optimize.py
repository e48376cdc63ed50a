"""peax optimize, and peax evaluate on what it wrote"""
import json
import os
import pathlib
import random
import shutil
import tempfile
import unittest

from support import COMMAND, CommandTest, data, integers, node, read_npy, value, weights, write_npy, write_onnx

FIGURES = {"validation_accuracy", "test_accuracy", "test_accuracy_interval", "validation_score", "test_score", "mean_macs", "relative_macs",
           "validation_relative_macs", "exit_shares", "peak_memory_bytes", "storage_bytes", "mean_latency_s", "worst_latency_s", "mean_energy_j"}
PLATFORM = {"processors": [{"name": "small", "macs_per_second": 1e6, "active_power_w": 0.001},
                           {"name": "large", "macs_per_second": 1e7, "active_power_w": 0.1}],
            "links": [{"from": "small", "to": "large", "bytes_per_second": 1e6}]}


def convolution(name, x, channels, into):
    return ([node("Conv", [x, name + ".w", name + ".b"], [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("Relu", [name], [name + ".relu"])],
            [weights(name + ".w", [into, channels, 3, 3], [0.0] * (9 * into * channels)), weights(name + ".b", [into], [0.0] * into)])


def small_network(path):
    nodes, constants = convolution("one", "x", 1, 6)
    nodes.append(node("MaxPool", ["one.relu"], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]))
    for name, x, channels in (("two", "pooled", 6), ("three", "two.relu", 12)):
        more = convolution(name, x, channels, 12)
        nodes, constants = nodes + more[0], constants + more[1]
    nodes += [node("GlobalAveragePool", ["three.relu"], ["mean"]), node("Flatten", ["mean"], ["flat"], axis=1),
              node("Gemm", ["flat", "w", "b"], ["scores"], transB=1), node("Softmax", ["scores"], ["y"], axis=1)]
    constants += [weights("w", [3, 12], [0.0] * 36), weights("b", [3], [0.0] * 3)]
    return write_onnx(path, nodes, constants, [value("x", ["N", 1, 8, 8])], [value("y", ["N", 3])], name="stripes")


def stripes(folder, name, n, seed):
    """Images of 8 x 8: horizontal, vertical, or diagonal stripes in noise that differs from image to image."""
    chance = random.Random(seed)
    x, y = [], []
    for _ in range(n):
        label, phase, noise = chance.randrange(3), chance.randrange(4), chance.choice([0.2, 1.0])
        y.append(label)
        for row in range(8):
            for column in range(8):
                at = (row, column, row + column)[label] + phase
                x.append((1.0 if at % 4 < 2 else -1.0) + chance.gauss(0, noise))
    write_npy(folder / f"{name}_x.npy", x, [n, 1, 8, 8])
    write_npy(folder / f"{name}_y.npy", y, [n], "u1")
    return f"{folder}/{name}_x.npy,{folder}/{name}_y.npy"


def recordings(folder, name, n, length, seed):
    """Scenes of 3 to 7 images of one kind, in recordings of `length` images."""
    chance = random.Random(seed)
    pool = stripes(folder, name + "_pool", 4 * n, seed)
    shape, pixels = read_npy(folder / f"{name}_pool_x.npy")
    _, labels = read_npy(folder / f"{name}_pool_y.npy")
    of = [[i for i in range(shape[0]) if labels[i] == c] for c in range(3)]
    x, y = [], []
    while len(y) < n:
        label = chance.choice([c for c in range(3) if not y or c != y[-1]])
        for _ in range(chance.randrange(3, 8)):
            i = chance.choice(of[label])
            x.extend(pixels[64 * i:64 * (i + 1)])
            y.append(label)
    write_npy(folder / f"{name}_x.npy", x[:64 * n], [n, 1, 8, 8])
    write_npy(folder / f"{name}_y.npy", y[:n], [n], "u1")
    write_npy(folder / f"{name}_l.npy", [length] * (n // length), [n // length], "i4")
    return ",".join(f"{folder}/{name}_{part}.npy" for part in "xyl")


class Optimize(CommandTest):
    @classmethod
    def setUpClass(cls):
        """A trained network and its data, made once for all tests."""
        import subprocess
        cls.made = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.made)
        cls.train = stripes(cls.made, "train", 400, 1)
        cls.validation = stripes(cls.made, "validation", 300, 2)
        cls.test = stripes(cls.made, "test", 300, 3)
        cls.model = str(cls.made / "stripes.onnx")
        subprocess.run([COMMAND, "--quiet", "train", small_network(cls.made / "empty.onnx"), "--reinitialize", "--train", cls.train, "--validation",
                        cls.validation, "--output", cls.model, "--epochs", "12", "--rate", "0.01", "--batch", "32"], check=True)
        cls.sets = ["--train", cls.train, "--validation", cls.validation]
        cls.calibration = recordings(cls.made, "calibration", 240, 40, 4)
        cls.test_stream = recordings(cls.made, "test_stream", 240, 40, 5)
        cls.streams = ["--calibration", cls.calibration, "--test-stream", cls.test_stream]

    def tearDown(self):
        """Whatever a test has written keeps to the schemas."""
        for name in ("result", "solution"):
            for file in self.folder.rglob(name + ".json"):
                self.fits_schema(name, json.loads(file.read_text()))

    def optimize(self, *more, output="out", code=0):
        return self.json_of("optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--output", self.path(output), *more, code=code)

    def test_the_result_has_the_keys_of_the_contract_and_lies_in_the_folder(self):
        found = self.optimize("--test", self.test, "--max-accuracy-loss", "0.02")
        self.assertLessEqual({"schema", "original", "front", "chosen", "seconds"}, set(found))
        self.assertEqual(found["schema"], {"name": "peax.optimize", "version": 1})
        self.assertEqual(set(found["seconds"]), {"reports", "rewriters"})
        self.assertLessEqual(FIGURES, set(found["original"]))
        out = self.folder / "out"
        self.assertEqual(json.loads((out / "result.json").read_text()), found)
        self.assertTrue((out / "original.onnx").exists())
        for solution in found["front"]:
            self.assertLessEqual(FIGURES | {"id", "folder"}, set(solution))
            record = json.loads((out / solution["folder"] / "solution.json").read_text())
            self.assertEqual(record["schema"]["name"], "peax.solution")
            self.assertLessEqual({"schema", "rewriter", "identity", "seed", "decision", "exits", "mapping", "figures", "files"}, set(record))
            self.assertIsNone(solution["mean_latency_s"])
        chosen = found["front"][found["chosen"]]
        self.assertEqual(chosen["id"], found["chosen"])
        self.assertGreaterEqual(chosen["validation_accuracy"], found["original"]["validation_accuracy"] - 0.02 - 1e-9)
        self.assertLess(chosen["relative_macs"], 1)
        self.assertEqual((found["original"]["relative_macs"], found["original"]["exit_shares"]), (1, [1]))
        self.assertEqual(found["original"]["mean_macs"], self.json_of("info", self.model)["totals"]["macs"])

    def test_a_saved_solution_evaluates_to_its_figures(self):
        found = self.optimize("--test", self.test, "--max-accuracy-loss", "0.02")
        for solution in (found["front"][found["chosen"]], found["front"][-1]):
            again = self.json_of("evaluate", self.folder / "out" / solution["folder"], "--data", self.test)
            self.assertEqual(again["samples"], 300)
            self.assertAlmostEqual(again["accuracy"], solution["test_accuracy"])
            self.assertAlmostEqual(again["mean_macs"], solution["mean_macs"])
            self.assertAlmostEqual(again["relative_macs"], solution["relative_macs"])
            for a, b in zip(again["exit_shares"], solution["exit_shares"]):
                self.assertAlmostEqual(a, b)
            for a, b in zip(again["accuracy_interval"], solution["test_accuracy_interval"]):
                self.assertAlmostEqual(a, b)
        plain = self.json_of("evaluate", self.folder / "out" / "original.onnx", "--data", self.test)
        self.assertAlmostEqual(plain["accuracy"], found["original"]["test_accuracy"])

    def raw(self, name):
        """A stored set as a sensor gives it: (x + 1) / 0.1."""
        shape, pixels = read_npy(self.made / f"{name}_x.npy")
        labels = str(self.made / f"{name}_y.npy")
        return write_npy(self.folder / f"raw_{name}.npy", [(v + 1) * 10 for v in pixels], shape) + "," + labels

    def test_a_saved_solution_knows_how_values_of_the_data_become_inputs(self):
        test = self.raw("test")
        found = self.json_of("optimize", self.model, "--train", self.raw("train"), "--validation", self.raw("validation"), "--test", test, "--scale", "0.1",
                             "--offset", "-1", "--rewrite", "confidence_exits", "--max-accuracy-loss", "0.02", "--output", self.path("out"))
        chosen = found["front"][found["chosen"]]
        self.assertGreater(chosen["test_accuracy"], 0.6)
        folder = self.folder / "out" / chosen["folder"]
        said = json.loads((folder / "solution.json").read_text())["inputs"]
        self.assertEqual([(i["name"], i["shape"], i["data_type"]) for i in said], [("x", [-1, 1, 8, 8], "float32")])
        self.assertAlmostEqual(said[0]["scale"][0], 0.1, places=6)
        self.assertEqual(said[0]["offset"], [-1])
        self.assertAlmostEqual(self.json_of("evaluate", folder, "--data", test)["accuracy"], chosen["test_accuracy"])
        other = self.json_of("evaluate", folder, "--data", test, "--scale", "1", "--offset", "0")
        self.assertNotAlmostEqual(other["accuracy"], chosen["test_accuracy"])

    def test_a_platform_gives_temporal_rules_latency_energy_and_parts(self):
        (self.folder / "p.json").write_text(json.dumps(PLATFORM))
        for name in ("temporal_exits", "feature_map_termination"):
            sets = self.sets if name == "temporal_exits" else []
            found = self.json_of("optimize", self.model, *sets, *self.streams, "--rewrite", name, "--platform", self.path("p.json"),
                                 "--max-accuracy-loss", "0.05", "--output", self.path(name))
            for figures in found["front"]:
                folder = self.folder / name / figures["folder"]
                record = json.loads((folder / "solution.json").read_text())
                for key in ("latency_s", "energy_j"):
                    mean = sum(share * e[key] for share, e in zip(figures["exit_shares"], record["exits"]))
                    self.assertAlmostEqual(figures["mean_" + key], mean)
                self.assertEqual(figures["worst_latency_s"], record["exits"][-1]["latency_s"])
                self.assertTrue(record["mapping"])
                for part in record["mapping"]:
                    self.assertTrue((folder / part["file"]).exists())

    def test_without_test_data_the_measured_figures_are_null(self):
        found = self.optimize("--max-accuracy-loss", "0.02")
        for figures in (found["original"], found["front"][found["chosen"]]):
            for key in ("test_accuracy", "test_accuracy_interval", "test_score", "mean_macs", "relative_macs", "exit_shares"):
                self.assertIsNone(figures[key], key)
            self.assertIsNotNone(figures["validation_accuracy"])

    def test_a_platform_gives_latency_energy_and_a_mapping(self):
        (self.folder / "p.json").write_text(json.dumps(PLATFORM))
        found = self.optimize("--test", self.test, "--platform", self.path("p.json"), "--max-accuracy-loss", "0.02", "--prefer", "energy")
        chosen = found["front"][found["chosen"]]
        for figures in (found["original"], chosen):
            for key in ("mean_latency_s", "worst_latency_s", "mean_energy_j"):
                self.assertGreater(figures[key], 0)
            self.assertLessEqual(figures["mean_latency_s"], figures["worst_latency_s"] * (1 + 1e-9))
        record = json.loads((self.folder / "out" / chosen["folder"] / "solution.json").read_text())
        self.assertLessEqual({m["processor"] for m in record["mapping"]}, {"small", "large"})
        for part in record["mapping"]:
            self.assertTrue((self.folder / "out" / chosen["folder"] / part["file"]).exists())
        _, err = self.run_peax("--json", "optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--output", self.path("o2"),
                               "--platform", self.path("p.json"), "--max-latency", "1e-9", code=1)
        self.assertIn("latency", err)

    def test_the_table_shows_latency_and_energy_where_a_platform_says_them(self):
        (self.folder / "p.json").write_text(json.dumps(PLATFORM))
        run = ["optimize", self.model, *self.sets, "--rewrite", "confidence_exits:exits=1", "--quiet", "--output", self.path("out")]
        rows = self.run_peax(*run, "--platform", self.path("p.json"), "--test", self.test)[0].splitlines()
        self.assertRegex(rows[0], r"MACs +latency +energy +leave")
        self.assertRegex(rows[1], r"original.* 100.0 % +[\d.]+ [mu\u00b5]?s +[\d.]+ [mnu\u00b5]?J")
        self.assertRegex(self.run_peax(*run, "--platform", self.path("p.json"))[0].splitlines()[0], r"MACs +worst latency +leave")
        self.assertRegex(self.run_peax(*run)[0].splitlines()[0], r"MACs +leave$")

    def test_a_test_set_outside_the_limit_is_a_remark(self):
        shape, pixels = read_npy(self.made / "test_x.npy")
        noise = random.Random(7)
        worse = write_npy(self.folder / "worse.npy", [v + noise.gauss(0, 1) for v in pixels], shape) + "," + str(self.made / "test_y.npy")
        for test, is_said in ((worse, True), (self.validation, False)):
            found = self.optimize("--test", test, "--max-accuracy-loss", "0.001", output="out_" + str(is_said))
            lost = found["original"]["test_score"] - found["front"][found["chosen"]]["test_score"]
            self.assertEqual(lost > 0.001, is_said)
            self.assertEqual(any(r.startswith("on test solution") for r in found["remarks"]), is_said)

    def test_a_preference_decides_under_a_margin_but_not_under_a_certificate(self):
        (self.folder / "p.json").write_text(json.dumps(PLATFORM))
        limit = ["--platform", self.path("p.json"), "--max-accuracy-loss", "0.2", "--prefer"]
        for prefer, words in (("macs", "the fewest mean MACs"), ("energy", "the least mean energy"), ("score", "the highest score")):
            found = self.optimize(*limit, prefer, "--margin", "1", output=prefer)
            self.assertTrue(found["chosen_because"].startswith(f"it has {words} of those whose loss with a margin of 1"), found["chosen_because"])
        found = self.optimize(*limit, "energy", "--confidence", "0.8", output="certified")
        self.assertIn("the preference for energy did not decide", found["chosen_because"])

    def test_alternatives_are_tried_and_the_better_is_chosen(self):
        single = self.optimize("--max-accuracy-loss", "0.02")
        found = self.json_of("optimize", self.model, *self.sets, "--max-accuracy-loss", "0.02", "--output", self.path("o2"),
                             "--rewrite", "confidence_exits|confidence_exits:rule=entropy,exits=1")
        share = [f["front"][f["chosen"]]["validation_relative_macs"] for f in (single, found)]
        self.assertLessEqual(share[1], share[0] + 1e-12)
        scores = [s["validation_score"] for s in found["front"]]
        self.assertEqual(scores, sorted(scores))

    def test_the_same_seed_gives_the_same_result_for_any_number_of_threads(self):
        results = []
        for threads, output in (("1", "a"), ("2", "b")):
            found = self.optimize("--max-accuracy-loss", "0.02", "--threads", threads, output=output)
            results.append({k: found[k] for k in ("original", "front", "chosen")})
            results[-1]["bytes"] = (self.folder / output / "solutions" / str(found["chosen"]) / "model.onnx").read_bytes()
        self.assertEqual(*results)

    def test_a_cache_makes_nothing_twice(self):
        first = self.optimize("--max-accuracy-loss", "0.02", "--cache", self.path("cache"))
        second = self.optimize("--max-accuracy-loss", "0.02", "--cache", self.path("cache"))
        self.assertEqual(first["front"], second["front"])
        self.assertTrue(os.listdir(self.folder / "cache"))
        self.assertLess(second["seconds"]["reports"]["Early exits"], first["seconds"]["reports"]["Early exits"])

    def flow(self, *rewrites, more=(), output="out", code=0):
        flags = [f for r in rewrites for f in ("--rewrite", r)]
        return self.json_of("optimize", self.model, *self.sets, *flags, "--max-accuracy-loss", "0.03", "--output", self.path(output), *more, code=code)

    def chosen_record(self, found, output="out"):
        chosen = found["front"][found["chosen"]]
        return chosen, json.loads((self.folder / output / chosen["folder"] / "solution.json").read_text())

    def test_networks_with_one_exit_are_made_smaller_and_saved(self):
        for k, rewrite in enumerate(("right_sizing", "separable_convolutions", "slimming:width=75")):
            found = self.flow(rewrite, more=["--test", self.test], output=str(k))
            self.assertEqual(set(found["seconds"]["rewriters"]) & {rewrite.split(":")[0]}, {rewrite.split(":")[0]})
            chosen, record = self.chosen_record(found, str(k))
            self.assertLess(chosen["relative_macs"], 1)
            self.assertGreaterEqual(chosen["validation_accuracy"], found["original"]["validation_accuracy"] - 0.03 - 1e-9)
            self.assertEqual(record["decision"], {"kind": "none", "thresholds": []})
            folder = self.folder / str(k) / chosen["folder"]
            again = self.json_of("evaluate", folder, "--data", self.test)
            self.assertAlmostEqual(again["accuracy"], chosen["test_accuracy"])
            self.assertAlmostEqual(again["relative_macs"], chosen["relative_macs"])
            plain = self.json_of("evaluate", folder / "model.onnx", "--data", self.test)
            self.assertAlmostEqual(plain["accuracy"], chosen["test_accuracy"])
            self.assertEqual(plain["mean_macs"], chosen["mean_macs"])

    def test_temporal_solutions_follow_a_stream_and_are_replayed(self):
        kinds = {"temporal_exits": {"difference_detection", "temporal_patience"}, "temporal_exits:decision=difference_detection": {"difference_detection"},
                 "feature_map_termination": {"signature_change"}}
        for k, (rewrite, known) in enumerate(kinds.items()):
            found = self.flow(rewrite, more=self.streams, output=str(k))
            chosen, record = self.chosen_record(found, str(k))
            self.assertIn(record["decision"]["kind"], known)
            self.assertIn(record["decision"]["reference"], {"scene", "previous"})
            self.assertLess(chosen["relative_macs"], 1)
            again = self.json_of("evaluate", self.folder / str(k) / chosen["folder"], "--stream", self.test_stream)
            self.assertAlmostEqual(again["accuracy"], chosen["test_accuracy"])
            self.assertAlmostEqual(again["relative_macs"], chosen["relative_macs"])
            self.assertAlmostEqual(again["termination_rate"], sum(chosen["exit_shares"][:-1]))
            self.assertAlmostEqual(again["change_delay"], chosen["change_delay"])
            self.assertEqual([c["every"] for c in again["control"]], [2, 3, 4, 6, 8])
            self.says("give --stream X,Y,L", "evaluate", self.folder / str(k) / chosen["folder"], "--data", self.test, code=2)
            x, y, lengths = self.test_stream.split(",")
            shape, labels = read_npy(y)
            high = write_npy(self.path("high.npy"), [*labels[:-1], 9], shape, "u1")
            self.says(f"{high}: the label of sample {shape[0] - 1} is 9, the network has the classes 0 to 2", "evaluate",
                      self.folder / str(k) / chosen["folder"], "--stream", f"{x},{high},{lengths}", code=3)
            whole = self.json_of("evaluate", self.model, "--stream", self.test_stream)
            self.assertAlmostEqual(whole["accuracy"], found["original"]["test_accuracy"])

    def test_classifiers_whose_output_keeps_axes_of_size_1_are_rewritten(self):
        body, constants = convolution("one", "x", 1, 6)
        more = convolution("two", "one.relu", 6, 12)
        body += more[0] + [node("GlobalAveragePool", ["two.relu"], ["mean"])]
        constants += more[1] + [weights("b", [3], [0.0] * 3)]
        for axes, head, made in (
                ([3, 1, 1], [node("Conv", ["mean", "w", "b"], ["y"])], [weights("w", [3, 12, 1, 1], [0.0] * 36)]),
                ([1, 3], [node("Flatten", ["mean"], ["flat"], axis=1), node("Gemm", ["flat", "w", "b"], ["z"], transB=1), node("Unsqueeze", ["z", "at"], ["y"])],
                 [weights("w", [3, 12], [0.0] * 36), integers("at", [1])]),
                ([1, 3], [node("Flatten", ["mean"], ["flat"], axis=1), node("Gemm", ["flat", "w", "b"], ["z"], transB=1), node("Unsqueeze", ["z", "at"], ["u"]),
                          node("Softmax", ["u"], ["y"], axis=-1)], [weights("w", [3, 12], [0.0] * 36), integers("at", [1])])):
            plain = write_onnx(self.path("plain.onnx"), body + head, constants + made, [value("x", ["N", 1, 8, 8])], [value("y", ["N", *axes])], name="axes")
            self.run_peax("--quiet", "train", plain, "--train", self.train, "--validation", self.validation, "--output", self.path("axes.onnx"),
                          "--epochs", "8", "--rate", "0.02", "--reinitialize")
            before = self.json_of("evaluate", self.path("axes.onnx"), "--data", self.test)
            self.assertEqual(before["task"], "multi_class_classification")
            self.assertGreater(before["accuracy"], 0.6)
            for name in ("confidence_exits", "right_sizing"):
                found = self.json_of("optimize", self.path("axes.onnx"), "--train", self.train, "--validation", self.validation, "--test", self.test,
                                     "--rewrite", name, "--output", self.path(name))
                self.assertEqual(found["task"], "multi_class_classification")
                self.assertAlmostEqual(found["original"]["test_accuracy"], before["accuracy"])
                chosen = found["front"][found["chosen"]]
                again = self.json_of("evaluate", f"{self.path(name)}/{chosen['folder']}", "--data", self.test)
                self.assertAlmostEqual(again["accuracy"], chosen["test_accuracy"])

    def test_rewriters_are_applied_one_after_the_other(self):
        small = self.flow("separable_convolutions", more=["--test", self.test], output="small")
        both = self.flow("separable_convolutions", "confidence_exits", more=["--test", self.test], output="both")
        chosen, record = self.chosen_record(both, "both")
        self.assertEqual(record["rewriter"], "separable_convolutions, confidence_exits")
        self.assertEqual(record["decision"]["kind"], "confidence")
        self.assertGreaterEqual(chosen["validation_accuracy"], both["original"]["validation_accuracy"] - 0.03 - 1e-9)
        self.assertLessEqual(chosen["validation_relative_macs"], small["front"][small["chosen"]]["validation_relative_macs"] + 1e-9)
        self.assertEqual(both["original"], small["original"])
        followed = self.flow("separable_convolutions", "temporal_exits", more=self.streams, output="followed")
        self.assertLess(followed["front"][followed["chosen"]]["relative_macs"], 1)
        either = self.flow("slimming:width=75,epochs=1|separable_convolutions", "confidence_exits", more=["--test", self.test], output="either")
        self.assertLessEqual(either["front"][either["chosen"]]["validation_relative_macs"], chosen["validation_relative_macs"] + 1e-9)

    def test_what_was_found_stands_when_a_later_rewriter_finds_nothing(self):
        alone = self.flow("right_sizing", output="alone")
        out, err = self.run_peax("--json", "optimize", self.model, *self.sets, "--rewrite", "right_sizing", "--rewrite", "confidence_exits",
                                 "--max-accuracy-loss", "0.03", "--output", self.path("both"))
        self.assertEqual(json.loads(out)["front"], alone["front"])
        self.assertIn("confidence_exits found nothing to do", err)

    def test_a_flow_that_was_killed_ends_with_the_same_bytes(self):
        import signal
        import subprocess
        import time
        arguments = [COMMAND, "--quiet", "optimize", self.model, *self.sets, "--rewrite", "separable_convolutions", "--rewrite", "confidence_exits",
                     "--max-accuracy-loss", "0.03", "--cache", self.path("cache"), "--output", self.path("killed")]
        for delay in (0.05, 0.2, 0.5):
            with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
                time.sleep(delay)
                running.send_signal(signal.SIGKILL)
            shutil.rmtree(self.folder / "killed", ignore_errors=True)
        again = self.flow("separable_convolutions", "confidence_exits", more=["--cache", self.path("cache")], output="killed")
        fresh = self.flow("separable_convolutions", "confidence_exits", output="fresh")
        self.assertEqual(again["front"], fresh["front"])
        for model in sorted((self.folder / "fresh" / "solutions").rglob("*")):
            if model.is_dir():
                continue
            same = self.folder / "killed" / model.relative_to(self.folder / "fresh")
            self.assertEqual(model.read_bytes(), same.read_bytes(), model)

    def test_flows_that_cannot_be_are_told_before_anything_runs(self):
        def refused(text, *rewrites, more=()):
            flags = [f for r in rewrites for f in ("--rewrite", r)]
            self.says(text, "optimize", self.model, *flags, "--output", self.path("no"), *more, code=2)

        refused("nothing that takes one can stand behind it", "confidence_exits", "right_sizing", more=self.sets)
        refused("give --calibration X,Y,L", "temporal_exits", more=self.sets)
        refused("give --calibration X,Y,L", "feature_map_termination")
        refused("give --train X,Y and --validation X,Y", "temporal_exits", more=self.streams)
        refused("they are no alternatives", "confidence_exits|temporal_exits", more=[*self.sets, *self.streams])
        refused("does not choose by latency", "right_sizing", more=[*self.sets, "--max-latency", "1", "--platform", "p.json"])
        self.assertEqual(os.listdir(self.folder), [])

    def test_without_labels_to_learn_from_feature_maps_need_a_stream_only(self):
        found = self.json_of("optimize", self.model, *self.streams, "--rewrite", "feature_map_termination", "--max-accuracy-loss", "0.03",
                             "--output", self.path("out"))
        self.assertLess(found["front"][found["chosen"]]["relative_macs"], 1)

    def test_a_limit_that_cannot_be_met_is_a_no_with_its_reason(self):
        groups = write_npy(self.path("g.npy"), [i % 4 for i in range(300)], [300], "i4")
        found = self.optimize("--max-accuracy-loss", "0.02", "--confidence", "0.9", "--validation-groups", groups, code=1)
        self.assertIsNone(found["chosen"])
        _, err = self.run_peax("optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--output", self.path("o3"),
                               "--max-accuracy-loss", "0.02", "--confidence", "0.9", "--validation-groups", groups, code=1)
        self.assertIn("fewer than 5", err)

    def test_the_choice_names_its_rule_its_units_and_its_remarks_in_table_page_and_json(self):
        found = self.optimize("--max-accuracy-loss", "0.5pp", "--margin", "1")
        self.assertIn("a margin of 1 standard errors keeps within the limit, counted over 300 samples", found["chosen_because"])
        self.assertEqual(found["limit"], {"loss": 0.005, "strength": "margin", "value": 1, "sample_units": False})
        self.assertIn("finer than three samples", found["remarks"][0])
        page = (self.folder / "out" / "summary" / "index.html").read_text()
        for text in (found["chosen_because"], found["remarks"][0]):
            self.assertIn(text, page)
        table, _ = self.run_peax("optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--output", self.path("o2"),
                                 "--max-accuracy-loss", "0.005", "--margin", "1")
        self.assertIn(found["chosen_because"], table)
        self.assertIn(found["remarks"][0], table)

    def test_every_solution_has_an_identity_of_its_own_and_says_which_way_it_came(self):
        found = self.json_of("optimize", self.model, *self.sets, "--max-accuracy-loss", "3pp", "--output", self.path("ways"),
                             "--rewrite", "slimming:width=75,epochs=1|confidence_exits")
        records = [json.loads((self.folder / "ways" / s["folder"] / "solution.json").read_text()) for s in found["front"]]
        self.assertEqual(len({r["identity"] for r in records}), len(records))
        self.assertEqual([r["identity"] for r in records], [s["identity"] for s in found["front"]])
        self.assertEqual(len({r["run"] for r in records}), 1)
        self.assertLessEqual({s["made_by"] for s in found["front"]}, {"slimming", "confidence_exits"})
        self.assertEqual([r["rewriter"] for r in records], [s["made_by"] for s in found["front"]])
        if len({s["made_by"] for s in found["front"]}) > 1:
            self.assertIn("it came by " + found["front"][found["chosen"]]["made_by"], found["chosen_because"])

    def test_recordings_are_the_units_of_streams_and_rules_are_named(self):
        flags = ["optimize", self.model, *self.streams, "--rewrite", "feature_map_termination", "--max-accuracy-loss", "30pp", "--margin", "1"]
        by_recording = self.json_of(*flags, "--output", self.path("r"))
        by_sample = self.json_of(*flags, "--sample-units", "--output", self.path("s"))
        self.assertIn("counted over 6 recordings", by_recording["chosen_because"])
        self.assertIn("counted over 240 samples", by_sample["chosen_because"])
        self.assertTrue(by_sample["limit"]["sample_units"])
        self.assertIn("Feature map termination: a sample ends when", (self.folder / "r" / "summary" / "index.html").read_text())
        write_npy(self.path("l.npy"), [60] * 4, [4], "i4")
        four = self.calibration.rsplit(",", 1)[0] + "," + self.path("l.npy")
        few = ["optimize", self.model, "--calibration", four, *flags[6:], "--output", self.path("f")]
        found = self.json_of(*few, code=1)
        self.assertIsNone(found["chosen"])
        _, err = self.run_peax(*few[:-1], self.path("f2"), code=1)
        self.assertIn("4 recordings", err)
        self.assertIn("--sample-units", err)
        self.assertIsNotNone(self.json_of(*few[:-1], self.path("f3"), "--sample-units")["chosen"])

    def test_groups_and_classes_that_are_not_there_are_said(self):
        groups = write_npy(self.path("g.npy"), [i % 9 for i in range(300)], [300], "i4")
        one = write_npy(self.path("y.npy"), [1] * 300, [300], "u1")
        out = ["--output", self.path("no")]
        self.says("--validation-groups: there is no --validation", "optimize", self.model, *self.streams, "--rewrite", "feature_map_termination",
                  "--validation-groups", groups, *out, code=2)
        self.says("--test-groups: there is no --test", "optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--test-groups", groups,
                  *out, code=2)
        self.says("all 300 samples are of class 1", "optimize", self.model, "--train", self.train, "--validation",
                  self.validation.split(",")[0] + "," + one, "--rewrite", "confidence_exits", *out, code=3)
        self.assertFalse((self.folder / "no").exists())
        found = self.json_of("optimize", self.model, *self.streams, "--validation", self.validation, "--validation-groups", groups,
                             "--rewrite", "feature_map_termination", "--max-accuracy-loss", "5pp", "--output", self.path("said"))
        self.assertIn("--validation-groups are not used", "\n".join(found["remarks"]))

    def test_the_reason_of_a_margin_names_the_margin_that_it_counted(self):
        found = self.json_of("optimize", self.model, *self.sets, "--rewrite", "slimming:width=50,epochs=1", "--max-accuracy-loss", "0.001", "--margin", "3",
                             "--output", self.path("m"), code=1)
        self.assertIsNone(found["chosen"])
        page = (self.folder / "m" / "summary" / "run.html").read_text()
        self.assertIn("keeps the loss with its margin of 3 standard errors within 0.0010", page)
        self.assertIn("over 300 samples", page)

    def test_what_is_misspelt_or_missing_is_usage(self):
        def refused(text, *arguments, rewrite="confidence_exits", code=2):
            self.says(text, "optimize", self.model, *self.sets, "--rewrite", rewrite, "--output", self.path("no"), *arguments, code=code)

        refused("there is no rewriter 'confidence_exit' (did you mean 'confidence_exits'?)", rewrite="confidence_exit")
        refused("there is no key 'rul' (did you mean 'rule'?); there are rule, exits, solutions, finetune, finetune_rate, finetune_epochs, type and branch", rewrite="confidence_exits:rul=margin")
        refused("'marign' is not known (did you mean 'margin'?)", rewrite="confidence_exits:rule=marign")
        refused("rule needs a value", rewrite="confidence_exits:rule")
        refused("rule is given twice", rewrite="confidence_exits:rule=margin,rule=entropy")
        refused("exits: '1.5' is no whole number", rewrite="confidence_exits:exits=1.5")
        refused("finetune: 2 is given, at most 1", rewrite="confidence_exits:finetune=2")
        refused("finetune_rate: 'fast' is not a number", rewrite="confidence_exits:finetune_rate=fast")
        refused("finetune_rate: -1 is given, at least 0", rewrite="confidence_exits:finetune_rate=-1")
        refused("epochs: 0 is given, at least 1", rewrite="slimming:epochs=0")
        refused("there is no rewriter ''", rewrite="confidence_exits|")
        refused("there is no 'mac' (did you mean 'macs'?)", "--prefer", "mac")
        refused("only a --platform", "--max-latency", "1")
        refused("only a --platform", "--prefer", "energy")
        refused("--max-macs-share", "--max-macs-share", "-1")
        refused("--max-ram: -5 is given", "--max-ram", "-5")
        self.says("--rewrite: say what to do", "optimize", self.model, *self.sets, "--output", self.path("no"), code=2)
        self.says("give --train X,Y and --validation X,Y", "optimize", self.model, "--rewrite", "confidence_exits", "--output", self.path("no"), code=2)
        self.assertFalse((self.folder / "no").exists())

    def test_a_folder_with_other_files_is_left_alone(self):
        (self.folder / "mine").mkdir()
        (self.folder / "mine" / "letter.txt").write_text("keep me")
        self.says("holds other files", "optimize", self.model, *self.sets, "--rewrite", "confidence_exits", "--output", self.path("mine"), code=4)
        self.assertEqual(os.listdir(self.folder / "mine"), ["letter.txt"])
        self.assertEqual(os.listdir(self.folder), ["mine"])

    def test_a_known_network_gets_cheaper_within_its_limit(self):
        folder = pathlib.Path(data("data/cifar10"))
        shape, pixels = read_npy(folder / "test_x_u8.npy")
        _, labels = read_npy(folder / "test_y_u8.npy")
        size = 3 * 32 * 32
        for name, first, last in (("validation", 0, 500), ("test", 500, shape[0])):
            write_npy(self.path(name + "_x.npy"), pixels[first * size:last * size], [last - first, 3, 32, 32], "u1")
            write_npy(self.path(name + "_y.npy"), labels[first:last], [last - first], "u1")
        found = self.json_of("optimize", data("models/mlperf_tiny/resnet8.onnx"), "--train", f"{folder}/train_x_u8.npy,{folder}/train_y_u8.npy",
                             "--validation", self.path("validation_x.npy") + "," + self.path("validation_y.npy"),
                             "--test", self.path("test_x.npy") + "," + self.path("test_y.npy"),
                             "--rewrite", "confidence_exits", "--max-accuracy-loss", "0.01", "--output", self.path("out"))
        chosen = found["front"][found["chosen"]]
        self.assertEqual(found["original"]["mean_macs"], 12_501_632)
        self.assertLess(chosen["relative_macs"], 0.95)
        self.assertGreaterEqual(chosen["validation_accuracy"], found["original"]["validation_accuracy"] - 0.01 - 1e-9)


if __name__ == "__main__":
    unittest.main()
