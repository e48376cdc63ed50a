#!/usr/bin/env python3
"""Builds a program against the installed peax: build_consumer.py pkg-config|cmake BUILD SOURCE VERSION COMPILER...

Installs the headers and package files of the Meson build folder BUILD into a root below it that is made anew,
builds SOURCE/main.cpp there and runs the program. The flags come from the installed files alone."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

way, build, source, version, *compiler = sys.argv[1:]
source = pathlib.Path(source)
work = pathlib.Path(build) / "consumer" / way
shutil.rmtree(work, ignore_errors=True)
root = work / "root"
program = work / "consumer"
environment = dict(os.environ)


def run(*command, **more):
    print("$", shlex.join(map(str, command)), flush=True)
    done = subprocess.run(list(map(str, command)), text=True, env=environment, **more)
    if done.returncode:
        sys.exit(f"failed with exit code {done.returncode}")
    return done.stdout


for tool in [way, "meson"]:
    if not shutil.which(tool):
        print(f"skipped: {tool} is not installed")
        sys.exit(77)

work.mkdir(parents=True)
run("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--tags", "devel", "--destdir", root.resolve())
(package,) = root.rglob("peax.pc")
prefix = package.parents[2]
for unwanted in ["tests", "package"]:
    if list((prefix / "include").rglob(unwanted)):
        sys.exit(f"{unwanted} is installed")

if way == "pkg-config":
    environment["PKG_CONFIG_PATH"] = str(package.parent)
    found = run("pkg-config", "--modversion", "peax", stdout=subprocess.PIPE).strip()
    if found != version:
        sys.exit(f"peax.pc says version {found}, the project {version}")
    flags = run("pkg-config", "--cflags", "--libs", "peax", stdout=subprocess.PIPE).split()
    run(*compiler, "-std=c++20", source / "main.cpp", "-o", program, *flags)
else:
    (work / "build").mkdir()
    run("cmake", "-S", source, "-B", work / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={compiler[-1]}")
    run("cmake", "--build", work / "build")
    program = work / "build" / "consumer"
run(program)
