#!/usr/bin/env python3
"""Do two builds of the command give the same results?

    unchanged_results.py PEAX_A PEAX_B [--data FOLDER] [--keep FOLDER] [--only TEXT] [--threads A[,B]]
    unchanged_results.py PEAX_A --keep FOLDER       only makes what A gives

Runs every rewriter, and train, evaluate, info and cascade beside them, on har_cnn and fmnist_cnn with a fixed seed, and
compares figures, decisions, thresholds, exits and mappings (solution.json, result.json), and of each network (*.onnx) the
bytes of all weights by name and the nodes. Identities, versions, times, paths, names of rewriters and notes in words are
aside; so are fields that only B has. Sizes are small, so that a build takes a few minutes.

FOLDER of --data holds models/ and data/hapt (default: $PEAX_TEST_DATA); Fashion-MNIST comes from Debian's package
dataset-fashion-mnist. With --keep the results of A stay in a folder and are not made again for the same file and run.
Both builds must be made and run on the same machine: other instruction sets round differently.
Ends with 1 where something differs. Standard library only.
"""
import argparse
import array
import concurrent.futures
import gzip
import hashlib
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")
ASIDE = {"identity", "version", "schema", "seconds", "folder", "file", "files", "note", "rewriter", "model"}

# ---- data: few enough samples, in the form in which the sensor gave them; --scale and --offset make inputs of them


def write_npy(path, content, shape, kind):
    header = f"{{'descr': '{'|' if kind[1] == '1' else '<'}{kind}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(content))


def read_raw(path):
    """The values' bytes of a .npy file of version 1."""
    content = path.read_bytes()
    return content[10 + struct.unpack_from("<H", content, 8)[0]:]


class Pool:
    """Samples of one size with labels and groups, from which sets and streams are written."""

    def __init__(self, shape, kind, samples, labels, groups):
        self.shape, self.kind, self.samples, self.labels, self.groups = shape, kind, samples, labels, groups

    def __len__(self):
        return len(self.labels)

    def write(self, folder, name, order, lengths=None):
        """X, Y, the groups and, for a stream, the lengths of the recordings; gives the command's text for them."""
        parts = {"x": ([len(order), *self.shape], self.kind, b"".join(self.samples(i) for i in order)),
                 "y": ([len(order)], "u1", bytes(self.labels[i] for i in order)),
                 "g": ([len(order)], "i4", array.array("i", [self.groups[i] for i in order]).tobytes())}
        if lengths:
            parts["l"] = ([len(lengths)], "i4", array.array("i", lengths).tobytes())
        for part, (shape, kind, content) in parts.items():
            write_npy(folder / f"{name}_{part}.npy", content, shape, kind)
        return ",".join(str(folder / f"{name}_{part}.npy") for part in ("xyl" if lengths else "xy"))


def har_pools(data):
    """Windows of the six activities (train, validation, test by subject), and the same for streams, borders included."""
    signals = array.array("h", read_raw(data / "data/hapt/signals_i16.npy"))
    rows = array.array("i", read_raw(data / "data/hapt/windows_i32.npy"))
    windows = [rows[k:k + 6] for k in range(0, len(rows), 6)]

    def sample(first):
        flat = signals[6 * first:6 * (first + 128)]
        return b"".join(flat[channel::6].tobytes() for channel in range(6))

    def pool(which):
        chosen = [w for w in windows if 1 <= w[1] <= 6 and which(w)]
        return Pool([6, 128], "i2", lambda i: sample(chosen[i][0]), [w[1] - 1 for w in chosen], [w[4] for w in chosen]), \
            [w[3] for w in chosen]

    validation = range(25, 31)
    parts = {"train": lambda w: w[5] == 0 and w[4] not in validation, "validation": lambda w: w[5] == 0 and w[4] in validation,
             "test": lambda w: w[5] == 1}
    pools = {name: pool(lambda w, of=of: w[2] == 128 and of(w))[0] for name, of in parts.items()}
    streams = {into: pool(lambda w, of=parts[of]: w[2] >= 64 and of(w))
               for into, of in (("calibration", "validation"), ("test_stream", "test"))}
    return pools, streams


def write_har(data, folder):
    pools, streams = har_pools(data)
    sets = {"train": pools["train"].write(folder, "train", range(0, len(pools["train"]), 2))}
    for name in ("validation", "test"):
        sets[name] = pools[name].write(folder, name, range(0, len(pools[name]), 2))
    for name, (pool, recording) in streams.items():
        recordings = sorted(set(recording))[:10]
        order = [i for i in range(len(pool)) if recording[i] in recordings]
        sets[name] = pool.write(folder, name, order, [sum(recording[i] == r for i in order) for r in recordings])
    code = [1 / 720] * 3 + [0.0003054326190990077] * 3
    mean, deviation = [0.8, 0, 0.1, 0, 0, 0], [0.4, 0.4, 0.35, 0.4, 0.4, 0.3]
    scale = ",".join(repr(c / d) for c, d in zip(code, deviation))
    return sets, ["--scale", scale, "--offset", ",".join(repr(-m / d) for m, d in zip(mean, deviation))]


def write_fmnist(_, folder):
    """Images in the package's order; streams are scenes of one class, 4 to 12 images long."""
    def pool(images, labels, first, count):
        with gzip.open(FASHION / images) as file:
            pixels = file.read(16 + 784 * (first + count))[16:]
        with gzip.open(FASHION / labels) as file:
            classes = file.read(8 + first + count)[8:]
        return Pool([1, 28, 28], "u1", lambda i: pixels[784 * (first + i):784 * (first + i + 1)], classes[first:],
                    [i % 8 for i in range(count)])

    train = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
    test = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
    pools = {"train": pool(*train, 0, 3000), "validation": pool(*train, 50000, 2000), "test": pool(*test, 0, 1200)}
    sets = {name: of.write(folder, name, range(len(of))) for name, of in pools.items()}
    for name, of, seed in (("calibration", pool(*train, 53000, 2000), 1), ("test_stream", pool(*test, 3000, 2000), 2)):
        chance, order = random.Random(seed), []
        while len(order) < 1000:
            kind = chance.randrange(10)
            of_kind = [i for i in range(len(of)) if of.labels[i] == kind]
            order += [of_kind[chance.randrange(len(of_kind))] for _ in range(chance.randrange(4, 13))]
        sets[name] = of.write(folder, name, order[:1000], [100] * 10)
    return sets, ["--scale", repr(1 / 255 / 0.3530), "--offset", repr(-0.2860 / 0.3530)]


PLATFORM = {"processors": [{"name": "small", "macs_per_second": 4e7, "active_power_w": 0.004, "idle_power_w": 1e-5, "memory_bytes": 60000,
                            "storage_bytes": 400000, "start_latency_s": 1e-5},
                           {"name": "large", "macs_per_second": 4e8, "active_power_w": 0.15, "idle_power_w": 1e-4}],
            "links": [{"from": "small", "to": "large", "bytes_per_second": 1e6, "latency_s": 1e-4, "energy_per_byte_j": 1e-9}]}

# ---- runs

SETS = ["train", "validation", "test"]
STREAMS = ["calibration", "test_stream"]


def runs():
    """name -> (verb, model, sets, arguments). {sets}, {platform} and so on stand for files."""
    out = {}

    def optimize(name, *rewrites, sets=SETS, more=(), models=("har_cnn", "fmnist_cnn")):
        for model in models:
            steps = [flag for r in rewrites for flag in ("--rewrite", r)]
            out[f"{model}: {name}"] = ("optimize", model, sets, [*steps, *more])

    def limit(loss, *more):
        return ["--max-accuracy-loss", str(loss), *more]

    groups = ["--validation-groups", "{validation_groups}", "--test-groups", "{test_groups}"]
    har, fmnist = ("har_cnn",), ("fmnist_cnn",)
    both = SETS[:2] + STREAMS
    optimize("confidence", "confidence_exits", more=limit(0.01))
    optimize("confidence, margin", "confidence_exits:rule=margin,branch=pool,exits=3,type=int8",
             more=limit(0.02, "--margin", "1", "--score", "macro_f1", *groups))
    optimize("confidence, macro F1 front", "confidence_exits:rule=entropy,branch=grid,exits=1",
             more=limit(0.02, "--score", "macro_f1", "--prefer", "score"), models=fmnist)
    optimize("confidence, certified by groups", "confidence_exits:branch=grid", more=limit(0.1, "--confidence", "0.8", *groups))
    optimize("confidence, certified recalls", "confidence_exits:branch=pool",
             more=limit(0.08, "--confidence", "0.7", "--score", "mean_recall:0,1,2"))
    optimize("confidence, fine tuned", "confidence_exits:finetune=1,branch=conv,exits=2,rule=entropy", more=limit(0.02, "--score", "mean_recall"), models=har)
    optimize("confidence, platform", "confidence_exits:branch=pool", more=limit(0.03, "--platform", "{platform}", "--prefer", "energy"))
    optimize("confidence, tight platform", "confidence_exits:branch=grid,type=float16",
             more=limit(0.05, "--platform", "{platform}", "--prefer", "latency", "--max-latency", "0.02", "--max-ram", "150000",
                        "--max-flash", "400000", "--max-macs-share", "0.95"), models=har)
    optimize("right sizing", "right_sizing:epochs=2", more=limit(0.05))
    optimize("right sizing, margin", "right_sizing:head=grid,finetune=0", more=limit(0.1, "--margin", "1", "--score", "macro_f1", *groups), models=har)
    optimize("right sizing, certified", "right_sizing:head=pool,epochs=1", more=limit(0.1, "--confidence", "0.8"))
    optimize("separable", "separable_convolutions:epochs=1,layers=2", more=limit(0.05, "--platform", "{platform}"))
    optimize("slimming", "slimming:epochs=1", more=limit(0.05))
    optimize("slimming, margin", "slimming:epochs=1,width=75", more=limit(0.1, "--margin", "1"), models=har)
    optimize("flow", "separable_convolutions:epochs=1,layers=1", "confidence_exits:branch=pool", more=limit(0.05, "--score", "mean_recall"))
    optimize("flow of alternatives", "slimming:epochs=1,width=75|right_sizing:epochs=1", "confidence_exits:branch=pool|confidence_exits:rule=entropy,branch=pool,exits=1",
             more=limit(0.05), models=har)
    optimize("flow to a stream", "right_sizing:head=pool,epochs=1", "temporal_exits:branch=pool", sets=both, more=limit(0.05), models=har)
    optimize("temporal", "temporal_exits:branch=pool", sets=both, more=limit(0.01))
    optimize("difference detection", "temporal_exits:decision=difference_detection,exits=1,branch=grid", sets=both,
             more=limit(0.02, "--margin", "1", "--score", "macro_f1"), models=har)
    optimize("temporal patience", "temporal_exits:decision=temporal_patience,exits=2,branch=pool", sets=both,
             more=limit(0.1, "--confidence", "0.7"))
    optimize("signatures", "feature_map_termination", sets=STREAMS, more=limit(0.02))
    optimize("signatures, previous", "feature_map_termination:reference=previous,pooling=fine,type=int8", sets=STREAMS,
             more=limit(0.1, "--confidence", "0.6", "--score", "mean_recall"), models=har)
    optimize("alternatives on streams", "feature_map_termination:pooling=global|temporal_exits:branch=pool,exits=1", sets=both,
             more=limit(0.03, "--prefer", "score"), models=har)
    optimize("a limit that nothing keeps", "confidence_exits:branch=pool,exits=1", more=limit(0, "--max-macs-share", "0.01"), models=har)
    for model in har + fmnist:
        out[f"{model}: trained"] = ("train", model, SETS[:2], ["--epochs", "2", "--reinitialize"])
        out[f"{model}: evaluated"] = ("evaluate", model, ["test"], ["--score", "macro_f1", "--test-groups", "{test_groups}"])
        out[f"{model}: evaluated on a stream"] = ("evaluate", model, ["test_stream"], ["--score", "mean_recall"])
        out[f"{model}: info"] = ("info", model, [], ["--platform", "{platform}"])
    out["har_cnn: trained by sgd"] = ("train", "har_cnn", SETS[:2], ["--epochs", "1", "--optimizer", "sgd", "--rate", "0.01", "--batch", "32"])
    for traces in ("ic_pool", "ic_branchynet"):
        for name, limits in (("plain", limit(0.01)), ("margin", limit(0.02, "--margin", "1")), ("certified", limit(0.03, "--confidence", "0.9"))):
            out[f"{traces}: {name}"] = ("cascade", traces, [], limits)
    return out


FLAGS = {"train": "--train", "validation": "--validation", "test": "--test", "calibration": "--calibration", "test_stream": "--test-stream"}


class Bench:
    """The models and their data as files, ready to run."""

    def __init__(self, data, folder):
        self.data, self.sets, self.inputs, self.files = data, {}, {}, {}
        for model, write in (("har_cnn", write_har), ("fmnist_cnn", write_fmnist)):
            at = folder / model
            at.mkdir()
            self.sets[model], self.inputs[model] = write(data, at)
            (at / "platform.json").write_text(json.dumps(PLATFORM))
            self.files[model] = {"{platform}": str(at / "platform.json"), "{validation_groups}": str(at / "validation_g.npy"),
                                 "{test_groups}": str(at / "test_g.npy")}

    def command(self, peax, verb, model, sets, arguments, threads, output, file=None):
        if verb == "cascade":
            return [peax, "--json", "--quiet", "cascade", str(self.data / "data/cascade_traces" / model), *arguments]
        flags = dict(FLAGS, test="--data", test_stream="--stream") if verb == "evaluate" else FLAGS
        out = [peax, "--json", "--quiet", "--seed", "7", "--threads", str(threads), verb, str(file or self.data / "models" / model / (model + ".onnx"))]
        for name in sets:
            out += [flags[name], self.sets[model][name]]
        out += [self.files[model].get(a, a) for a in arguments]
        if sets:
            out += self.inputs[model]
        if output is not None and verb in ("optimize", "train"):
            out += ["--output", str(output / "result") + (".onnx" if verb == "train" else "")]
        return out

    def result(self, peax, run, threads):
        """What the run gave, ready to compare."""
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder)
            done = self.run(self.command(peax, *run, threads, output))
            found = {"code": done.returncode, "printed": without_aside(json.loads(done.stdout)) if done.stdout else None, "files": {}}
            for path in sorted(output.rglob("*")):
                name = str(path.relative_to(output))
                if path.name == "solution.json":
                    found["files"][name] = without_aside(json.loads(path.read_text()))
                elif path.suffix == ".onnx":
                    found["files"][name] = network(path.read_bytes())
            if run[0] == "train":
                found["printed"].pop("output", None)  # a path
            chosen = (found["printed"] or {}).get("chosen")
            if run[0] == "optimize" and chosen is not None:  # as a folder, read back
                sets = ["test_stream"] if "test_stream" in run[2] else ["test"]
                solution = output / "result/solutions" / str(chosen)
                again = self.run(self.command(peax, "evaluate", run[1], sets, [], threads, None, solution))
                found["chosen, read back"] = without_aside(json.loads(again.stdout))
            return found

    @staticmethod
    def run(command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}\n{done.stderr}")
        return done


# ---- what is compared


def without_aside(value):
    if isinstance(value, dict):
        return {k: without_aside(v) for k, v in value.items() if k not in ASIDE}
    return [without_aside(v) for v in value] if isinstance(value, list) else value


def fields(message):
    """(number, value) of each field of a protobuf message; values of length are bytes, others their raw bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
            continue
        size = {1: 8, 5: 4}.get(kind) or varint()
        yield key >> 3, message[at:at + size]
        at += size


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]


def network(content):
    """Of an ONNX file: each weight's bytes (type, shape, values) by name, the nodes in order, inputs and outputs."""
    graph = next(v for number, v in fields(content) if number == 7)
    parts = {1: [], 5: [], 11: [], 12: []}
    for number, value in fields(graph):
        if number in parts:
            parts[number].append(value)
    weights = {}
    for tensor in parts[5]:
        name = next(v for number, v in fields(tensor) if number == 8).decode()
        weights[name] = digest(repr([(n, v) for n, v in fields(tensor) if n != 12]).encode())  # 12: a comment
    return {"weights": weights, "nodes": digest(repr(parts[1]).encode()), "inputs and outputs": digest(repr((parts[11], parts[12])).encode())}


def differences(a, b, where=""):
    """Where b is not a, in words; fields that only b has are aside."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a:
            if key not in b:
                yield f"{where}/{key}: missing"
            else:
                yield from differences(a[key], b[key], f"{where}/{key}")
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{where}: {len(a)} against {len(b)} entries"
        for i, (left, right) in enumerate(zip(a, b)):
            yield from differences(left, right, f"{where}/{i}")
    elif type(a) is not type(b) or a != b:
        yield f"{where}: {a!r} against {b!r}"


class Keep:
    """Results of one build in a folder, by the build's bytes and the run."""

    def __init__(self, folder, peax):
        self.folder = folder
        self.build = digest(pathlib.Path(peax).read_bytes())
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, name, run):
        plain = "".join(c if c.isalnum() else "_" for c in name)
        return self.folder / f"{plain}.{digest(repr((self.build, run)).encode())}.json"

    def get(self, name, run, make):
        if self.folder is None:
            return make()
        path = self.path(name, run)
        if path.exists():
            return json.loads(path.read_text())
        found = make()
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(found, indent=1))
        part.replace(path)
        return found


def compare(bench, name, run, a, b, threads, keep):
    began = time.time()
    left = keep.get(name, run, lambda: bench.result(a, run, threads[0]))
    found = [] if b is None else list(differences(left, bench.result(b, run, threads[1])))
    solutions = sum(f.endswith("solution.json") for f in left["files"])
    verdict = "made" if b is None else "DIFFERS" if found else "same"
    print(f"{verdict:8} {time.time() - began:6.1f} s  {name}  (exit code {left['code']}, {solutions} solutions)", flush=True)
    for text in found[:12]:
        print(f"           {text}", flush=True)
    if len(found) > 12:
        print(f"           and {len(found) - 12} more", flush=True)
    return bool(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("a", metavar="PEAX_A")
    parser.add_argument("b", metavar="PEAX_B", nargs="?")
    parser.add_argument("--data", default=os.environ.get("PEAX_TEST_DATA"), help="holds models/ and data/ (default: $PEAX_TEST_DATA)")
    parser.add_argument("--keep", type=pathlib.Path, help="where results of A stay")
    parser.add_argument("--only", default="", help="runs whose name has this text")
    parser.add_argument("--threads", default="1", help="of each build, or of A and of B: 1,2")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once")
    given = parser.parse_args()
    if not given.data or not (pathlib.Path(given.data) / "models/har_cnn").is_dir() or not FASHION.is_dir():
        print("skipped: no models/har_cnn below --data, or Debian's dataset-fashion-mnist is not installed")
        return 0
    if given.b is None and given.keep is None:
        parser.error("give PEAX_B, or --keep FOLDER")
    threads = (given.threads.split(",") * 2)[:2]
    chosen = {name: run for name, run in runs().items() if given.only in name}
    keep = Keep(given.keep, given.a)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(pathlib.Path(given.data), pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
            jobs = [pool.submit(compare, bench, name, run, given.a, given.b, threads, keep) for name, run in chosen.items()]
            differ = sum(job.result() for job in jobs)
    print(f"{len(chosen)} runs, {differ} differ" if given.b else f"{len(chosen)} runs made")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
