#!/usr/bin/env python3
"""Conditional files in ONNX Runtime, beside peax and beside the clock:
conditional.py [--peax COMMAND] [--ort-modules FOLDER] [--no-answers] [--no-times] SOLUTION_DIR=X.npy[,L.npy] ...

Answers: `peax run` and ONNX Runtime on every sample; exits and labels are equal wherever the confidence lies further than 2e-6 (relative) from its
threshold, outputs within 1e-5 * max(1, |y|); samples at a threshold are listed, and a stream is compared again from the next fully run sample on.
Times: one thread, files in turn, medians of 3 rounds: a sample that stops at the first exit beside the prefix with its head alone, one that
runs to the end beside the original. Needs node with onnxruntime-node, and for the prefix python3-onnx; what is missing is named and left out."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "benchmarks/peers/ort_conditional.mjs"
NEAR, CLOSE = 2e-6, 1e-5


def ort(modules, *arguments):
    done = subprocess.run(["node", SCRIPT, *map(str, arguments)], cwd=modules, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"ONNX Runtime: {done.stderr.strip()}")
    return done.stdout


def answers_of_peax(command, file, x, lengths, folder):
    out, names = {}, {"outputs": [], "exits": ["--output-name", "exit_index"], "confidences": ["--output-name", "confidence"]}
    for key, more in names.items():
        to = folder / f"{key}.npy"
        subprocess.run([command, "--quiet", "run", file, "--input", x, "--output", to, *more, *(["--lengths", lengths] if lengths else [])], check=True)
        out[key] = np.load(to)
    return out


def label(row):
    return int(row.argmax()) if row.size > 1 else int(row[0] > 0.5)


def compare(peax, other, solution, lengths):
    """(samples compared, near a threshold, faults) of two lists of answers."""
    decision = solution["decision"]
    thresholds, last = decision["thresholds"], len(solution["exits"]) - 1
    temporal = decision["kind"] != "confidence"
    starts = set(np.concatenate([[0], np.cumsum(lengths)[:-1]]).tolist()) if lengths is not None else {0}
    near, faults, compared, apart = [], [], 0, False
    y = peax["outputs"].reshape(len(peax["exits"]), -1)
    for i, exit_ in enumerate(peax["exits"]):
        there = other["exits"][i]
        if temporal and (i in starts or (apart and exit_ == there == last)):
            apart = False
        if apart:
            continue
        compared += 1
        z = np.asarray(other["outputs"][i])
        if exit_ != there:
            first = min(exit_, there)
            sure = abs(peax["confidences"][i]) if exit_ == first else abs(other["confidences"][i])
            if abs(sure - abs(thresholds[first])) <= NEAR * max(abs(thresholds[first]), 1e-30):
                near.append(i)
                apart = temporal
            else:
                faults.append(f"sample {i}: exit {exit_} here, {there} in ONNX Runtime")
        elif label(y[i]) != label(z):
            faults.append(f"sample {i}: label {label(y[i])} here, {label(z)} in ONNX Runtime")
        elif (np.abs(y[i] - z) > CLOSE * np.maximum(1, np.abs(y[i]))).any():
            faults.append(f"sample {i}: outputs differ by {np.abs(y[i] - z).max():.2g}")
    return compared, near, faults


def prefix_model(folder, solution, to):
    """The first exit's network alone."""
    code = ("import onnx, sys; from onnx import utils; m = onnx.load(sys.argv[1]);"
            "utils.extract_model(sys.argv[1], sys.argv[2], [i.name for i in m.graph.input], [sys.argv[3]])")
    done = subprocess.run([shutil.which("python3", path="/usr/bin") or "python3", "-c", code, folder / "model.onnx", to, solution["exits"][0]["output"]],
                          capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode != 0 else None


def times(modules, folder, solution, x, exits, work, rounds, runs):
    original = folder.parent.parent / "original.onnx"
    if why := prefix_model(folder, solution, work / "prefix.onnx"):
        print(f"  no times: {why} (Debian: python3-onnx)")
        return
    temporal, last = solution["decision"]["kind"] != "confidence", len(solution["exits"]) - 1
    late = list(range(64)) if temporal else [int(i) for i in np.flatnonzero(exits == last)[:64]]
    early = list(range(64)) if temporal else [int(i) for i in np.flatnonzero(exits == 0)[:64]]
    if not early or not late:
        print("  no times: no sample of the array stops at the first exit, or none runs to the end")
        return
    file = folder / "conditional.onnx"
    cases = [(original, late, False), (work / "prefix.onnx", early, False), (file, early, temporal), (file, late, False)]
    spec = {"rounds": rounds, "runs": runs, "cases": [{"model": str(m), "x": str(x), "rows": r, "pairs": p} for m, r, p in cases]}
    (work / "spec.json").write_text(json.dumps(spec))
    whole, head, stops, runs_on = (c["microseconds"] for c in json.loads(ort(modules, "times", work / "spec.json")))
    bars = (1.15 * head + 20, 1.15 * whole + 20 * last)
    print(f"  | original | prefix | early | late | early / prefix | late / original | early / original |\n"
          f"  | {whole:.0f} us | {head:.0f} us | {stops:.0f} us | {runs_on:.0f} us | {stops / head:.2f} | {runs_on / whole:.2f} | {stops / whole:.2f} |\n"
          f"  early at most {bars[0]:.0f} us: {'yes' if stops <= bars[0] else 'NO'}; late at most {bars[1]:.0f} us: {'yes' if runs_on <= bars[1] else 'NO'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("solutions", nargs="+", metavar="SOLUTION_DIR=X.npy[,L.npy]")
    parser.add_argument("--peax", default="peax")
    parser.add_argument("--ort-modules", type=pathlib.Path, default=pathlib.Path.cwd())
    parser.add_argument("--no-answers", action="store_true")
    parser.add_argument("--no-times", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=300)
    o = parser.parse_args()
    if not shutil.which("node") or not (o.ort_modules / "node_modules/onnxruntime-node").is_dir():
        print(f"skipped: node, or {o.ort_modules}/node_modules/onnxruntime-node is missing (npm install onnxruntime-node; --ort-modules FOLDER)")
        return 77
    wrong = 0
    for given in o.solutions:
        folder, arrays = given.split("=")
        folder, (x, *lengths) = pathlib.Path(folder).resolve(), [pathlib.Path(a).resolve() for a in arrays.split(",")]
        solution = json.loads((folder / "solution.json").read_text())
        print(f"{folder}: {solution['decision']['kind']}, {len(solution['exits'])} exits")
        with tempfile.TemporaryDirectory() as made:
            work = pathlib.Path(made)
            ort(o.ort_modules, "answers", folder / "conditional.onnx", x, work / "ort.json", *lengths)
            other = json.loads((work / "ort.json").read_text())
            exits = np.asarray(other["exits"])
            print("  exits in ONNX Runtime:", np.bincount(exits, minlength=len(solution["exits"])) / len(exits))
            if not o.no_answers:
                here = answers_of_peax(o.peax, folder / "conditional.onnx", x, lengths[0] if lengths else None, work)
                compared, near, faults = compare(here, other, solution, np.load(lengths[0]) if lengths else None)
                print(f"  {compared} of {len(exits)} samples compared, {len(near)} at a threshold {near[:8]}, {len(faults)} differ")
                print("".join(f"    {f}\n" for f in faults[:8]), end="")
                wrong += len(faults)
            if not o.no_times:
                times(o.ort_modules, folder, solution, x, exits, work, o.rounds, o.runs)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
