#!/usr/bin/env python3
"""Speed of peax beside PyTorch (training) and ONNX Runtime (inference): ratios of medians, measured side by side.

    compare.py [--peax COMMAND] [--peers FOLDER] [--mode train,infer] [--batch 64,16] [--threads 1,2] MODEL.onnx...

Every line is one model, batch and number of threads. Both sides run alternately, `--rounds` times each, and the ratio is that of
their median times: the noise of the machine meets both. A peer is a program that prints one JSON line with `samples_per_s`: `torch_bench.py`
and `ort_bench.mjs` in the folder of peers (default: beside this script). A peer that is not installed is named and left out.
`--markdown` prints a table for a page.
"""
import argparse
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def last_json(command, cwd=None):
    """What a program says in its last line; None with the reason when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    lines = [line for line in done.stdout.strip().splitlines() if line.startswith("{")]
    if done.returncode == 0 and lines:
        return json.loads(lines[-1]), ""
    whole = done.stdout.strip()
    if done.returncode == 0 and whole.startswith("{"):
        return json.loads(whole), ""
    said = (done.stderr.strip() or whole).splitlines()
    return None, said[-1] if said else f"exit code {done.returncode}"


class Torch:
    name = "PyTorch"

    def __init__(self, folder, python):
        self.script, self.python = folder / "torch_bench.py", python

    def missing(self):
        if not self.script.exists():
            return f"{self.script} is not there"
        done = subprocess.run([self.python, "-c", "import torch, onnx"], capture_output=True, check=False)
        return "" if done.returncode == 0 else f"{self.python} has no torch and onnx (Debian: python3-torch python3-onnx)"

    def run(self, mode, model, batch, threads, steps):
        return last_json([self.python, str(self.script), str(model), "--mode", mode, "--batch", str(batch), "--threads",
                          str(threads), "--steps", str(steps)])


class OnnxRuntime:
    name = "ONNX Runtime"

    def __init__(self, folder, modules):
        self.script, self.modules = folder / "ort_bench.mjs", modules

    def missing(self):
        if not self.script.exists():
            return f"{self.script} is not there"
        if shutil.which("node") is None:
            return "node is not installed"
        if not (self.modules / "node_modules" / "onnxruntime-node").exists():
            return f"{self.modules} has no node_modules/onnxruntime-node (npm install onnxruntime-node; --ort-modules FOLDER)"
        return ""

    def run(self, mode, model, batch, threads, steps):
        return last_json(["node", str(self.script), str(model), "--batch", str(batch), "--threads", str(threads), "--steps",
                          str(steps)], cwd=self.modules)


def rate(found):
    return float(found["samples_per_s"])


def compare(command, peer, mode, model, batch, threads, steps, rounds):
    """Median samples a second of both sides, or the reason why there are none."""
    ours, theirs = [], []
    run = [command, "--json", "bench", mode, str(model), "--batch", str(batch), "--threads", str(threads), "--steps"]
    if steps == 0:
        first, why = last_json(run + ["3"])
        if first is None:
            return None, "peax: " + why
        steps = steps_for(rate(first), batch)
    for _ in range(rounds):
        mine, why = last_json(run + [str(steps)])
        if mine is None:
            return None, "peax: " + why
        other, why = peer.run(mode, model, batch, threads, steps)
        if other is None:
            return None, f"{peer.name}: {why}"
        ours.append(rate(mine))
        theirs.append(rate(other))
    return (statistics.median(ours), statistics.median(theirs)), ""


def numbers(text):
    return [int(part) for part in text.split(",")]


def steps_for(first_rate, batch):
    """Steps of about a second on the faster side, so that a median means something."""
    return max(5, min(1000, round(first_rate / batch)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--peax", default=str(ROOT / "build/examples/peax/peax"), help="the command peax of a release build")
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT / "benchmarks/peers", help="folder of torch_bench.py and ort_bench.mjs")
    parser.add_argument("--python", default="/usr/bin/python3", help="a Python with torch and onnx")
    parser.add_argument("--ort-modules", type=pathlib.Path, default=pathlib.Path.cwd(), help="folder of node_modules")
    parser.add_argument("--mode", default="train,infer")
    parser.add_argument("--batch", type=numbers, help="sizes of batches (default: 64,16 to train, 1,64 to infer)")
    parser.add_argument("--threads", type=numbers, default=[1, 2])
    parser.add_argument("--steps", type=int, default=0, help="steps of each run (default: about a second)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each side")
    parser.add_argument("--markdown", action="store_true")
    o = parser.parse_args()
    folder, modules = o.peers.resolve(), o.ort_modules.resolve()
    failed = False
    for mode in o.mode.split(","):
        peer = Torch(folder, o.python) if mode == "train" else OnnxRuntime(folder, modules)
        why = peer.missing()
        if why:
            print(f"{mode}: no comparison, {peer.name} is not installed: {why}", flush=True)
            continue
        title = f"{mode}: peax over {peer.name}"
        columns = [(b, t) for b in (o.batch or ([64, 16] if mode == "train" else [1, 64])) for t in o.threads]
        heads = [f"batch {b}, {t} thread{'s' if t > 1 else ''}" for b, t in columns]
        ratios = {column: [] for column in columns}
        width = max(len(m.stem) for m in o.models) + 2
        if o.markdown:
            print(f"\n| {title} | " + " | ".join(heads) + " |\n|---" * 1 + "|---:" * len(columns) + "|", flush=True)
        else:
            print(title + "\n" + " " * width + "".join(f"{h:>22}" for h in heads), flush=True)
        for model in o.models:
            cells = []
            for batch, threads in columns:
                found, why = compare(o.peax, peer, mode, model.resolve(), batch, threads, o.steps, o.rounds)
                if found is None:
                    print(f"{model}: {why}", file=sys.stderr)
                    cells.append("-")
                    failed = True
                    continue
                ratios[(batch, threads)].append(found[0] / found[1])
                cells.append(f"{found[0] / found[1]:.2f} ({found[0]:.0f}/s)")
            print(f"| {model.stem} | " + " | ".join(cells) + " |" if o.markdown
                  else model.stem.ljust(width) + "".join(f"{c:>22}" for c in cells), flush=True)
        means = [f"{math.exp(statistics.fmean(map(math.log, ratios[c]))):.2f}" if ratios[c] else "-" for c in columns]
        print("| geometric mean | " + " | ".join(means) + " |" if o.markdown
              else "geometric mean".ljust(width) + "".join(f"{m:>22}" for m in means), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
