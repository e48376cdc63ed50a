"""How often a choice with a margin breaks its limit on test, and what the margin costs.

    python3 five_seeds.py PEAX ARRAYS MODELS [--before PEAX] [--seeds 5] [--limit 1] [--margin 1.645]
                          [--train 4000] [--held-out 5000] [--epochs 2] [--only TEXT] [--json FILE]

ARRAYS holds NAME/{train,validation,test}_{x,y}.npy and NAME/stream_{validation,test}_{x,y,l}.npy, MODELS NAME/NAME.onnx, of har_cnn and
fmnist_cnn. Every rewriter runs with every seed; the seed also draws which samples train and judge. A loss is too large when it exceeds
the limit by more than half a point on test. `--before`: a command of another version, on the same data. Needs numpy.
"""
import argparse
import json
import subprocess
import tempfile
import time

import numpy

SAMPLES = {"confidence_exits": "confidence_exits", "right_sizing": "right_sizing:finetune=0",
           "slimming": "slimming:epochs={epochs}", "separable_convolutions": "separable_convolutions:epochs={epochs}"}
STREAMS = {"temporal_exits": "temporal_exits", "feature_map_termination": "feature_map_termination"}
TOO_MUCH = 0.005


def drawn(arrays, net, split, most, seed, folder):
    """A part of a split as files, drawn by the seed; all of it when it is no larger."""
    x, y = (numpy.load(f"{arrays}/{net}/{split}_{part}.npy", mmap_mode="r") for part in "xy")
    chosen = numpy.sort(numpy.random.default_rng([seed, len(split)]).permutation(len(x))[:most])
    files = []
    for part, values in (("x", x), ("y", y)):
        files.append(f"{folder}/{split}_{part}.npy")
        numpy.save(files[-1], numpy.ascontiguousarray(values[chosen]))
    return ",".join(files)


def stream(arrays, net, split):
    return ",".join(f"{arrays}/{net}/stream_{split}_{part}.npy" for part in "xyl")


def optimize(command, arguments, folder):
    begin = time.monotonic()
    run = subprocess.run([command, "--json", "--quiet", "optimize", *arguments, "--output", f"{folder}/out{time.monotonic_ns()}"],
                         capture_output=True, text=True)
    found = json.loads(run.stdout) if run.stdout.startswith("{") else None
    if found is None or found["chosen"] is None:
        return {"why": run.stderr.strip().splitlines()[-1] if run.stderr.strip() else f"code {run.returncode}"}
    chosen = found["front"][found["chosen"]]
    return {"loss": found["original"]["test_accuracy"] - chosen["test_accuracy"], "macs": chosen["relative_macs"],
            "validation_macs": chosen["validation_relative_macs"], "seconds": time.monotonic() - begin}


def main():
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("peax", "arrays", "models"):
        read.add_argument(name)
    read.add_argument("--before")
    for name, default, kind in (("seeds", 5, int), ("limit", 1, float), ("margin", 1.645, float), ("train", 4000, int), ("held-out", 5000, int),
                                ("epochs", 2, int), ("only", "", str), ("json", "", str)):
        read.add_argument("--" + name, default=default, type=kind)
    given = read.parse_args()
    ways = [(net, name, text) for net in ("har_cnn", "fmnist_cnn") for name, text in SAMPLES.items()]
    ways += [("har_cnn", name + by, text) for name, text in STREAMS.items() for by in ("", ", samples as units")]
    ways = [way for way in ways if given.only in " ".join(way[:2])]
    fraction = f"{given.limit / 100:.6f}"
    all_runs = []
    print(f"limit {given.limit} pp, margin {given.margin}, {given.seeds} seeds")
    print("| network | rewriter | chosen | MACs | MACs before | largest loss on test | too large | seconds |\n|---|---|---|---|---|---|---|---|")
    for net, name, text in ways:
        runs, earlier = [], []
        for seed in range(given.seeds):
            with tempfile.TemporaryDirectory() as folder:
                arguments = [f"{given.models}/{net}/{net}.onnx", "--seed", str(seed), "--rewrite", text.format(epochs=given.epochs),
                             "--max-accuracy-loss", fraction, "--margin", str(given.margin), "--cache", folder + "/cache"]
                on_stream = name.split(",")[0] in STREAMS
                if on_stream:
                    arguments += ["--calibration", stream(given.arrays, net, "validation"), "--test-stream", stream(given.arrays, net, "test")]
                if not on_stream or name.startswith("temporal_exits"):
                    arguments += ["--train", drawn(given.arrays, net, "train", given.train, seed, folder),
                                  "--validation", drawn(given.arrays, net, "validation", given.held_out, seed, folder)]
                if not on_stream:
                    arguments += ["--test", f"{given.arrays}/{net}/test_x.npy,{given.arrays}/{net}/test_y.npy"]
                units = ["--sample-units"] if "samples as units" in name else []
                runs.append(optimize(given.peax, arguments + units, folder))
                if given.before:
                    earlier.append(optimize(given.before, arguments, folder))
        all_runs.append({"network": net, "rewriter": name, "now": runs, "before": earlier})
        losses = [r["loss"] for r in runs if "loss" in r]

        def macs(of):
            values = [r["macs"] for r in of if "macs" in r]
            return f"{100 * sum(values) / len(values):.1f} %" if values else "-"

        largest = f"{100 * max(losses):.2f}" if losses else "-"
        broken = sum(loss > given.limit / 100 + TOO_MUCH for loss in losses)
        seconds = sum(r.get("seconds", 0) for r in runs)
        print(f"| {net} | {name} | {len(losses)} of {len(runs)} | {macs(runs)} | {macs(earlier)} | {largest} | {broken} of {len(losses)} |"
              f" {seconds:.0f} |", flush=True)
    losses = [r["loss"] for way in all_runs for r in way["now"] if "loss" in r]
    print(f"\ntogether: {sum(loss > given.limit / 100 + TOO_MUCH for loss in losses)} of {len(losses)} too large")
    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump(all_runs, file, indent=1)


if __name__ == "__main__":
    main()
