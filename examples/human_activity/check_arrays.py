#!/usr/bin/env python3
"""Arrays of tiny recordings in the data set's own form are what was written: a test of arrays.py. Exit code 77 without numpy."""
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    print("skipped: numpy is not installed")
    sys.exit(77)

script = pathlib.Path(__file__).with_name("arrays.py")
with tempfile.TemporaryDirectory() as folder:
    raw, out = pathlib.Path(folder) / "RawData", pathlib.Path(folder) / "data"
    raw.mkdir()
    marks = []
    for experiment, person in [(1, 1), (2, 25), (3, 2)]:  # train, validation, test
        values = np.arange(400 * 6, dtype=float).reshape(400, 6) / 1000 + person
        np.savetxt(raw / f"acc_exp{experiment:02}_user{person:02}.txt", values[:, :3])
        np.savetxt(raw / f"gyro_exp{experiment:02}_user{person:02}.txt", values[:, 3:])
        # Walking up to sample 200, sitting from 201 to 336, then standing up (8), which is no class.
        marks += [(experiment, person, 1, 1, 200), (experiment, person, 4, 201, 336), (experiment, person, 8, 337, 400)]
    np.savetxt(raw / "labels.txt", marks, fmt="%d")
    subprocess.run([sys.executable, script, raw, out], check=True)

    x, y, groups = (np.load(out / f"test_{what}.npy") for what in ("x", "y", "groups"))
    # Windows begin at 0, 64, 128, 192, 256. Inside of one activity: 0 and 64. Of those across a border 128 has 72 samples of walking, the most of
    # 192 is sitting; of 256 to 383 sitting has 80.
    assert x.dtype == np.float32 and x.shape == (2, 6, 128), x.shape
    assert y.tolist() == [0, 0] and groups.tolist() == [2, 2], (y, groups)
    sample = np.arange(64 * 6, 65 * 6) / 1000 + 2  # the first of the second window, in the file's units
    wanted = (sample - [0.8, 0, 0.1, 0, 0, 0]) / [0.4, 0.4, 0.35, 0.4, 0.4, 0.3]
    assert np.allclose(x[1, :, 0], wanted, atol=1e-5), (x[1, :, 0], wanted)
    assert np.load(out / "stream_l.npy").tolist() == [5] and np.load(out / "calibration_l.npy").tolist() == [5]
    assert np.load(out / "stream_y.npy").tolist() == [0, 0, 0, 3, 3], np.load(out / "stream_y.npy")
    assert np.load(out / "train_groups.npy").tolist() == [1, 1]

    (raw / "acc_exp03_user02.txt").unlink()
    failed = subprocess.run([sys.executable, script, raw, out], capture_output=True, text=True)
    assert failed.returncode == 1 and "no window of anybody for test" in failed.stderr, failed.stderr
print("arrays are what was written")
