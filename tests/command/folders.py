"""Folders of pictures and sounds as data sets: peax train, optimize, evaluate, info and run"""
import json
import math
import pathlib
import random
import struct
import unittest
import zlib

from optimize import small_network, stripes
from support import CommandTest, classifier, node, read_npy, value, weights, write_npy, write_onnx

NAMES = ["flat", "slanted", "upright"]  # in another order than stripes() counts: horizontal, vertical, diagonal
LABEL = {0: "flat", 1: "upright", 2: "slanted"}


def write_png(path, width, height, pixels, channels=1):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = b"".join(b"\0" + bytes(pixels[y * width * channels:(y + 1) * width * channels]) for y in range(height))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def write_wav(path, samples, rate=8000):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = struct.pack(f"<{len(samples)}h", *samples)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(raw)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, 2 * rate, 2, 16)
                     + b"data" + struct.pack("<I", len(raw)) + raw)


class Pictures(CommandTest):
    def sets(self, name, n, seed):
        """The same pictures as a folder and, in its order, as arrays."""
        stripes(self.folder, name, n, seed)
        _, x = read_npy(self.folder / f"{name}_x.npy")
        _, y = read_npy(self.folder / f"{name}_y.npy")
        pictures = [(LABEL[y[i]], f"{i:04}", [max(0, min(255, round(128 + 40 * v))) for v in x[64 * i:64 * (i + 1)]]) for i in range(n)]
        for label, file, pixels in pictures:
            write_png(self.folder / name / label / (file + ".png"), 8, 8, pixels)
        pictures.sort()
        arrays = write_npy(self.path(name + "_x.npy"), [v for p in pictures for v in p[2]], [n, 8, 8], "u1")
        return self.path(name), arrays + "," + write_npy(self.path(name + "_y.npy"), [NAMES.index(p[0]) for p in pictures], [n], "u1")

    def test_equal_pixels_train_to_equal_networks_and_names_stay_with_them(self):
        model = small_network(self.path("m.onnx"))
        train, test = self.sets("train", 300, 1), self.sets("test", 150, 2)
        found = []
        for i in (0, 1):
            found.append(self.json_of("train", model, "--reinitialize", "--train", train[i], "--validation", test[i], "--output",
                                      self.path(f"o{i}.onnx"), "--scale", "1/255", "--mean", "0.5", "--std", "0.25", "--epochs", "8",
                                      "--rate", "0.02"))
        self.assertEqual(found[0]["epochs"], found[1]["epochs"])
        self.assertGreater(found[0]["after"]["accuracy"], 0.85)
        self.assertEqual(*[read_npy(self.ran(f"o{i}.onnx", test[1].split(",")[0])) for i in (0, 1)])

        about = self.json_of("info", self.path("o0.onnx"))["model"]
        self.assertEqual(about["outputs"][0]["classes"], NAMES)
        self.assertEqual(about["inputs"][0]["modality"], "image")
        self.assertNotIn("classes", self.json_of("info", self.path("o1.onnx"))["model"]["outputs"][0])
        scaled = ["--scale", "1/255", "--mean", "0.5", "--std", "0.25"]
        self.assertEqual(self.json_of("evaluate", self.path("o0.onnx"), "--data", test[0], *scaled)["accuracy"],
                         found[0]["after"]["accuracy"])
        # A folder that lacks a class is told by the names that the network has.
        for file in (self.folder / "test" / "flat").iterdir():
            file.unlink()
        (self.folder / "test" / "flat").rmdir()
        out, err = self.run_peax("evaluate", self.path("o0.onnx"), "--data", test[0], *scaled)
        self.assertIn("has folders of 2 of the 3 classes", err)
        self.says("has 2 classes (slanted ... upright), the network 3; say all of the network's with --classes", "evaluate",
                  self.path("o1.onnx"), "--data", test[0], *scaled, code=3)
        self.run_peax("evaluate", self.path("o1.onnx"), "--data", test[0], *scaled, "--classes", ",".join(NAMES))
        (self.folder / "names.txt").write_text("\n".join(NAMES) + "\n")
        self.run_peax("evaluate", self.path("o1.onnx"), "--data", test[0], *scaled, "--classes", self.path("names.txt"))

    def ran(self, model, x):
        self.run_peax("run", self.path(model), "--input", x, "--output", self.path(model + ".npy"), "--scale", "1/255", "--mean", "0.5",
                      "--std", "0.25")
        return self.folder / (model + ".npy")

    def test_optimize_cuts_one_folder_in_parts_and_writes_the_names(self):
        model, (folder, _) = small_network(self.path("m.onnx")), self.sets("all", 400, 3)
        self.run_peax("--quiet", "train", model, "--reinitialize", "--train", folder, "--split", "0.6,0.2,0.2", "--output",
                      self.path("t.onnx"), "--scale", "1/255", "--epochs", "8", "--rate", "0.02")
        out = self.path("out")
        found = self.json_of("optimize", self.path("t.onnx"), "--train", folder, "--split", "0.6,0.2,0.2", "--scale", "1/255",
                             "--rewrite", "confidence_exits:solutions=2", "--max-accuracy-loss", "20pp", "--output", out)
        self.assertEqual(found["classes"], NAMES)
        result = json.loads((self.folder / "out" / "result.json").read_text())
        self.fits_schema("result", result)
        record = json.loads((self.folder / "out" / "solutions" / "0" / "solution.json").read_text())
        self.fits_schema("solution", record)
        self.assertEqual(record["classes"], NAMES)
        pages = "".join(p.read_text() for p in (self.folder / "out" / "summary").rglob("*.html"))
        for name in NAMES:
            self.assertIn(name, pages)
        again = self.json_of("evaluate", self.path("out/original.onnx"), "--data", folder, "--split", "0.6,0.2,0.2", "--scale", "1/255")
        self.assertEqual(again["samples"], 80)
        self.assertAlmostEqual(again["accuracy"], found["original"]["test_accuracy"])
        self.assertEqual(self.json_of("info", self.path("out/solutions/0/model.onnx"))["model"]["inputs"][0]["modality"], "image")
        # A test set of its own goes with two shares, and is whole; the solution knows the scaling, and given again it is the same.
        two = self.json_of("optimize", self.path("t.onnx"), "--train", folder, "--split", "0.7,0.3", "--test", folder, "--scale", "1/255",
                           "--mean", "0.5", "--std", "0.25", "--rewrite", "confidence_exits:solutions=2", "--max-accuracy-loss", "20pp",
                           "--output", self.path("two"))
        kept = self.path("two/" + two["front"][two["chosen"]]["folder"])
        for again in ([], ["--scale", "1/255", "--mean", "0.5", "--std", "0.25"]):
            whole = self.json_of("evaluate", kept, "--data", folder, *again)
            self.assertEqual(whole["samples"], 400)
            self.assertAlmostEqual(whole["accuracy"], two["front"][two["chosen"]]["test_accuracy"])
        self.says("and --test only with two shares", "optimize", model, "--train", folder, "--test", folder, "--split", "0.6,0.2,0.2",
                  "--rewrite", "right_sizing", "--output", self.path("p"), code=2)
        self.says("--split cuts the set of --train in parts", "optimize", model, "--train", folder, "--validation", folder, "--split",
                  "0.8,0.2", "--rewrite", "right_sizing", "--output", self.path("p"), code=2)

    def test_a_picture_alone_is_run_and_resized(self):
        model = classifier(self.path("m.onnx"))
        write_png(self.folder / "a.png", 2, 2, [0, 200, 100, 50])
        self.run_peax("run", model, "--input", self.path("a.png"), "--output", self.path("y.npy"), "--output-name", "scores")
        self.assertEqual(read_npy(self.path("y.npy")), ((1, 3), (0.0, 200.0, 100.0)))
        write_png(self.folder / "b.png", 4, 4, [0, 0, 8, 8, 0, 0, 8, 8, 4, 4, 2, 2, 4, 4, 2, 2])
        _, err = self.run_peax("run", model, "--input", self.path("b.png"), "--output", self.path("y.npy"), "--output-name", "scores")
        self.assertEqual(read_npy(self.path("y.npy")), ((1, 3), (0.0, 8.0, 4.0)))
        self.assertIn("1 of them resized (bilinear)", err)
        # A free height is that of the pictures.
        free = classifier(self.path("f.onnx"), height="H")
        self.run_peax("run", free, "--input", self.path("a.png"), "--output", self.path("y.npy"), "--output-name", "scores")

    def test_what_cannot_be_is_told_with_file_and_reason(self):
        model = classifier(self.path("m.onnx"))
        for name in "abc":
            write_png(self.folder / "d" / name / "1.png", 2, 2, [1, 2, 3, 4])
        whole = (self.folder / "d/c/1.png").read_bytes()
        wrong = [("d/c/2.png", b"no picture", "2.png: is no picture"), ("d/c/2.png", whole[:40], "2.png: is no whole PNG file"),
                 ("d/c/2.bmp", b"BM", "2.bmp: is neither a picture"), ("d/2.png", whole, "2.png: lies in no folder of a class")]
        for file, content, reason in wrong:
            (self.folder / file).write_bytes(content)
            self.says(reason, "evaluate", model, "--data", self.path("d"), code=3)
            (self.folder / file).unlink()
        write_png(self.folder / "d/c/2.png", 2, 2, list(range(12)), 3)
        self.says("2.png: is coloured (3 channels), those before are grey (1 channel)", "evaluate", model, "--data",
                  self.path("d"), code=3)
        self.run_peax("evaluate", model, "--data", self.path("d"), "--pictures", "channels=grey")
        self.says("there is no key 'chanels' (did you mean 'channels'?)", "evaluate", model, "--data", self.path("d"), "--pictures",
                  "chanels=grey", code=2)
        (self.folder / "d" / "e").mkdir()
        self.says("e: the folder of a class is empty", "evaluate", model, "--data", self.path("d"), code=3)
        self.says("or a folder with a folder for each class", "evaluate", model, "--data", self.path("none"), code=2)
        self.says("--classes: 'a' is named twice", "evaluate", model, "--data", self.path("d"), "--classes", "a,b,a", code=2)

    def test_modality_overrules_the_shape(self):
        model = classifier(self.path("m.onnx"))
        self.assertEqual(self.json_of("info", model)["model"]["inputs"][0]["modality"], "image")
        self.assertEqual(self.json_of("info", model, "--modality", "tabular")["model"]["inputs"][0]["modality"], "tabular")
        self.says("--modality: there is no 'images' (did you mean 'image'?)", "info", model, "--modality", "images", code=2)
        for name in "abc":
            write_png(self.folder / "d" / name / "1.png", 2, 2, [1, 2, 3, 4])
        self.says("audio is said, and " + self.path("d") + " holds pictures", "info", model, "--data", self.path("d"), "--modality",
                  "audio", code=2)


class Sounds(CommandTest):
    def tones(self):
        """40 sounds of each of three heights, under noise."""
        chance = random.Random(4)
        for c, hertz in enumerate((500, 1500, 3000)):
            for i in range(40):
                phase, length = chance.random() * 6, chance.randrange(500, 900)
                write_wav(self.folder / "tones" / str(hertz) / f"{i:02}.wav",
                          [round(8000 * math.sin(phase + 2 * math.pi * hertz * t / 8000) + chance.gauss(0, 800)) for t in range(length)])
        return self.path("tones")

    def dense(self):
        """For [N,1,frames,values]: 7 frames of 128 samples, 64 apart, 8 bands or coefficients."""
        return write_onnx(self.path("m.onnx"),
                          [node("Flatten", ["x"], ["flat"], axis=1), node("Gemm", ["flat", "w", "b"], ["scores"], transB=1),
                           node("Softmax", ["scores"], ["y"], axis=1)],
                          [weights("w", [3, 56], [0.0] * 168), weights("b", [3], [0.0] * 3)], [value("x", ["N", 1, 7, 8])],
                          [value("y", ["N", 3])])

    def test_tones_are_told_apart_by_their_cepstrum(self):
        how = ["--features", "mfcc:window=128,hop=64,bands=16,coefficients=8", "--sounds", "rate=8000,place=centre", "--scale", "0.1"]
        found = self.json_of("train", self.dense(), "--train", self.tones(), "--split", "0.7,0.3", "--reinitialize", "--output",
                             self.path("o.onnx"), *how, "--epochs", "20", "--rate", "0.02")
        self.assertGreater(found["after"]["accuracy"], 0.95)
        _, err = self.run_peax("evaluate", self.path("o.onnx"), "--data", self.path("tones"), *how)
        self.assertIn("mfcc: 7 frames of 8 values, window 128, hop 64", err)

    def test_tones_are_told_apart_by_their_spectrum(self):
        model = self.dense()
        self.tones()
        how = ["--features", "log_mel:window=128,hop=64,bands=8", "--sounds", "rate=8000,place=centre", "--scale", "0.1"]
        found = self.json_of("train", model, "--train", self.path("tones"), "--split", "0.7,0.3", "--reinitialize", "--output",
                             self.path("o.onnx"), *how, "--epochs", "20", "--rate", "0.02")
        self.assertGreater(found["after"]["accuracy"], 0.95)
        about = self.json_of("info", self.path("o.onnx"))["model"]
        self.assertEqual(about["inputs"][0]["modality"], "audio")
        self.assertEqual(about["outputs"][0]["classes"], ["1500", "3000", "500"])
        _, err = self.run_peax("evaluate", self.path("o.onnx"), "--data", self.path("tones"), *how)
        self.assertIn("120 sounds of 512 samples at 8000 Hz, log_mel: 7 frames of 8 values, window 128, hop 64", err)
        # Windows of one file stand in one part, and are a group.
        windows = [*how[:2], "--sounds", "length=512,hop=64", "--scale", "0.1"]
        self.assertGreater(self.json_of("evaluate", self.path("o.onnx"), "--data", self.path("tones"), *windows)["samples"], 200)
        write_wav(self.folder / "tones/500/zz.wav", [1, 2, 3], 16000)
        self.says("zz.wav: has 16000 samples a second, --sounds rate says 8000", "evaluate", self.path("o.onnx"), "--data",
                  self.path("tones"), *how, code=3)
        (self.folder / "tones/500/zz.wav").write_bytes((self.folder / "tones/500/00.wav").read_bytes()[:300])
        self.says("zz.wav: the WAV file is cut off", "evaluate", self.path("o.onnx"), "--data", self.path("tones"), *how, code=3)


if __name__ == "__main__":
    unittest.main()
