#!/usr/bin/env python3
"""Time and memory of training against the number of samples, and a data set that must not be copied into memory.

    scale.py MODEL.onnx [--peax COMMAND] [--classes 10] [--samples 1000,4000,16000,60000] [--beyond-memory MB]

Random data in .npy files. Time is that of one more epoch (the difference of runs of three epochs and of one), so that starting is
not counted. Memory is the peak resident set; beside it stands what the run needs by design: the plan, as `peax` counts it, and
the data. `--beyond-memory 2000` trains on a file of that many megabytes while the process may own 300 MB: the file stays mapped.
"""
import argparse
import array
import json
import os
import pathlib
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def npy_header(shape, kind):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({', '.join(map(str, shape))},), }}"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def write_inputs(path, samples, shape):
    """Blocks of one random sample of noise, shifted from sample to sample."""
    size = 1
    for extent in shape:
        size *= extent
    rng = random.Random(1)
    noise = array.array("f", [rng.gauss(0, 1) for _ in range(2 * size + 997)])
    with open(path, "wb") as file:
        file.write(npy_header([samples, *shape], "<f4"))
        for i in range(samples):
            first = i * 31 % (size + 997)
            file.write(noise[first:first + size].tobytes())


def write_labels(path, samples, classes):
    rng = random.Random(2)
    with open(path, "wb") as file:
        file.write(npy_header([samples], "<i4"))
        file.write(array.array("i", [rng.randrange(classes) for _ in range(samples)]).tobytes())


def train(peax, model, folder, epochs, threads, most_data=None):
    """Seconds, and the peak of resident memory in bytes."""
    def limit():
        if most_data:
            resource.setrlimit(resource.RLIMIT_DATA, (most_data, most_data))

    pair = f"{folder}/x.npy,{folder}/y.npy"
    small = f"{folder}/vx.npy,{folder}/vy.npy"
    command = [peax, "--quiet", "--threads", str(threads), "train", str(model), "--train", pair, "--validation", small, "--epochs",
               str(epochs), "--output", f"{folder}/out.onnx"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=limit)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {said.strip()}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--peax", default=str(ROOT / "build/examples/peax/peax"))
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--samples", default="1000,4000,16000,60000")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--beyond-memory", type=int, metavar="MB")
    o = parser.parse_args()
    info = json.loads(subprocess.run([o.peax, "--json", "info", str(o.model)], capture_output=True, text=True, check=True).stdout)
    shape = [int(extent) for extent in info["model"]["inputs"][0]["shape"][1:]]
    size = 4
    for extent in shape:
        size *= extent
    with tempfile.TemporaryDirectory(prefix="peax-scale-", dir=os.environ.get("TMPDIR")) as folder:
        write_inputs(f"{folder}/vx.npy", 64, shape)
        write_labels(f"{folder}/vy.npy", 64, o.classes)
        if o.beyond_memory:
            samples = o.beyond_memory * 1000000 // size
            write_inputs(f"{folder}/x.npy", samples, shape)
            write_labels(f"{folder}/y.npy", samples, o.classes)
            seconds, peak = train(o.peax, o.model, folder, 1, o.threads, most_data=300 << 20)
            print(f"{samples} samples, {o.beyond_memory} MB on disk, at most 300 MB of own memory: {seconds:.1f} s, resident with the "
                  f"mapped file {peak / 1e6:.0f} MB")
            return 0
        print(f"{'samples':>8} {'s an epoch':>11} {'samples/s':>10} {'peak MB':>8} {'data MB':>8} {'peak less data':>15}")
        for samples in map(int, o.samples.split(",")):
            write_inputs(f"{folder}/x.npy", samples, shape)
            write_labels(f"{folder}/y.npy", samples, o.classes)
            one, _ = train(o.peax, o.model, folder, 1, o.threads)
            three, peak = train(o.peax, o.model, folder, 3, o.threads)
            epoch = (three - one) / 2
            data = samples * size
            print(f"{samples:8d} {epoch:11.2f} {samples / epoch:10.0f} {peak / 1e6:8.0f} {data / 1e6:8.0f} {(peak - data) / 1e6:15.0f}",
                  flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
