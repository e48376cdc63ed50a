"""Writes the small array files that tests/data reads: python3 make_golden.py, in this folder, with Debian's python3-numpy.

Made with NumPy 1.24.2. Every array holds values that the test can say in one line: arange, or as written there."""
import gzip
import io
import struct

import numpy as np

r6 = np.arange(6).reshape(2, 3)
np.save("c_f4.npy", (r6 * 0.5 - 1).astype("<f4"))
np.save("fortran_i2.npy", np.asfortranarray((np.arange(24).reshape(2, 3, 4) - 12).astype("<i2")))
np.save("big_f8.npy", (r6 * 0.25).astype(">f8"))
np.save("big_fortran_i4.npy", np.asfortranarray(r6.astype(">i4")))
np.save("bool.npy", np.array([True, False, True]))
np.save("scalar_i8.npy", np.int64(-7))
np.save("empty_u1.npy", np.zeros((0, 3), np.uint8))
np.save("i1.npy", np.array([-128, 0, 127], np.int8))
np.save("u8.npy", np.array([0, 2**64 - 1], np.uint64))
for version in ((2, 0), (3, 0)):
    with open("version%d.npy" % version[0], "wb") as f:
        np.lib.format.write_array(f, r6.astype("<i4"), version=version)
np.save("object.npy", np.array([1, "a"], dtype=object))
np.save("record.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
np.save("half.npy", np.ones(2, np.float16))
np.savez("stored.npz", x=r6.astype("<f4"), y=np.array([0, 1], np.int64))
np.savez_compressed("deflated.npz", only=np.zeros(100, np.float32))


def idx(code, array):
    header = struct.pack(">BBBB", 0, 0, code, array.ndim) + b"".join(struct.pack(">I", n) for n in array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def packed(content):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as f:
        f.write(content)
    return out.getvalue()


def write(name, content):
    with open(name, "wb") as f:
        f.write(content)


write("u1.idx", idx(8, r6.astype("u1")))
write("i4.idx.gz", packed(idx(0x0C, r6.astype("i4") - 3)))
write("f4.idx", idx(0x0D, (r6 * 0.5).astype("f4")))
write("f8.idx.gz", packed(idx(0x0E, (r6 * 0.5).astype("f8"))))
write("c_f4.npy.gz", packed(open("c_f4.npy", "rb").read()))
write("members.npy.gz", packed(open("c_f4.npy", "rb").read()[:100]) + packed(open("c_f4.npy", "rb").read()[100:]))
write("table.csv.gz", packed(b'"width, cm";height\r\n1;2.5\r\n-3e2;"4"\r\n'))
