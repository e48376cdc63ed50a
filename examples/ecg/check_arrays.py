#!/usr/bin/env python3
"""Arrays of tiny records in PhysioNet's own form are what was written: a test of arrays.py. Exit code 77 without numpy."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
try:
    import numpy as np

    import tiny_records
except ImportError:
    print("skipped: numpy is not installed")
    sys.exit(77)

script = pathlib.Path(__file__).with_name("arrays.py")


def arrays_of(mitdb, out):
    return subprocess.run([sys.executable, script, mitdb, out], capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    mitdb, out = pathlib.Path(folder) / "mitdb", pathlib.Path(folder) / "data"
    mitdb.mkdir()
    slope = np.arange(6000) / 8 - 300  # codes from -300 to 450 around the zero: halving the rate keeps a line
    # N, S, a change of rhythm with its text, 3000 samples of nothing, V, Q, an added note, fusion.
    marks = [(400, 1), (760, 9), (800, 28, b"(AFIB"), (3800, 5), (4200, 13), (4220, 14), (4600, 6)]
    for record in (101, 106, 100):  # train, validation, test
        tiny_records.write(mitdb, record, slope, marks)
    # In record 114 the lead stands second.
    tiny_records.write(mitdb, 114, slope[::-1], marks[:2], leads=("V5", "MLII"))
    made = arrays_of(mitdb, out)
    assert made.returncode == 0, made.stderr
    assert "test: 4 beats of 1 records, 1 N, 1 S, 1 V, 1 F" in made.stdout, made.stdout

    x, y, groups = (np.load(out / f"test_{what}.npy") for what in ("x", "y", "groups"))
    assert x.dtype == np.float32 and x.shape == (4, 2, 256), x.shape
    assert y.tolist() == [0, 1, 2, 3] and groups.tolist() == [100] * 4, (y, groups)
    # The beat at sample 760 of 6000: 380 at half the rate, a line from 220 to 475 that is 1/4 code or 1/800 mV a step.
    line = np.arange(256) - 127.5
    wanted = line / 800 / (np.sqrt(np.mean((line / 800) ** 2)) + 1e-3)
    assert np.allclose(x[1, 0], wanted, atol=0.02), np.abs(x[1, 0] - wanted).max()
    # Times at half the rate 200, 380, 1900, 2100 (Q), 2300; intervals 180, 1520, 200, 200. The first two know no mean; 1520 is cut off at 2.
    assert (x[0, 1] == 0).all() and (x[1, 1] == 0).all() and (x[2, 1] == 2).all(), x[:, 1, 0]
    assert np.allclose(x[3, 1], 2 * (200 / ((180 + 1520 + 200) / 3) - 1)), x[3, 1, 0]
    train = np.load(out / "train_x.npy")
    assert np.load(out / "train_groups.npy").tolist() == [101] * 4 + [114] * 2
    assert np.allclose(train[4, 0], -train[0, 0], atol=0.02), "record 114 falls where 101 rises"
    assert np.load(out / "stream_l.npy").tolist() == [4] and np.load(out / "calibration_l.npy").tolist() == [4]

    dat = mitdb / "100.dat"
    dat.write_bytes(dat.read_bytes()[:-3])
    cut = arrays_of(mitdb, out)
    assert cut.returncode == 1 and "17997 bytes, but 100.hea says 6000 samples" in cut.stderr, cut.stderr
    (mitdb / "100.hea").unlink()
    none = arrays_of(mitdb, out)
    assert none.returncode == 1 and "no beat for test" in none.stderr, none.stderr
print("arrays are what was written")
