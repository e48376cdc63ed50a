#!/usr/bin/env python3
"""Checks the house rules of the headers: check_floors.py ROOT [--write].

A folder includes itself and the floors it stands on, never up; no circles; protobuf and OpenBLAS enter by one door
each, xtensor by bodies and the headers of those who ask for it, which peax.hpp leaves out; a header is at most 400 lines long, is guarded by `#pragma once` and opens with a `//!` sentence;
each body (.ipp) belongs to one header and is compiled once; nothing but headers and bodies lies below include/peax;
peax.hpp lists every public header, in order (`--write` makes it so); every test is built."""
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
    "tflite": "graph",
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
    "summary": "solution document deploy",
}
UMBRELLAS = {"peax.hpp", "fwd.hpp"}
OF_ALL = {"version.hpp"}  # in no room, for every room
DOORS = {
    r"(xtl|xsimd)/": ("engine", "train", "rewrite"),
    r"xtensor-blas/": ("rewrite",),
    r"cblas\.h": (),
    r"xxhash\.h": ("core",),
    r"(onnx|google/protobuf)/": ("onnx",),
    r"flatbuffers/": ("tflite",),
}
COSTLY = {r"xtensor-blas/": "rewrite/separable"}  # seconds of compiling, so that by headers alone only those reach it who ask for it
# xtensor costs 3 s and 190 MB a file: bodies include it, and who includes one of these.
WITH_XTENSOR = {
    "tensor/view.hpp",
    "tensor/xarray.hpp",
    "engine/run_arrays.hpp",
    "solution/run_arrays.hpp",
    "graph/op/expression.hpp",
}
LONGEST = 400
KINDS = (".hpp", ".ipp", ".h", ".inl")
INTERNAL = r"(.*/)?detail/|engine/kernel/"  # what users do not include; left out of peax.hpp

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
        if target.startswith("xtensor/") and not where.split(":")[0].endswith(".ipp") and where.split(":")[0] not in WITH_XTENSOR:
            bad.append(f"{where}: <{target}> belongs to bodies and to {', '.join(sorted(WITH_XTENSOR))}")
        for door, rooms in DOORS.items():
            if re.match(door, target) and folder not in rooms:
                bad.append(f"{where}: <{target}> belongs to {' and '.join(r + '/' for r in rooms) or 'no room'} only")
        return
    inside = target.removeprefix("peax/")
    if inside in WITH_XTENSOR and not where.split(":")[0].endswith(".ipp") and where.split(":")[0] not in WITH_XTENSOR:
        bad.append(f"{where}: {target} includes xtensor; bodies and {', '.join(sorted(WITH_XTENSOR))} may")
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
reaches = {}  # all that a file includes, its bodies too
for header in sorted(p for p in base.rglob("*") if p.is_file()):
    name = header.relative_to(base).as_posix()
    folder = name.split("/")[0] if "/" in name else None
    if header.suffix not in KINDS:
        bad.append(f"{name}: only {' '.join(KINDS)} lie here, for the folder is installed")
        continue
    lines = header.read_text().splitlines()
    if folder is None and name not in UMBRELLAS | OF_ALL:
        bad.append(f"{name}: belongs into a folder")
        continue
    if folder is not None and folder not in STANDS_ON:
        bad.append(f"{name}: no floor is named for {folder}/")
        continue
    if len(lines) > LONGEST and name != "peax.hpp":  # the list of all headers grows with them
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
            reaches.setdefault(name, []).append(m[1].removeprefix("peax/"))
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

for costly, place in COSTLY.items():
    for name in includes:
        seen, todo = set(), [name]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += reaches.get(at, [])
        if not name.startswith(place) and name not in UMBRELLAS and any(re.match(costly, at) for at in seen):
            bad.append(f"{name}: reaches <{costly}...>, which {place}* alone may")

# A test that no meson.build names is never built.
for folder in sorted(p for p in (root / "tests").iterdir() if p.is_dir()):
    build = folder / "meson.build"
    if folder.name in STANDS_ON or folder.name == "command":
        named = build.read_text() if build.exists() else ""
        for source in sorted(folder.glob("*.cpp")):
            if f"'{source.name}'" not in named:
                bad.append(f"tests/{folder.name}/{source.name}: tests/{folder.name}/meson.build does not name it")

# A body is included by its header, for those who do without the library, and compiled into the library once.
compiled = [name for source in sorted((root / "include" / "library").glob("*.cpp"))
            for name in re.findall(r"#include <peax/([^>]+[.]ipp)>", source.read_text())]
for name in sorted(n for n in includes if n.endswith(".ipp")):
    if compiled.count(name) != 1:
        bad.append(f"{name}: is included by {compiled.count(name)} of include/library/*.cpp, by one it should be")
    text = [header for header in includes if header.endswith(".hpp") and f"<peax/{name}>" in (base / header).read_text()]
    if len(text) != 1:
        bad.append(f"{name}: is included by {len(text)} headers, by the one that declares it it should be")

umbrella = base / "peax.hpp"
listed = [name for name in includes if name.endswith((".hpp", ".h")) and "/" in name
          and not re.match(INTERNAL, name) and name not in WITH_XTENSOR]
listed = sorted([*listed, "version.hpp"])
before = umbrella.read_text() if umbrella.exists() else ""
if "--write" in sys.argv:
    lead = before[:before.index("#include")]
    umbrella.write_text(lead + "".join(f"#include <peax/{name}>\n" for name in listed))
elif re.findall(r"#include <peax/([^>]+)>", before) != listed:
    bad.append("peax.hpp: is not the sorted list of all public headers; check_floors.py . --write makes it so")

print("\n".join(bad) or f"{len(includes)} headers keep the rules")
sys.exit(bool(bad))
