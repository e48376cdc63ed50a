#!/usr/bin/env python3
"""Arrays for peax of the MIT-BIH Arrhythmia Database (PhysioNet mitdb 1.0.0): arrays.py MITDB OUTPUT

MITDB is the folder with the records as PhysioNet has them: 100.hea, 100.dat (format 212), 100.atr and so on. A sample is one heart beat: lead
MLII at 180 Hz, 160 samples before the annotated R peak and 96 behind it, less its mean and divided by its deviation; the second channel
is the time since the beat before, relative to the mean of the eight such times before that. Classes are those of AAMI: 0 N (normal and
bundle branch block), 1 S (supraventricular), 2 V (ventricular), 3 F (fusion); beats that nobody could classify (Q) are left out.

Whole patients are train or test, as in de Chazal et al. 2004 (DS1, DS2; the four paced records belong to neither). Six of DS1 are validation:
  train, validation, test _x.npy, _y.npy, _groups.npy   beats and the record of each
  calibration, stream     _x.npy, _y.npy, _l.npy        the beats of validation and test in time order, and how many each record has
"""
import pathlib
import re
import sys

import numpy as np

DS1 = [101, 106, 108, 109, 112, 114, 115, 116, 118, 119, 122, 124, 201, 203, 205, 207, 208, 209, 215, 220, 223, 230]
DS2 = [100, 103, 105, 111, 113, 117, 121, 123, 200, 202, 210, 212, 213, 214, 219, 221, 222, 228, 231, 232, 233, 234]
VALIDATION = {106, 116, 119, 205, 220, 223}
# The codes of beats in annotation files, by class: N L R e j, A a J S, V E, F, / f Q.
CLASSES = [{1, 2, 3, 34, 11}, {8, 4, 7, 9}, {5, 10}, {6}, {12, 38, 13}]
SKIP, AUX, WITHOUT_TIME = 59, 63, {60, 61, 62}
UNKNOWN, BEFORE, AFTER = 4, 160, 96


def lead(folder, record, wanted="MLII"):
    """The samples of one lead in mV, and their rate."""
    lines = [line.split() for line in (folder / f"{record}.hea").read_text().splitlines() if line.strip() and line[0] != "#"]
    signals, rate, samples = int(lines[0][1]), float(lines[0][2].split("/")[0]), int(lines[0][3])
    names = [line[-1] for line in lines[1:1 + signals]]
    if signals != 2 or wanted not in names or any(line[1] != "212" for line in lines[1:3]):
        sys.exit(f"{record}.hea: two signals in format 212 are needed, one of them {wanted}; these are {names}")
    line = lines[1 + names.index(wanted)]
    gain = re.match(r"[\d.]+", line[2])
    # Three bytes hold a sample of each signal: the low bytes outside, between them the two high halves.
    packed = np.fromfile(folder / line[0], np.uint8)
    if len(packed) != 3 * samples:
        sys.exit(f"{line[0]}: {len(packed)} bytes, but {record}.hea says {samples} samples, which are {3 * samples}")
    low, high, other = packed.reshape(-1, 3).astype(np.int32).T
    codes = low | (high & 0x0F) << 8 if names.index(wanted) == 0 else other | (high & 0xF0) << 4
    codes -= (codes >= 2048) * 4096
    return (codes - int(line[4])) / (float(gain[0]) if gain else 200.0), rate


def beats(folder, record):
    """Sample and class of every beat of an annotation file in MIT's format: words of 6 bits of code and 10 of time."""
    words = np.fromfile(folder / f"{record}.atr", "<u2").astype(int)
    found, time, at = [], 0, 0
    while at < len(words) and words[at]:
        code, passed = words[at] >> 10, words[at] & 0x3FF
        at += 1
        if code == SKIP:
            long = words[at] << 16 | words[at + 1]
            time += long - (long >> 31 << 32)
            at += 2
        elif code == AUX:
            at += (passed + 1) // 2
        elif code not in WITHOUT_TIME:
            time += passed
            found += [(time, kind) for kind, codes in enumerate(CLASSES) if code in codes]
    return found


def halved(signal):
    """Every second sample, behind a low pass that ends at half of the new rate."""
    taps = np.arange(-15, 16)
    low_pass = np.sinc(taps / 2) * np.hamming(31)
    return np.convolve(np.pad(signal, 15, "edge"), low_pass / low_pass.sum(), "valid")[::2]


def samples(folder, record):
    """Inputs [beats, 2, 256] and classes of a record."""
    signal, rate = lead(folder, record)
    if rate != 360:
        sys.exit(f"{record}.hea: {rate:g} Hz; the records of mitdb have 360")
    signal = np.pad(halved(signal), (BEFORE, AFTER), "edge")
    peaks = [(time // 2, kind) for time, kind in beats(folder, record)]
    intervals = np.diff([time for time, _ in peaks])
    x, y = [], []
    for i, (time, kind) in enumerate(peaks):
        if kind == UNKNOWN:
            continue
        window = signal[time:time + BEFORE + AFTER]
        before = intervals[max(0, i - 9):max(0, i - 1)]
        early = np.clip(2 * (intervals[i - 1] / before.mean() - 1), -2, 2) if len(before) else 0
        x.append([(window - window.mean()) / (window.std() + 1e-3), np.full(BEFORE + AFTER, early)])
        y.append(kind)
    return np.array(x, np.float32).reshape(-1, 2, BEFORE + AFTER), y


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, output = map(pathlib.Path, sys.argv[1:])
    sets = {name: ([], [], []) for name in ("train", "validation", "test")}
    there = [record for record in DS1 + DS2 if (folder / f"{record}.hea").exists()]
    for record in there:
        x, y = samples(folder, record)
        for to, what in zip(sets["test" if record in DS2 else "validation" if record in VALIDATION else "train"], (x, y, [record] * len(y))):
            to.extend(what)
    output.mkdir(parents=True, exist_ok=True)
    for name, (x, y, records) in sets.items():
        if not x:
            sys.exit(f"{folder}: no beat for {name}")
        kinds = np.array(y, np.int32)
        for file, array in [("x", np.stack(x)), ("y", kinds), ("groups", np.array(records, np.int32))]:
            np.save(output / f"{name}_{file}.npy", array)
        if name != "train":
            stream = "stream" if name == "test" else "calibration"
            lengths = np.unique(records, return_counts=True)[1]  # records come in ascending order
            np.save(output / f"{stream}_x.npy", np.stack(x))
            np.save(output / f"{stream}_y.npy", kinds)
            np.save(output / f"{stream}_l.npy", lengths.astype(np.int32))
        print(f"{name}: {len(x)} beats of {len(set(records))} records, " +
              ", ".join(f"{n} {c}" for n, c in zip(np.bincount(kinds, minlength=4), "NSVF")))


if __name__ == "__main__":
    main()
