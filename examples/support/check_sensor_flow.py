#!/usr/bin/env python3
"""run.sh of a sensor example, whole, on tiny files in the data set's own form: check_sensor_flow.py human_activity|ecg PEAX.

Exit code 77 without numpy, onnx or a C compiler."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

examples = pathlib.Path(__file__).parent.parent
which, peax = sys.argv[1:]
sys.path.insert(0, str(examples / "ecg"))
try:
    import numpy as np
    import onnx  # noqa: F401 (network.py needs it)

    import tiny_records
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)
if not shutil.which(os.environ.get("CC", "cc")):
    print("skipped: there is no C compiler")
    sys.exit(77)

random = np.random.default_rng(1)


def write_people(folder):
    """Everybody walks and sits in turns; walking swings, sitting does not."""
    marks = []
    for experiment, person in enumerate([1, 3, 5, 25, 26, 27, 28, 29, 2, 4, 9], 1):
        length, half = 1280, 320
        walks = np.arange(length) // half % 2 == 0
        swing = walks[:, None] * 0.5 * np.sin(np.arange(length)[:, None] / 4 + np.arange(6)) + 0.02 * random.normal(size=(length, 6))
        np.savetxt(folder / f"acc_exp{experiment:02}_user{person:02}.txt", swing[:, :3] + [0.8, 0, 0.1])
        np.savetxt(folder / f"gyro_exp{experiment:02}_user{person:02}.txt", swing[:, 3:])
        marks += [(experiment, person, 1 if walks[at] else 4, at + 1, at + half) for at in range(0, length, half)]
    np.savetxt(folder / "labels.txt", marks, fmt="%d")


def write_patients(folder):
    """Runs of narrow N, early S and wide V."""
    for record in [101, 108, 109, 106, 116, 119, 205, 220, 100, 103]:
        marks, codes, now = [(18, 28, b"(N")], 4 * random.normal(size=24000), 400
        while now < 23600:
            kind = [1, 1, 8, 5][len(marks) // 8 % 4]
            now += 200 if kind == 8 else 320
            marks.append((now, kind))
            codes += 200 * np.exp(-((np.arange(24000) - now) / (40 if kind == 5 else 8)) ** 2)
        tiny_records.write(folder, record, codes, marks)


def first_person(raw, data):
    """What comes to the firmware of the first recording, and the inputs that it has to make of it."""
    lines = np.hstack([np.loadtxt(raw / f"{kind}_exp01_user01.txt") for kind in ("acc", "gyro")])
    scaled = (lines - [0.8, 0, 0.1, 0, 0, 0]) / [0.4, 0.4, 0.35, 0.4, 0.4, 0.3]
    inputs = [scaled[first:first + 128].T for first in range(0, len(scaled) - 127, 64)]
    return "".join(" ".join(map(str, row)) + "\n" for row in lines), np.array(inputs, np.float32)


def first_patient(raw, data):
    played = subprocess.run([sys.executable, examples / "ecg" / "play.py", raw, "101"], capture_output=True, text=True, check=True)
    return played.stdout, np.load(data / "train_x.npy")[np.load(data / "train_groups.npy") == 101]


write, first, names = {
    "human_activity": (write_people, first_person, ["walking", "upstairs", "downstairs", "sitting", "standing", "laying"]),
    "ecg": (write_patients, first_patient, ["normal", "supraventricular", "ventricular", "fusion"]),
}[which]
with tempfile.TemporaryDirectory() as work:
    raw, out = pathlib.Path(work) / "raw", pathlib.Path(work) / "out"
    raw.mkdir()
    write(raw)
    done = subprocess.run(["sh", examples / which / "run.sh", raw, out, peax], capture_output=True, text=True,
                          env={**os.environ, "EPOCHS": "3", "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("for comparison, without a rule") == 2, done.stdout

    lines, inputs = first(raw, out / "data")
    np.save(out / "first.npy", inputs)
    for rewriter in ("temporal_exits", "feature_map_termination"):
        chosen = json.loads((out / rewriter / "result.json").read_text())["chosen"]
        conditional = out / rewriter / "solutions" / str(chosen) / "conditional.onnx"
        subprocess.run([peax, "--quiet", "run", conditional, "--input", out / "first.npy", "--output", out / "first.npz"], check=True,
                       capture_output=True)
        wanted = np.load(out / "first.npz")
        wanted = [(names[label], int(at)) for label, at in zip(wanted["probabilities"].argmax(1), wanted["exit_index"].ravel())]
        told = subprocess.run([out / rewriter / "firmware"], input=lines, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        told = [(label, int(at)) for label, at in re.findall(r"s  (\w+) +exit (\d)$", told.stdout, re.M)]
        assert told == wanted, (told, wanted)
        assert len({label for label, _ in told}) > 1 and len({at for _, at in told}) > 1, told
        print(f"{rewriter}: the firmware gives the {len(told)} answers and exits of the network")
