#!/usr/bin/env python3
"""Arrays for peax of the recordings of human activities (UCI data set 341, HAPT): arrays.py RAWDATA OUTPUT

RAWDATA is the folder `RawData` of the data set: acc_expNN_userMM.txt, gyro_expNN_userMM.txt and labels.txt. Windows of 128 samples (2.56 s)
begin every 64 samples. Channels: acceleration x, y, z in g, rotation x, y, z in rad/s, brought to about -1..1 by fixed numbers, which the
firmware applies too. Classes 0 to 5: walking, upstairs, downstairs, sitting, standing, laying.

Whole people are test (the nine of the data set's authors), validation (25 to 30) and train (the others):
  train, validation, test _x.npy, _y.npy, _groups.npy   windows that lie inside one activity, and the person of each
  calibration, stream     _x.npy, _y.npy, _l.npy        windows in time order, borders too, and the length of each recording
"""
import pathlib
import re
import sys

import numpy as np

TEST = {2, 4, 9, 10, 12, 13, 18, 20, 24}
VALIDATION = {25, 26, 27, 28, 29, 30}
MEAN = np.array([0.8, 0, 0.1, 0, 0, 0], np.float32)
SPREAD = np.array([0.4, 0.4, 0.35, 0.4, 0.4, 0.3], np.float32)
WINDOW, STEP = 128, 64


def recordings(folder):
    """Experiment, person, signals [samples, 6] and labels [samples] (0: none), one recording after the other."""
    marks = np.loadtxt(folder / "labels.txt", dtype=int, ndmin=2)  # experiment, person, activity, first and last sample from 1
    for file in sorted(folder.glob("acc_exp*_user*.txt")):
        experiment, person = map(int, re.fullmatch(r"acc_exp(\d+)_user(\d+)\.txt", file.name).groups())
        turns = np.loadtxt(folder / file.name.replace("acc_", "gyro_"), dtype=np.float32, ndmin=2)
        signals = np.concatenate([np.loadtxt(file, dtype=np.float32, ndmin=2), turns], axis=1)
        labels = np.zeros(len(signals), int)
        for _, _, activity, first, last in marks[marks[:, 0] == experiment]:
            labels[first - 1:last] = activity
        yield person, (signals - MEAN) / SPREAD, labels


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, output = map(pathlib.Path, sys.argv[1:])
    sets = {name: ([], [], []) for name in ("train", "validation", "test", "calibration", "stream")}
    for person, signals, labels in recordings(folder):
        name = "test" if person in TEST else "validation" if person in VALIDATION else "train"
        stream = {"test": "stream", "validation": "calibration"}.get(name)
        length = 0
        for first in range(0, len(signals) - WINDOW + 1, STEP):
            counts = np.bincount(labels[first:first + WINDOW], minlength=13)
            activity = counts.argmax()
            if not 1 <= activity <= 6:
                continue
            window = signals[first:first + WINDOW].T
            for to in [name] * int(counts[activity] == WINDOW) + [stream] * (stream is not None):
                sets[to][0].append(window)
                sets[to][1].append(activity - 1)
            if counts[activity] == WINDOW:
                sets[name][2].append(person)
            length += 1
        if stream and length:
            sets[stream][2].append(length)
    output.mkdir(parents=True, exist_ok=True)
    for name, (x, y, more) in sets.items():
        if not x:
            sys.exit(f"{folder}: no window of anybody for {name}")
        np.save(output / f"{name}_x.npy", np.stack(x))
        np.save(output / f"{name}_y.npy", np.array(y, np.int32))
        np.save(output / f"{name}_{'l' if name in ('calibration', 'stream') else 'groups'}.npy", np.array(more, np.int32))
        print(f"{name}: {len(x)} windows")


if __name__ == "__main__":
    main()
