"""How often a choice with a margin breaks its limit on test, and what the margin costs.

    python3 five_seeds.py PEAX ARRAYS MODELS [--before PEAX] [--seeds 5] [--limit 1] [--margin 1.645]
                          [--train 4000] [--held-out 5000] [--epochs 2] [--only TEXT] [--json FILE]

ARRAYS holds NAME/{train,validation,test}_{x,y}.npy, NAME/validation_groups.npy where samples come in groups, and NAME/stream_{validation,test}_{x,y,l}.npy, MODELS NAME/NAME.onnx, of har_cnn and
fmnist_cnn. Every rewriter runs with every seed; the seed also draws which samples train, which of the held out judge and which test. A
loss is too large when it exceeds the limit by more than half a point on test. `--before`: a command of another version, on the same data. Needs numpy.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy

SAMPLES = {"confidence_exits": "confidence_exits", "right_sizing": "right_sizing:finetune=0",
           "slimming": "slimming:epochs={epochs}", "separable_convolutions": "separable_convolutions:epochs={epochs}"}
STREAMS = {"temporal_exits": "temporal_exits", "feature_map_termination": "feature_map_termination"}
TOO_MUCH = 0.005


def load(arrays, net, split, parts, fixed):
    """The arrays of a split; `split` held_out: of validation and test together."""
    of = lambda name: [numpy.load(f"{arrays}/{net}/{name}_{part}.npy", mmap_mode="r") for part in parts]
    return of(split) if fixed else [numpy.concatenate(pair) for pair in zip(of(split), of(split.replace("validation", "test")))]


def save(folder, name, values):
    numpy.save(f"{folder}/{name}.npy", numpy.ascontiguousarray(values))
    return f"{folder}/{name}.npy"


def drawn(given, net, seed, folder):
    """Files that train, judge and test, drawn by the seed. What judges and what tests is divided anew, subjects whole, unless --fixed."""
    chance = numpy.random.default_rng(seed)
    x, y = load(given.arrays, net, "train", "xy", True)
    some = numpy.sort(chance.permutation(len(x))[:given.train])
    out = {"--train": save(folder, "tx", x[some]) + "," + save(folder, "ty", y[some])}
    grouped = pathlib.Path(f"{given.arrays}/{net}/validation_groups.npy").exists()
    parts = ["x", "y"] + (["groups"] if grouped else [])
    if given.fixed:
        sides = [load(given.arrays, net, split, parts, True) for split in ("validation", "test")]
    else:
        pool = load(given.arrays, net, "validation", parts, False)
        units = pool[2] if grouped else numpy.arange(len(pool[0]))
        names = chance.permutation(numpy.unique(units))
        judges = numpy.isin(units, names[:(len(names) + 1) // 2])
        sides = [[part[judges] for part in pool], [part[~judges] for part in pool]]
    for split, side in zip(("validation", "test"), sides):
        some = numpy.sort(chance.permutation(len(side[0]))[:given.held_out])
        out["--" + split] = save(folder, split + "x", side[0][some]) + "," + save(folder, split + "y", side[1][some])
        if grouped and split == "validation":
            out["--validation-groups"] = save(folder, "g", side[2][some])
    return out


def drawn_streams(given, net, seed, folder):
    """Two streams, their recordings divided anew by the seed unless --fixed."""
    parts = ["x", "y", "l"]
    if given.fixed:
        sides = [load(given.arrays, net, split, parts, True) for split in ("stream_validation", "stream_test")]
    else:
        x, y, lengths = load(given.arrays, net, "stream_validation", parts, False)
        recording = numpy.repeat(numpy.arange(len(lengths)), lengths)
        judge = numpy.sort(numpy.random.default_rng(seed).permutation(len(lengths))[:(len(lengths) + 1) // 2])
        judges = numpy.isin(recording, judge)
        others = numpy.setdiff1d(numpy.arange(len(lengths)), judge)
        sides = [(x[judges], y[judges], lengths[judge]), (x[~judges], y[~judges], lengths[others])]
    return {option: ",".join(save(folder, name + part, values) for part, values in zip(parts, side))
            for option, name, side in (("--calibration", "c", sides[0]), ("--test-stream", "s", sides[1]))}


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
    read.add_argument("--fixed", action="store_true", help="validation and test as they are, not divided anew by the seed")
    given = read.parse_args()
    ways = [(net, name, text) for net in ("har_cnn", "fmnist_cnn") for name, text in SAMPLES.items()]
    ways += [("har_cnn", name + ", samples as units", text) for name, text in SAMPLES.items()]
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
                on_stream, by_sample = name.split(",")[0] in STREAMS, "samples as units" in name
                files = drawn(given, net, seed, folder)
                if on_stream:
                    files = {**drawn_streams(given, net, seed, folder), **({} if "feature_map" in name else files)}
                if on_stream or by_sample:
                    files.pop("--validation-groups", None)
                if on_stream:
                    files.pop("--test", None)
                for option, value in files.items():
                    arguments += [option, value]
                units = ["--sample-units"] if on_stream and by_sample else []
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
