#!/usr/bin/env python3
"""What a user's program compiles: check_includes.py ROOT COMPILER FLAGS...

With the installed library (PEAX_COMPILED) no header that README's program, or peax.hpp, reaches includes xtensor: that
costs 3 s and 190 MB in each file. The chain of headers that leads there is named."""
import pathlib
import re
import subprocess
import sys

root, compiler, *flags = sys.argv[1:]
KEPT_OUT = re.compile(r"/(xtensor|xtensor-blas|xtl|xsimd)/")


def chain_to_xtensor(text):
    """The headers that lead to the first of xtensor's, or nothing."""
    log = subprocess.run([compiler, *flags, "-std=c++20", "-DPEAX_COMPILED", f"-I{root}/include", "-H", "-E", "-o/dev/null", "-xc++", "-"],
                         input=text, capture_output=True, text=True)
    if log.returncode:
        sys.exit(f"{compiler} cannot read it:\n{log.stderr[-2000:]}")
    above, reached = [], 0
    for line in log.stderr.splitlines():
        if not (m := re.match(r"(\.+) (\S+)", line)):
            continue
        reached += 1
        above = [*above[:len(m[1]) - 1], m[2]]
        if KEPT_OUT.search(m[2]):
            return above
    if reached < 50:
        sys.exit(f"{compiler} -H names {reached} headers only")
    return []


bad = []
for what, text in {
    "examples/early_exits/main.cpp": (pathlib.Path(root) / "examples/early_exits/main.cpp").read_text(),
    "peax.hpp": "#include <peax/peax.hpp>\n",
}.items():
    if chain := chain_to_xtensor(text):
        bad.append(f"{what} reaches xtensor: " + "\n  -> ".join(chain))
print("\n".join(bad) or "xtensor is included by none but those who ask for it")
sys.exit(bool(bad))
