#!/usr/bin/env python3
"""Lists the files of a kind, one a line: find_sources.py ROOT c_headers|rejected|all.

`all` lists what the configured build depends on without naming it; when it changes, configure again."""
import pathlib
import sys

root, kind = pathlib.Path(sys.argv[1]), sys.argv[2]


def files(folder, pattern):
    base = root / folder
    return sorted(p.relative_to(base).as_posix() for p in base.rglob(pattern))


# Headers that firmware in C includes as well end in .h.
kinds = {
    "c_headers": lambda: files("include/peax", "*.h"),
    "rejected": lambda: files("tests/rejected", "*.cpp"),
}
kinds["all"] = lambda: [
    *kinds["c_headers"](),
    *kinds["rejected"](),
    *files("tests", "meson.build"),
    *files("examples", "meson.build"),
    *files("examples", "main.cpp"),
]
print("\n".join(kinds[kind]()))
