#!/usr/bin/env python3
"""Checks the house rules of the headers: check_floors.py ROOT.

A folder includes itself and the floors it stands on, never up; no circles; xtensor, protobuf and OpenBLAS enter by
one door each; a header is at most 400 lines long, is guarded by `#pragma once` and opens with a `//!` sentence;
every test is built."""
import pathlib
import re
import sys

STANDS_ON = {
    "meta": "",
    "core": "meta",
    "tensor": "core",
    "score": "core",
    "document": "core",
    "decision": "",
    "data": "tensor",
    "graph": "tensor",
    "onnx": "graph",
    "rule": "graph",
    "hardware": "graph",
    "engine": "graph",
    "train": "engine data score",
    "analysis": "graph",
    "search": "decision score",
    "report": "analysis train search hardware rule data document",
    "solution": "report search hardware decision",
    "rewrite": "solution",
    "deploy": "solution onnx",
    "summary": "solution document",
}
UMBRELLAS = {"peax.hpp", "fwd.hpp"}
OF_ALL = {"version.hpp"}  # in no room, for every room
DOORS = {
    r"(xtensor|xtensor-blas|xtl|xsimd)/": ("engine", "train"),
    r"cblas\.h": ("engine", "train"),
    r"(onnx|google/protobuf)/": ("onnx",),
}
LONGEST = 400

root = pathlib.Path(sys.argv[1])
base = root / "include" / "peax"
bad = []


def below(folder):
    seen, todo = set(), [folder]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += STANDS_ON[at].split()
    return seen


def check_include(where, folder, target):
    if not target.startswith("peax/"):
        for door, rooms in DOORS.items():
            if re.match(door, target) and folder not in rooms:
                bad.append(f"{where}: <{target}> belongs to {' and '.join(r + '/' for r in rooms)} only")
        return
    inside = target.removeprefix("peax/")
    if inside in OF_ALL:
        return
    other = inside.split("/")[0]
    if not (base / inside).exists():
        bad.append(f"{where}: there is no header {target}")
    elif folder is None:
        return
    elif inside in UMBRELLAS:
        bad.append(f"{where}: {target} is for users; include what is used")
    elif other not in below(folder):
        floors = STANDS_ON[folder] or "nothing"
        bad.append(f"{where}: {folder}/ may not include {other}/ (it stands on: {floors})")


includes = {}
for header in sorted(p for p in base.rglob("*") if p.suffix in (".hpp", ".ipp", ".h", ".inl")):
    name = header.relative_to(base).as_posix()
    folder = name.split("/")[0] if "/" in name else None
    lines = header.read_text().splitlines()
    if folder is None and name not in UMBRELLAS | OF_ALL:
        bad.append(f"{name}: belongs into a folder")
        continue
    if folder is not None and folder not in STANDS_ON:
        bad.append(f"{name}: no floor is named for {folder}/")
        continue
    if len(lines) > LONGEST:
        bad.append(f"{name}: {len(lines)} lines, at most {LONGEST}; a second noun moves out")
    if "#pragma once" not in lines[:3] and header.suffix == ".hpp":
        bad.append(f"{name}: does not open with #pragma once")
    if not any(line.startswith("//! ") for line in lines[:8]) and header.suffix == ".hpp":
        bad.append(f"{name}: does not open with a //! sentence")
    includes[name] = []
    in_head = True
    for number, line in enumerate(lines, 1):
        in_head = in_head and not line.startswith("namespace ")
        if m := re.match(r"\s*#\s*include\s*[<\"]([^>\"]+)[>\"]", line):
            check_include(f"{name}:{number}", folder, m[1])
            if in_head:  # behind its own code a header includes its definitions, which may include it
                includes[name].append(m[1].removeprefix("peax/"))

# Circles inside a folder are hidden by the guards until somebody includes the other header first.
state = {}


def visit(name, path):
    if state.get(name) == "done" or name not in includes:
        return
    if state.get(name) == "open":
        bad.append("circle: " + " -> ".join([*path[path.index(name):], name]))
        return
    state[name] = "open"
    for other in includes[name]:
        visit(other, [*path, name])
    state[name] = "done"


for name in includes:
    visit(name, [])

# A test that no meson.build names is never built.
for folder in sorted(p for p in (root / "tests").iterdir() if p.is_dir()):
    build = folder / "meson.build"
    if folder.name in STANDS_ON or folder.name == "command":
        named = build.read_text() if build.exists() else ""
        for source in sorted(folder.glob("*.cpp")):
            if f"'{source.name}'" not in named:
                bad.append(f"tests/{folder.name}/{source.name}: tests/{folder.name}/meson.build does not name it")

umbrella = base / "peax.hpp"
if umbrella.exists():
    listed = re.findall(r"#include <peax/([^>]+)>", umbrella.read_text())
    if listed != sorted(listed):
        bad.append("peax.hpp: the list is not sorted")

print("\n".join(bad) or f"{len(includes)} headers keep the rules")
sys.exit(bool(bad))
