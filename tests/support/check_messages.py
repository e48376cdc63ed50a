#!/usr/bin/env python3
"""Every error is explained: check_messages.py ROOT.

Every `static_assert(..., "peax: ...")` and every `PEAX_SAYS_...` of a header or body: at least one `// expect-error:` line below tests/rejected/
must match 20 characters or more of the message, and docs/reference/errors.md holds its sentence, and every program below tests/rejected/ by
name. Every `bad_input`, `usage_error`, `io_error` and `refused` that the library or the command makes of a text: docs/reference/messages.md holds
what the text says in front of its advice, in a row that says what to do."""
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


def words(text):
    """Letters and digits alone: a page marks code and cells, a source escapes quotes."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


catalogue = (root / "docs" / "reference" / "messages.md").read_text()
rows = re.findall(r"^\| (.+?) \| (.+) \|$", catalogue, re.M)
said = words("\n".join(message for message, _ in rows))
bad += [f"docs/reference/messages.md: what to do about: {message}?" for message, advice in rows if len(words(advice)) < 4]


def argument(text, at):
    """What stands between the parenthesis or brace that opened in front of `at` and the one that closes it."""
    depth, end = 1, at
    while depth and end < len(text):
        quoted = re.compile(literal).match(text, end)
        if quoted:
            end = quoted.end()
            continue
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(text[end], 0)
        end += 1
    return text[at:end - 1]


thrown = 0
for source in sorted([*(root / "include").rglob("*.?pp"), *(root / "examples" / "peax").glob("*.?pp")]):
    text = re.sub(r"//[^\n\"]*$", "", source.read_text(), flags=re.M)
    for m in re.finditer(r"\b(?:bad_input|usage_error|io_error|refused)\s*[({]", text):
        pieces = re.findall(rf'({literal})|[^"]+', argument(text, m.end()))
        message = "".join(piece[1:-1] if piece else "\0" for piece in pieces)
        message = re.split(r"; |\. (?=[A-Z])", re.sub(r"\{[^{}]*\}", "\0", message))[0]
        parts = [p for p in map(words, re.split("\0+", message)) if len(p) >= ENOUGH] or \
            [max(map(words, re.split("\0+", message)), key=len, default="")]
        thrown += any(parts)
        for part in parts:
            if part not in said:
                line = text.count("\n", 0, m.start()) + 1
                bad.append(f"{source.relative_to(root)}:{line}: docs/reference/messages.md does not explain: {part}")
print("\n".join(bad) or f"{seen} messages of the compiler are read by tests and explained, {thrown} of the library and the command explained")
sys.exit(bool(bad))
