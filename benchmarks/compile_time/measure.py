#!/usr/bin/env python3
"""CPU seconds and peak memory of compiling programs that use peax, against the library and by headers alone, beside the smallest
training programs of dlib and libtorch; and how many templates clang instantiates, beside the counts kept in baseline.json.

    measure.py [--rounds 3] [--only NAME...] [--skip-headers] [--update]

Each round compiles every program once, one after the other, with `-O2`; medians are shown, and ratios to dlib of the same run:
only they mean something on a machine that does other work. Exit code 1 when a bound of LIMITS is not kept, or a count grew by more
than a tenth. `--update` writes the counts to baseline.json. A peer that is not installed is named and left out (Debian:
libdlib-dev, libtorch-dev).
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

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEAX = ["-std=c++20", f"-I{ROOT / 'include'}", "-DONNX_ML=1", "-DONNX_NAMESPACE=onnx"]
LIBRARY = ["-DPEAX_COMPILED"]
PROGRAMS = {"early_exits": ROOT / "examples/early_exits/main.cpp", "own_rewriter": ROOT / "examples/own_rewriter/main.cpp",
            "all_rewriters": HERE / "all_rewriters.cpp"}
# At most this many times dlib's seconds, at most so many MB.
LIMITS = {"early_exits": (0.4, 460), "all_rewriters": (0.5, None), "early_exits, headers alone": (4, 1900)}


def torch_headers():
    for base in ("/usr/include", "/usr/local/include"):
        inside = pathlib.Path(base) / "torch/csrc/api/include"
        if (inside / "torch/torch.h").exists():
            return [f"-I{inside}"]
    return None


def jobs_of(options):
    """Name, flags, source of what is compiled."""
    jobs = []
    if pathlib.Path("/usr/include/dlib/dnn.h").exists():
        jobs.append(("dlib", ["-std=c++17"], HERE / "dlib.cpp"))
    else:
        print("dlib is not installed: there are no ratios")
    jobs += [(name, PEAX + LIBRARY, source) for name, source in PROGRAMS.items()]
    if not options.skip_headers:
        jobs.append(("early_exits, headers alone", PEAX, PROGRAMS["early_exits"]))
    headers = torch_headers()
    if headers:
        jobs.append(("libtorch", ["-std=c++17", *headers], HERE / "libtorch.cpp"))
    else:
        print("libtorch is not installed")
    return [job for job in jobs if not options.only or job[0] == "dlib" or any(word in job[0] for word in options.only)]


def compile_once(compiler, flags, source, folder):
    """Seconds of the processor, and the peak of resident memory in MB; None when it does not compile."""
    process = subprocess.Popen([compiler, *flags, "-O2", "-c", str(source), "-o", f"{folder}/out.o"], stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        print(f"{source.name}: does not compile: {said.strip().splitlines()[0] if said.strip() else status}", file=sys.stderr)
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def print_times(found):
    """The table; whether a bound is not kept."""
    median = {name: [statistics.median(run[i] for run in runs) for i in (0, 1)] for name, runs in found.items() if runs}
    unit = median.get("dlib", [None])[0]
    broken = False
    print(f"{'program':<28}{'CPU s':>8}{'x dlib':>8}{'peak MB':>9}")
    for name, (seconds, memory) in median.items():
        ratio = seconds / unit if unit else None
        most, most_memory = LIMITS.get(name, (None, None))
        over = bool(ratio and most and ratio > most) or bool(most_memory and memory > most_memory)
        broken = broken or over
        bound = f"   at most {most} x" + (f", {most_memory} MB" if most_memory else "") if most else ""
        print(f"{name:<28}{seconds:8.1f}{f'{ratio:8.2f}' if ratio else '':>8}{memory:9.0f}{bound}{': NOT KEPT' if over else ''}")
    return broken


def instantiations(compiler, flags, source, folder):
    """Classes and functions that clang instantiates, from -ftime-trace with every event."""
    trace = pathlib.Path(folder) / "trace.json"
    subprocess.run([compiler, *flags, "-fsyntax-only", f"-ftime-trace={trace}", "-ftime-trace-granularity=0", str(source)], check=True,
                   cwd=folder, capture_output=True)
    names = [event["name"] for event in json.loads(trace.read_text())["traceEvents"]]
    return {"classes": names.count("InstantiateClass"), "functions": names.count("InstantiateFunction")}


def print_counts(options, folder):
    """The table of instantiations; whether one grew."""
    baseline_file = HERE / "baseline.json"
    baseline = json.loads(baseline_file.read_text()) if baseline_file.exists() else {}
    counts = {name: instantiations(options.clang, PEAX + LIBRARY, source, folder) for name, source in PROGRAMS.items()}
    grew = False
    print(f"{'instantiations':<16}{'classes':>9}{'functions':>11}{'kept':>16}")
    for name, count in counts.items():
        kept = baseline.get(name, count)
        grew = grew or any(count[kind] > 1.1 * kept[kind] for kind in count)
        print(f"{name:<16}{count['classes']:9d}{count['functions']:11d}{kept['classes']:9d}{kept['functions']:7d}")
    if options.update:
        baseline_file.write_text(json.dumps(counts, indent=2) + "\n")
    return grew and not options.update


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--clang", default="clang++-16")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--skip-headers", action="store_true")
    parser.add_argument("--update", action="store_true")
    o = parser.parse_args()
    jobs = jobs_of(o)
    with tempfile.TemporaryDirectory() as folder:
        found = {name: [] for name, _, _ in jobs}
        for _ in range(o.rounds):
            for name, how, source in jobs:
                once = compile_once(o.compiler, how, source, folder)
                if once is not None:
                    found[name].append(once)
        wrong = print_times(found)
        if shutil.which(o.clang) is None:
            print(f"{o.clang} is not installed: instantiations are not counted")
        elif not o.only:
            wrong = print_counts(o, folder) or wrong
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
