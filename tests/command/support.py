"""What the tests of the command share: running it, small arrays and networks as files. Standard library only."""
import ast
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest
import zipfile

COMMAND = os.environ["PEAX_COMMAND"]
DATA = os.environ.get("PEAX_TEST_DATA")
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reference" / "schema"


def data(inside):
    """A path below $PEAX_TEST_DATA; without it the test is skipped with the reason."""
    if not DATA or not (pathlib.Path(DATA) / inside).exists():
        reason = f"PEAX_TEST_DATA holds no {inside}" if DATA else f"PEAX_TEST_DATA is not set, wanted {inside}"
        print(f"skipped: {reason}", flush=True)
        raise unittest.SkipTest(reason)
    return str(pathlib.Path(DATA) / inside)


class CommandTest(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)

    def path(self, name):
        return str(self.folder / name)

    def run_peax(self, *arguments, code=0, environment=None, shows=False):
        """Runs the command; fails unless it ends with `code`. `shows`: it prints what it knows and fails all the same.
        Returns (standard output, standard error)."""
        run = subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True,
                             env={**os.environ, **(environment or {})})
        self.assertEqual(run.returncode, code, f"{arguments}\n{run.stdout}{run.stderr}")
        if code not in (0, 1, 77):  # of verify: nothing was there to compare
            self.assertEqual(run.stdout != "", shows, run.stdout)
            self.assertTrue(run.stderr.startswith("peax: "), run.stderr)
        return run.stdout, run.stderr

    def json_of(self, *arguments, code=0, environment=None, shows=False):
        """The one object that `--json` prints, on one line."""
        out, _ = self.run_peax("--json", *arguments, code=code, environment=environment, shows=shows)
        self.assertEqual(out.count("\n"), 1)
        self.assertTrue(out.endswith("}\n"))

        def no_constant(name):
            raise AssertionError(f"{name} is no JSON number")

        found = json.loads(out, parse_constant=no_constant)
        self.assertEqual(set(found["schema"]), {"name", "version"})
        name = found["schema"]["name"].removeprefix("peax.")
        self.fits_schema("result" if name == "optimize" else name, found)
        return found

    def fits_schema(self, name, record):
        """Checks a file of the command against docs/reference/schema/, where Python has jsonschema."""
        try:
            import jsonschema
        except ImportError:
            print(f"skipped: there is no jsonschema (python3-jsonschema) to check the {name} with", flush=True)
            return
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        faults = [f"{e.json_path}: {e.message[:400]}" for e in jsonschema.Draft202012Validator(schema).iter_errors(record)]
        self.assertEqual(faults, [])

    def says(self, text, *arguments, code, shows=False):
        """The command fails with `code` and a message that holds `text`."""
        _, err = self.run_peax(*arguments, code=code, shows=shows)
        self.assertIn(text, err)


# ---- arrays

FORMATS = {"f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B"}


def write_npy(path, values, shape, kind="f4"):
    header = f"{{'descr': '{'|' if kind[1] == '1' else '<'}{kind}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    pathlib.Path(path).write_bytes(content + struct.pack(f"<{len(values)}{FORMATS[kind]}", *values))
    return str(path)


def read_npy(content):
    """(shape, values) of the bytes of a .npy file in C order."""
    if not isinstance(content, bytes):
        content = pathlib.Path(content).read_bytes()
    (length,) = struct.unpack_from("<H", content, 8)
    header = ast.literal_eval(content[10:10 + length].decode())
    assert not header["fortran_order"]
    raw = content[10 + length:]
    kind = FORMATS[header["descr"][1:]]
    return header["shape"], struct.unpack(f"<{len(raw) // struct.calcsize(kind)}{kind}", raw)


def read_npz(path, key):
    with zipfile.ZipFile(path) as archive:
        return read_npy(archive.read(key + ".npy"))


# ---- networks: as much of ONNX's protobuf messages as small networks need

def varint(n):
    out = bytearray()
    n &= (1 << 64) - 1
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def attribute(name, value):
    kinds = {float: (2, 1), int: (3, 2), str: (4, 3), list: (8, 7)}
    number, kind = kinds[type(value)]
    items = value if isinstance(value, list) else [value]
    return field(1, name) + b"".join(field(number, v) for v in items) + field(20, kind)


def node(op, inputs, outputs, name="", **attributes):
    return (b"".join(field(1, i) for i in inputs) + b"".join(field(2, o) for o in outputs) + field(3, name or outputs[0])
            + field(4, op) + b"".join(field(5, attribute(k, v)) for k, v in attributes.items()))


def weights(name, shape, values):
    return b"".join(field(1, d) for d in shape) + field(2, 1) + field(8, name) + field(9, struct.pack(f"<{len(values)}f", *values))


def integers(name, values):
    """A list of int64."""
    return field(1, len(values)) + field(2, 7) + field(8, name) + field(9, struct.pack(f"<{len(values)}q", *values))


def value(name, shape):
    """Extents are numbers, or names of free dimensions."""
    dims = b"".join(field(1, field(2 if isinstance(d, str) else 1, d)) for d in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


def write_onnx(path, nodes, constants, inputs, outputs, name="small"):
    graph = (b"".join(field(1, n) for n in nodes) + field(2, name) + b"".join(field(5, c) for c in constants)
             + b"".join(field(11, i) for i in inputs) + b"".join(field(12, o) for o in outputs))
    pathlib.Path(path).write_bytes(field(1, 7) + field(7, graph) + field(8, field(1, "") + field(2, 13)))
    return str(path)


def classifier(path, height="2", batch="N"):
    """[N,1,2,2] -> flatten -> the three sums of W x -> softmax. W picks the first three values: class = the largest of them."""
    dims = [batch, 1, int(height) if height.isdigit() else height, 2]
    return write_onnx(
        path,
        [node("Flatten", ["x"], ["flat"], axis=1), node("Gemm", ["flat", "w", "b"], ["scores"], transB=1),
         node("Softmax", ["scores"], ["probabilities"], axis=1)],
        [weights("w", [3, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]), weights("b", [3], [0, 0, 0])],
        [value("x", dims)], [value("probabilities", [batch, 3]), value("scores", [batch, 3])])


def regression(path):
    """[N,2] -> 2 x0 - x1 + 0.5"""
    return write_onnx(path, [node("Gemm", ["x", "w", "b"], ["y"], transB=1)], [weights("w", [1, 2], [2, -1]), weights("b", [1], [0.5])],
                      [value("x", ["N", 2])], [value("y", ["N", 1])])
