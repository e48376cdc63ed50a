#!/usr/bin/env python3
"""Checks a program that must not compile: expect_error.py ROOT SOURCE COMPILER FLAGS...

The source is compiled twice. As it stands it must compile. With -DPEAX_EXPECT_ERROR it must fail, and what the
compiler then writes to standard error must
  - match every `// expect-error: REGEX` line of the source (at least one, each within one line of the output),
  - match no `// forbid-error: REGEX` line,
  - hold exactly one error,
  - have at most 8 lines in all, notes and source excerpts included; `// max-lines: N` lowers that. Of what FLAGS include before the
    source clang says that line 1 of it did, which no user sees: not counted.
Exit code 77 (skipped) when the compiler is not installed."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

LINES = 8


def directives(text, name):
    return [m.strip() for m in re.findall(rf"^// {name}: (.+)$", text, re.M)]


def main():
    root, source, compiler, *flags = sys.argv[1:]
    if not shutil.which(compiler):
        print(f"skipped: {compiler} is not installed")
        return 77
    text = (pathlib.Path(root) / source).read_text()

    def compile_with(*more):
        command = [compiler, *flags, "-fsyntax-only", *more, source]
        environment = dict(os.environ, LC_ALL="C")  # plain quotes in the messages
        run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
        return run.returncode, run.stderr

    wanted, banned = directives(text, "expect-error"), directives(text, "forbid-error")
    limit = min([LINES, *map(int, directives(text, "max-lines"))])

    control_code, control_log = compile_with()
    code, log = compile_with("-DPEAX_EXPECT_ERROR")
    lines = [line for line in log.splitlines() if line != f"In file included from {source}:1:"]
    errors = sum(bool(re.search(r"(^|[ :])(fatal )?error: ", line)) for line in lines)

    problems = []
    if control_code:
        problems.append(f"without PEAX_EXPECT_ERROR it must compile, but:\n{control_log}")
    if not wanted:
        problems.append("the source has no expect-error line")
    if code == 0:
        problems.append("with PEAX_EXPECT_ERROR it must not compile, but it does")
    else:
        problems += [f"no line matches: {w}" for w in wanted if not any(re.search(w, line) for line in lines)]
        problems += [f"a line matches what is forbidden: {b}" for b in banned if any(re.search(b, line) for line in lines)]
        if errors != 1:
            problems.append(f"{errors} errors, exactly 1 is wanted")
        if len(lines) > limit:
            problems.append(f"{len(lines)} lines of output, at most {limit} are wanted")
    if problems:
        print(f"{source} with {compiler}:", *problems, sep="\n- ")
        print(f"--- with PEAX_EXPECT_ERROR the compiler says\n{log}")
        return 1
    print(f"{len(lines)} lines:\n{log}", end="")
    return 0


sys.exit(main())
