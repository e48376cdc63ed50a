#!/usr/bin/env python3
"""Closes a test run: count_tests.py TESTLOG.json EXIT_CODE_OF_MESON_TEST.

Reads what Meson wrote about each test. Prints what was skipped and why, then `N passed, M failed`. Exit code 1 when
anything failed, when no test was run, or when `meson test` itself ended badly."""
import json
import pathlib
import re
import sys

log, meson_code = pathlib.Path(sys.argv[1]), int(sys.argv[2])
tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

passed = [t for t in tests if t["result"] in ("OK", "EXPECTEDFAIL")]
skipped = [t for t in tests if t["result"] == "SKIP"]
failed = [t for t in tests if t not in passed and t not in skipped]


def reasons(test):
    return [m.strip() for m in re.findall(r"skipped: (.+)", test.get("stdout") or "")]


def name(test):
    return re.sub(r"^.* / ", "", test["name"])


lines = [f"{name(t)} ({'; '.join(reasons(t)) or 'no reason given'})" for t in skipped]
for test in tests:
    if test not in skipped and (why := reasons(test)):
        lines.append(f"{len(why)} in {name(test)} ({'; '.join(sorted(set(why)))})")
cases = 0
for test in tests:
    if m := re.search(r"test cases:\s+(\d+)", test.get("stdout") or ""):
        cases += int(m[1])

print(f"{len(tests)} tests, in them {cases} cases of the unit tests")
print("skipped: " + (", ".join(lines) or "nothing"))
if failed:
    print("failed: " + ", ".join(name(t) for t in failed))
bad = bool(failed) or not passed or meson_code != 0
if bad and not failed:
    print(f"meson test ended with exit code {meson_code}, {len(passed)} tests passed: this counts as a failure")
print(f"{len(passed)} passed, {len(failed) or int(bad)} failed")
sys.exit(bad)
