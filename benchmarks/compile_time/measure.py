#!/usr/bin/env python3
"""Seconds and peak memory of compiling programs that use peax, beside the smallest training programs of libtorch and dlib; and how
many templates clang instantiates, beside the counts that are kept in baseline.json.

    measure.py [--rounds 3] [--library] [--update]

`--library` compiles as this project's own builds do, against the parts that are compiled once; without it peax is headers alone.
`--update` writes the counts to baseline.json. A count that grew by more than a tenth makes the exit code 1. A peer that is not
installed is named and left out (Debian: libtorch-dev, libdlib-dev).
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEAX = ["-std=c++20", f"-I{ROOT / 'include'}", "-DONNX_ML=1", "-DONNX_NAMESPACE=onnx"]
LIBRARY = ["-DPEAX_COMPILED"]
PROGRAMS = {"early_exits": ROOT / "examples/early_exits/main.cpp", "own_rewriter": ROOT / "examples/own_rewriter/main.cpp",
            "all_rewriters": HERE / "all_rewriters.cpp"}


def torch_headers():
    for base in ("/usr/include", "/usr/local/include"):
        inside = pathlib.Path(base) / "torch/csrc/api/include"
        if (inside / "torch/torch.h").exists():
            return [f"-I{inside}"]
    return None


def compile_once(compiler, flags, source, folder):
    """Seconds, and the peak of resident memory in MB; None when it does not compile."""
    start = time.perf_counter()
    process = subprocess.Popen([compiler, *flags, "-O2", "-c", str(source), "-o", f"{folder}/out.o"], stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        print(f"{source.name}: does not compile: {said.strip().splitlines()[0] if said.strip() else status}", file=sys.stderr)
        return None
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def instantiations(compiler, flags, source, folder):
    """Classes and functions that clang instantiates, from -ftime-trace with every event."""
    subprocess.run([compiler, *flags, "-fsyntax-only", "-ftime-trace", "-ftime-trace-granularity=0", "-c", str(source), "-o",
                    f"{folder}/trace.o"], check=True, cwd=folder, capture_output=True)
    trace = next(pathlib.Path(folder).glob("*.json"))
    names = [event["name"] for event in json.loads(trace.read_text())["traceEvents"]]
    trace.unlink()
    return {"classes": names.count("InstantiateClass"), "functions": names.count("InstantiateFunction")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--clang", default="clang++-16")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--update", action="store_true")
    o = parser.parse_args()
    flags = PEAX + (LIBRARY if o.library else [])
    jobs = [(name, flags, source) for name, source in PROGRAMS.items()]
    headers = torch_headers()
    if headers:
        jobs.append(("libtorch", ["-std=c++17", *headers], HERE / "libtorch.cpp"))
    else:
        print("libtorch is not installed")
    if pathlib.Path("/usr/include/dlib/dnn.h").exists():
        jobs.append(("dlib", ["-std=c++17"], HERE / "dlib.cpp"))
    else:
        print("dlib is not installed")
    grew = False
    with tempfile.TemporaryDirectory() as folder:
        found = {name: [] for name, _, _ in jobs}
        for _ in range(o.rounds):
            for name, how, source in jobs:
                once = compile_once(o.compiler, how, source, folder)
                if once is not None:
                    found[name].append(once)
        print(f"{'program':<16}{'seconds':>9}{'peak MB':>9}")
        for name, runs in found.items():
            if runs:
                print(f"{name:<16}{statistics.median(r[0] for r in runs):9.1f}{max(r[1] for r in runs):9.0f}")
        if shutil.which(o.clang) is None:
            print(f"{o.clang} is not installed: instantiations are not counted")
            return 0
        baseline_file = HERE / "baseline.json"
        baseline = json.loads(baseline_file.read_text()) if baseline_file.exists() else {}
        counts = {name: instantiations(o.clang, PEAX + LIBRARY, source, folder) for name, source in PROGRAMS.items()}
        print(f"{'instantiations':<16}{'classes':>9}{'functions':>11}{'kept':>16}")
        for name, count in counts.items():
            kept = baseline.get(name, count)
            grew = grew or any(count[kind] > 1.1 * kept[kind] for kind in count)
            print(f"{name:<16}{count['classes']:9d}{count['functions']:11d}{kept['classes']:9d}{kept['functions']:7d}")
        if o.update:
            baseline_file.write_text(json.dumps(counts, indent=2) + "\n")
    return 1 if grew and not o.update else 0


if __name__ == "__main__":
    sys.exit(main())
