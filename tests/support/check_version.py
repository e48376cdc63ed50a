#!/usr/bin/env python3
"""version.hpp says the version of the project: check_version.py ROOT VERSION"""
import pathlib
import re
import sys

text = (pathlib.Path(sys.argv[1]) / "include/peax/version.hpp").read_text()
said = ".".join(re.search(rf"#define PEAX_VERSION_{part} (\d+)", text)[1] for part in ("MAJOR", "MINOR", "PATCH"))
if said != sys.argv[2]:
    sys.exit(f"version.hpp says {said}, meson.build {sys.argv[2]}")
