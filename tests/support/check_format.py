#!/usr/bin/env python3
"""Every source is laid out as .clang-format says: check_format.py ROOT [--fix]. Left out are the programs of tests/rejected/: the
pages show their lines and the errors at them."""
import pathlib
import shutil
import subprocess
import sys

root = pathlib.Path(sys.argv[1]).resolve()
tool = shutil.which("clang-format-16")
if not tool:
    sys.exit("clang-format-16 is missing; another version lays out differently")
files = [p for folder in ("include", "examples", "benchmarks", "tests") for p in sorted((root / folder).rglob("*"))
         if p.suffix in (".hpp", ".ipp", ".cpp", ".h", ".inl") and not p.is_relative_to(root / "tests/rejected")]
how = ["-i"] if "--fix" in sys.argv else ["--dry-run", "-Werror"]
bad = subprocess.run([tool, *how, *files], cwd=root, capture_output=True, text=True)
wrong = sorted({line.split(":")[0] for line in bad.stderr.splitlines() if "error:" in line})
print("\n".join(f"{pathlib.Path(w).relative_to(root)}: run clang-format-16 -i on it" for w in wrong) or
      f"{len(files)} files are laid out as they should be; tests/rejected/ is left out")
if bad.returncode and not wrong:
    print(bad.stderr)
sys.exit(bad.returncode)
