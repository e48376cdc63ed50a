"""peax run"""
import os
import unittest

from support import CommandTest, classifier, data, read_npy, read_npz, write_npy

IMAGES = [1, 0, 0, 0, 0, 2, 0, 9, 0, 0, 3, 9]  # [3, 1, 2, 2]


class Run(CommandTest):
    def test_the_first_output_is_written_and_others_by_name(self):
        model = classifier(self.path("m.onnx"))
        x = write_npy(self.path("x.npy"), IMAGES, [3, 1, 2, 2])
        found = self.json_of("run", model, "--input", x, "--output", self.path("y.npy"))
        self.assertEqual((found["name"], found["shape"]), ("probabilities", [3, 3]))
        shape, y = read_npy(self.path("y.npy"))
        self.assertEqual(shape, (3, 3))
        for row in range(3):
            self.assertAlmostEqual(sum(y[3 * row:3 * row + 3]), 1, places=6)
        self.assertAlmostEqual(y[0], 0.5761169, places=6)  # e / (e + 2)
        self.run_peax("run", model, "--input", x, "--output", self.path("s.npy"), "--output-name", "scores")
        self.assertEqual(read_npy(self.path("s.npy")), ((3, 3), (1, 0, 0, 0, 2, 0, 0, 0, 3)))
        self.says("no output 'score' (did you mean 'scores'?)", "run", model, "--input", x, "--output", self.path("n.npy"),
                  "--output-name", "score", code=2)

    def test_inputs_take_missing_axes_integers_and_scaling(self):
        model = classifier(self.path("m.onnx"))
        x = write_npy(self.path("x.npy"), IMAGES, [3, 2, 2], "u1")
        self.run_peax("run", model, "--input", x, "--output", self.path("s.npy"), "--output-name", "scores", "--scale", "2", "--offset", "-1")
        self.assertEqual(read_npy(self.path("s.npy")), ((3, 3), (1, -1, -1, -1, 3, -1, -1, -1, 5)))

    def test_free_dimensions_are_bound_from_the_data(self):
        model = classifier(self.path("m.onnx"), height="H")
        for shape in ([3, 1, 2, 2], [3, 2, 2], [3, 1, 1, 2, 2]):
            x = write_npy(self.path("x.npy"), IMAGES, shape)
            self.run_peax("run", model, "--input", x, "--output", self.path("s.npy"), "--output-name", "scores")
            self.assertEqual(read_npy(self.path("s.npy"))[1], (1, 0, 0, 0, 2, 0, 0, 0, 3))

    def test_a_fixed_leading_one_is_the_batch(self):
        model = classifier(self.path("m.onnx"), batch=1)
        x = write_npy(self.path("x.npy"), IMAGES, [3, 1, 2, 2])
        self.run_peax("run", model, "--input", x, "--output", self.path("s.npy"), "--output-name", "scores")
        self.assertEqual(read_npy(self.path("s.npy")), ((3, 3), (1, 0, 0, 0, 2, 0, 0, 0, 3)))

    def test_shapes_that_do_not_fit_and_folders_that_are_not_there_are_told(self):
        model = classifier(self.path("m.onnx"))
        x = write_npy(self.path("x.npy"), [0] * 27, [3, 3, 3])
        self.says("does not fit the network's input [N,1,2,2]", "run", model, "--input", x, "--output", self.path("y.npy"), code=3)
        x = write_npy(self.path("x.npy"), IMAGES, [3, 2, 2])
        self.says(self.path("no/y.npy"), "run", model, "--input", x, "--output", self.path("no/y.npy"), code=4)
        self.says("--input is given 2 times", "run", model, "--input", x, "--input", x, "--output", self.path("y.npy"), code=2)
        self.assertEqual(sorted(os.listdir(self.folder)), ["m.onnx", "x.npy"])

    def test_known_networks_give_what_onnx_runtime_gave(self):
        for name in ("resnet8", "resnet8_tf2onnx", "dscnn", "dscnn_nhwc"):
            io = data(f"models/mlperf_tiny/{name}_io.npz")
            self.run_peax("run", data(f"models/mlperf_tiny/{name}.onnx"), "--input", io + ":input", "--output", self.path("y.npy"))
            shape, y = read_npy(self.path("y.npy"))
            wanted_shape, wanted = read_npz(io, "output")
            self.assertEqual(shape, wanted_shape)
            self.assertLess(max(abs(a - b) for a, b in zip(y, wanted)), 1e-4, name)


if __name__ == "__main__":
    unittest.main()
