#!/usr/bin/env python3
"""Writes the first arrays and platform files of the fuzz targets: seeds.py FOLDER ROOT."""
import gzip
import io
import pathlib
import re
import struct
import sys
import tempfile
import zipfile

root = pathlib.Path(sys.argv[2])
sys.path.insert(0, str(root / "tests/command"))
import os  # noqa: E402

os.environ.setdefault("PEAX_COMMAND", "")
import support  # noqa: E402

to = pathlib.Path(sys.argv[1])
names = ["npy", "npz", "idx", "csv", "npy.gz", "csv.gz"]


def put(target, name, content):
    (to / target).mkdir(parents=True, exist_ok=True)
    (to / target / name).write_bytes(content)


def put_array(kind, name, content):
    put("arrays", name, bytes([names.index(kind)]) + content)


with tempfile.TemporaryDirectory() as folder:
    for kind in support.FORMATS:
        content = pathlib.Path(support.write_npy(folder + "/a.npy", [1, 2, 3, 4, 5, 6], [3, 2], kind)).read_bytes()
        put_array("npy", f"npy_{kind}", content)
put_array("npy.gz", "npy_gz", gzip.compress(content, mtime=0))
for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", packing) as z:
        z.writestr("x.npy", content)
    put_array("npz", f"npz_{packing}", archive.getvalue())
put_array("idx", "idx", struct.pack(">BBBBII", 0, 0, 8, 2, 2, 3) + bytes(range(6)))
put_array("idx", "idx_float", struct.pack(">BBBBIff", 0, 0, 13, 1, 2, 0.5, -1))
for i, text in enumerate(["a,b\n1,2\n3,4\n", "1;2.5\n\"3\";-4e-3\n", "\ufeff0\n1\n2\n", "x\ty\r\n1\t\r\n"]):
    put_array("csv", f"csv_{i}", text.encode())
put_array("csv.gz", "csv_gz", gzip.compress(b"0,1\n2,3\n", mtime=0))

page = (root / "docs/reference/platform.md").read_text()
put("json", "platform", re.search(r"```json\n(.*?)```", page, re.S)[1].encode())
put("json", "conditions", (root / "examples/platforms/m33_beside_npu.json").read_bytes())
put("json", "instructions", b'{"processors": [{"name": "a", "instructions": {"float32": {"Conv": [{"when": "not (kernel <= 7 or depthwise)", '
    b'"per": {"macs": 2}, "layer": 3}]}}, "instructions_per_second": 1e6}]}')
put("json", "smallest", b'{"processors": [{"name": "a", "macs_per_second": 1}]}')
