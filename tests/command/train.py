"""peax train and peax bench"""
import random
import unittest

from support import CommandTest, classifier, regression, write_npy


class Train(CommandTest):
    def samples(self, name, n, seed):
        """The class is the largest of the last three of four values: the network's weights look at the first three."""
        chance = random.Random(seed)
        x = [chance.gauss(0, 1) for _ in range(4 * n)]
        y = [max(range(3), key=lambda k: x[4 * i + 1 + k]) for i in range(n)]
        return write_npy(self.path(name + "_x.npy"), x, [n, 2, 2]) + "," + write_npy(self.path(name + "_y.npy"), y, [n], "u1")

    def test_training_learns_and_writes_a_model_that_evaluates_alike(self):
        model, train, validation = classifier(self.path("m.onnx")), self.samples("t", 600, 1), self.samples("v", 300, 2)
        before = self.json_of("evaluate", model, "--data", validation)["accuracy"]
        found = self.json_of("train", model, "--train", train, "--validation", validation, "--output", self.path("o.onnx"),
                             "--epochs", "20", "--rate", "0.05", "--batch", "32")
        self.assertEqual(len(found["epochs"]), 20)
        after = self.json_of("evaluate", self.path("o.onnx"), "--data", validation)["accuracy"]
        self.assertLess(before, 0.7)
        self.assertGreater(after, 0.93)
        self.assertAlmostEqual(after, found["epochs"][found["best_epoch"] - 1]["validation_accuracy"])

    def test_the_same_seed_gives_the_same_bytes_for_any_number_of_threads(self):
        model, train, validation = classifier(self.path("m.onnx")), self.samples("t", 200, 1), self.samples("v", 100, 2)

        def trained(*more):
            self.run_peax("--quiet", "train", model, "--train", train, "--validation", validation, "--output", self.path("o.onnx"),
                          "--epochs", "3", "--reinitialize", *more)
            return (self.folder / "o.onnx").read_bytes()

        one = trained("--seed", "5", "--threads", "1")
        self.assertEqual(one, trained("--seed", "5", "--threads", "2"))
        self.assertNotEqual(one, trained("--seed", "6"))

    def test_what_cannot_be_is_told(self):
        model, train = classifier(self.path("m.onnx")), self.samples("t", 20, 1)
        out = ["--output", self.path("o.onnx")]
        self.says("there is no 'adm' (did you mean 'adam'?)", "train", model, "--train", train, "--optimizer", "adm", *out, code=2)
        self.says("--rate", "train", model, "--train", train, "--rate", "-1", *out, code=2)
        self.says("--epochs", "train", model, "--train", train, "--epochs", "0", *out, code=2)
        one_class = self.path("t_x.npy") + "," + write_npy(self.path("y.npy"), [1] * 20, [20], "u1")
        self.says("class 1", "train", model, "--train", one_class, *out, code=3)
        self.says(self.path("no/o.onnx"), "train", model, "--train", train, "--epochs", "1", "--output", self.path("no/o.onnx"), code=4)
        self.assertFalse((self.folder / "o.onnx").exists())

    def test_quiet_says_nothing(self):
        model, train = classifier(self.path("m.onnx")), self.samples("t", 20, 1)
        out, err = self.run_peax("train", "--quiet", model, "--train", train, "--epochs", "1", "--output", self.path("o.onnx"))
        self.assertEqual((out, err), ("", ""))


class Bench(CommandTest):
    def test_both_modes_give_the_keys_of_the_contract(self):
        for model in (classifier(self.path("m.onnx")), regression(self.path("r.onnx")), classifier(self.path("f.onnx"), batch=1)):
            for mode in ("train", "infer"):
                found = self.json_of("bench", mode, model, "--batch", "8", "--steps", "5", "--threads", "1")
                self.assertEqual(set(found), {"schema", "peer", "mode", "model", "batch", "threads", "samples_per_s", "ms_median"})
                self.assertEqual([found[k] for k in ("peer", "mode", "model", "batch", "threads")], ["peax", mode, model, 8, 1])
                self.assertAlmostEqual(found["samples_per_s"] * found["ms_median"] / 1000, 8, places=6)


if __name__ == "__main__":
    unittest.main()
