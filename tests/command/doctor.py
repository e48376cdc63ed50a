"""peax doctor: what is installed, and what to install."""
import shutil
import unittest

from support import CommandTest


class Doctor(CommandTest):
    def test_it_names_every_tool_and_the_packages_that_are_missing(self):
        found = self.json_of("doctor")
        tools = {t["name"]: t for t in found["tools"]}
        for name in ("gcc", "arm-none-eabi-gcc", "newlib for arm-none-eabi", "qemu-system-arm", "node", "onnxruntime-node", "python3", "python3: onnx",
                     "python3: jsonschema", "python3: torch", "chromium"):
            self.assertIn(name, tools)
        for name in ("gcc", "arm-none-eabi-gcc", "qemu-system-arm", "node"):
            self.assertEqual(tools[name]["found"], shutil.which(name) is not None, name)
            if tools[name]["found"]:
                self.assertTrue(tools[name]["version"])
        self.assertIn("OpenBLAS", found["blas"])
        self.assertIn(found["instruction_set"], ("portable", "avx2", "avx512"))
        missing = [t["package"] for t in found["tools"] if not t["found"] and t["package"]]
        self.assertEqual(found["missing_packages"], list(dict.fromkeys(missing)))

    def test_without_anything_it_gives_the_line_to_type(self):
        nothing = {"PATH": self.path("empty"), "NODE_PATH": ""}
        found = self.json_of("doctor", environment=nothing)
        for package in ("gcc", "gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-system-arm", "nodejs", "chromium"):
            self.assertIn(package, found["missing_packages"])
        self.assertEqual(found["apt"], "apt-get install " + " ".join(found["missing_packages"]))
        said, _ = self.run_peax("doctor", environment=nothing)
        self.assertIn(found["apt"], said)
        self.assertIn("npm install onnxruntime-node", said)


if __name__ == "__main__":
    unittest.main()
