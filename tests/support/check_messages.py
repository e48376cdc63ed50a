#!/usr/bin/env python3
"""Every `static_assert(..., "peax: ...")` and every `PEAX_SAYS_...` of a header or body is read by a test and explained: check_messages.py ROOT.

At least one `// expect-error:` line below tests/rejected/ must match 20 characters or more of the message, and docs/reference/errors.md holds its
sentence, and every program below tests/rejected/ by name."""
import pathlib
import re
import sys

ENOUGH = 20
root = pathlib.Path(sys.argv[1])

patterns = []
for source in (root / "tests" / "rejected").rglob("*.cpp"):
    patterns += re.findall(r"^// expect-error: (.+?)\s*$", source.read_text(), re.M)


def plain(text):
    """Without marks of code and ends of lines, which a page and a header set differently."""
    return " ".join(re.sub(r'[`"]', " ", text.replace('\\"', '"').removeprefix("peax: ")).split())


page = (root / "docs" / "reference" / "errors.md").read_text()
explained = plain(page)


def is_read(message):
    for pattern in patterns:
        m = re.search(pattern, message)
        if m and len(m[0]) >= min(ENOUGH, len(message)):
            return True
    return False


bad, seen = [], 0


def look_at(header, text, at, message):
    """One message that stands at this place of the header."""
    global seen
    seen += 1
    line = text.count("\n", 0, at) + 1
    if not is_read(message):
        bad.append(f"{header.relative_to(root)}:{line}: no program in tests/rejected/ expects: {message}")
    if plain(message) not in explained:
        bad.append(f"{header.relative_to(root)}:{line}: docs/reference/errors.md does not explain: {message}")


literal = r'"(?:[^"\\]|\\.)*"'
for header in sorted((root / "include").rglob("*.?pp")):
    text = header.read_text()
    for m in re.finditer(rf"({literal})(?:\s*{literal})*\s*\)\s*;", text):
        message = "".join(part[1:-1] for part in re.findall(literal, m[0]))
        opening = text.rfind("static_assert", 0, m.start())
        if not message.startswith("peax: ") or opening < 0 or ";" in text[opening:m.start()]:
            continue
        look_at(header, text, m.start(), message)
    # The doors' messages are macros: analysis/sentences.hpp.
    for m in re.finditer(rf"#define PEAX_SAYS_\w+\s+(?:\\\s*)?({literal}(?:[\s\\]*{literal})*)", text):
        look_at(header, text, m.start(), "".join(part[1:-1] for part in re.findall(literal, m[1])).replace('\\"', '"'))
for source in sorted((root / "tests" / "rejected").rglob("*.cpp")):
    if source.stem not in page:
        bad.append(f"docs/reference/errors.md does not name {source.relative_to(root)}")
print("\n".join(bad) or f"{seen} messages are read by tests and explained")
sys.exit(bool(bad))
