#!/usr/bin/env python3
"""Builds a program against the installed peax: build_consumer.py pkg-config|cmake|meson library|static|header-only BUILD SOURCE
VERSION COMPILER...

Installs the headers, libraries and package files of the Meson build folder BUILD into a root below it that is made anew, builds
SOURCE there and runs the program, which writes files and reads them back. The flags come from the installed files alone."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

way, mode, build, source, version, *compiler = sys.argv[1:]
work = pathlib.Path(build) / "consumer" / f"{way}-{mode}"
shutil.rmtree(work, ignore_errors=True)
root = work / "root"
made = work / "build"
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
(found,) = root.rglob("peax/version.hpp")
prefix = found.parents[2].rename(work / "moved")  # an installed tree can be moved
(package,) = prefix.rglob("peax.pc")
libraries = package.parents[1]
for file in (prefix / "include").rglob("*"):
    if file.is_file() and file.suffix not in (".hpp", ".ipp", ".h", ".inl"):
        sys.exit(f"{file} is installed, and is no header")

# The project as its author wrote it, but for the name of the package.
project = work / "project"
shutil.copytree(source, project)
name = {"library": "peax", "static": "static", "header-only": "header-only"}[mode]
for file, was, becomes in [("CMakeLists.txt", "peax::peax", f"peax::{name.replace('-', '_')}"),
                           ("meson.build", "dependency('peax'", f"dependency('peax{'-' + name if name != 'peax' else ''}'")]:
    text = (project / file).read_text()
    if was not in text:
        sys.exit(f"{file} does not say {was}")
    (project / file).write_text(text.replace(was, becomes))

environment["PKG_CONFIG_PATH"] = str((libraries / "pkgconfig").resolve())
environment["LD_LIBRARY_PATH"] = str(libraries.resolve())
environment["CXX"] = shlex.join(compiler)
if way == "pkg-config":
    made.mkdir()
    package = "peax-header-only" if mode == "header-only" else "peax"
    said = run("pkg-config", "--modversion", package, stdout=subprocess.PIPE).strip()
    if said != version:
        sys.exit(f"{package}.pc says version {said}, the project {version}")
    flags = run("pkg-config", "--cflags", package, stdout=subprocess.PIPE).split()
    links = run("pkg-config", "--libs", package, stdout=subprocess.PIPE).split()
    if mode == "static":  # the archive by its name, and what the headers alone link
        folder = run("pkg-config", "--variable=libdir", "peax", stdout=subprocess.PIPE).strip()
        links = [f"{folder}/libpeax.a", *run("pkg-config", "--libs", "peax-header-only", stdout=subprocess.PIPE).split()]
    run(*compiler, "-std=c++20", "-O0", project / "main.cpp", "-o", made / "consumer", *flags, *links)
elif way == "cmake":
    run("cmake", "-S", project, "-B", made, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix.resolve()}")
    run("cmake", "--build", made)
else:
    run("meson", "setup", made, project, "--buildtype=plain")
    run("ninja", "-C", made)

needed = subprocess.run(["ldd", made / "consumer"], text=True, capture_output=True, env=environment).stdout
if ("libpeax.so" in needed) != (mode == "library"):
    sys.exit(f"libpeax.so is {'not ' if mode == 'library' else ''}linked")
files = work / "files"
files.mkdir()
run(made / "consumer", files)
