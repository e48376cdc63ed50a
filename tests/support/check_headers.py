#!/usr/bin/env python3
"""Every header compiles alone: check_headers.py ROOT [--both] [--compiler clang++-16] [--jobs N] [NAME...]

Each is included twice in a file of its own, against the library (PEAX_COMPILED). `--both`: by headers alone too, and each body
(.ipp) alone as the library compiles it; and two files that include all of peax are linked, which finds what is defined twice.
NAME limits it to the files whose path contains one of the names."""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

LIBRARY = "-DPEAX_COMPILED"
FLAGS = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-DONNX_ML=1", "-DONNX_NAMESPACE=onnx"]

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("root", type=pathlib.Path)
parser.add_argument("names", nargs="*")
parser.add_argument("--both", action="store_true")
parser.add_argument("--compiler", default="clang++-16")
parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
o = parser.parse_intermixed_args()
include = o.root.resolve() / "include"
third_party = subprocess.run(["pkg-config", "--cflags", "openblas"], capture_output=True, text=True).stdout.split()
compiler = [o.compiler, *FLAGS, f"-I{include}", *(flag.replace("-I", "-isystem") for flag in third_party)]


def files(*patterns):
    found = sorted(p.relative_to(include).as_posix() for pattern in patterns for p in (include / "peax").rglob(pattern))
    return [f for f in found if not o.names or any(name in f for name in o.names)]


def alone(job):
    name, mode = job
    done = subprocess.run([*compiler, *mode, "-fsyntax-only", "-xc++", "-"], input=2 * f"#include <{name}>\n" if name[-3:] != "ipp"
                          else f"#include <{name}>\n", text=True, capture_output=True)
    return f"{name} {' '.join(mode) or '(headers alone)'}:\n{done.stderr}" if done.returncode else None


def linked(mode):
    """What two files that include everything define twice."""
    with tempfile.TemporaryDirectory() as folder:
        for name in "ab":
            done = subprocess.run([*compiler, *mode, "-O0", "-c", "-xc++", "-", "-o", f"{folder}/{name}.o"],
                                  input="#include <peax/peax.hpp>\n", text=True, capture_output=True)
            if done.returncode:
                return f"peax.hpp {' '.join(mode) or '(headers alone)'}:\n{done.stderr}"
        done = subprocess.run(["ld", "-r", f"{folder}/a.o", f"{folder}/b.o", "-o", f"{folder}/both.o"], text=True, capture_output=True)
        return f"two files with peax.hpp:\n{done.stderr}" if done.returncode else None


start = time.monotonic()
headers = files("*.hpp", "*.h")
work = [(alone, (name, [LIBRARY])) for name in headers]
if o.both:
    if not o.names:
        work = [(linked, []), *work]
    work += [(alone, (name, [LIBRARY])) for name in files("*.ipp")] + [(alone, (name, [])) for name in headers]
with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
    bad = [wrong for wrong in pool.map(lambda job: job[0](job[1]), work) if wrong]
print("\n".join(bad))
print(f"{len(work)} compilations by {o.compiler}, {len(bad)} failed, {time.monotonic() - start:.0f} seconds")
sys.exit(bool(bad))
