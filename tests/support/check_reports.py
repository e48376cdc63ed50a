#!/usr/bin/env python3
"""docs/reference/reports.md names every data member of every report: check_reports.py ROOT.

The reports are the structs with a `title` in include/peax/report/; what a report derives from or holds, and its settings, count too. A
section of the page is headed by the reports it is about."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = (root / "docs/reference/reports.md").read_text()
sections = {}
for title, text in re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", page, re.S | re.M):
    for name in re.findall(r"`(\w+)", title):
        sections[name] = text

#: What a report holds, in its own header or another one.
HELD = {
    "architecture": [("graph/block.hpp", "block"), ("graph/location.hpp", "location")],
    "footprint": [("graph/cost.hpp", "cost"), ("graph/memory.hpp", "memory_peak")],
    "hardware_fit": [("report/hardware_fit.hpp", "on_processor"), ("hardware/segment.hpp", "segment_cost")],
    "accuracy": [("report/accuracy.hpp", "accuracy_figures"), ("report/accuracy.hpp", "confidence_bin")],
    "batch_size": [("report/batch_size.hpp", "measurement"), ("report/batch_size.hpp", "of")],
    "early_exits": [("report/early_exits/candidate.hpp", "map_branch"), ("report/early_exits/candidate.hpp", "exit_candidate"),
                    ("report/early_exits.hpp", "settings")],
    "temporal_behaviour": [("report/temporal_behaviour.hpp", "place"), ("report/temporal_behaviour_distances.hpp", "scene_distances"),
                           ("report/temporal_behaviour_distances.hpp", "distance_summary")],
    "feature_map_signatures": [("report/feature_map_signatures.hpp", "place")],
}


def body_of(text, struct):
    """What stands between the braces of a struct."""
    opening = re.search(rf"\bstruct {struct}\b[^;{{]*\{{", text)
    if not opening:
        return None
    depth, at = 1, opening.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return text[opening.end():at - 1]


def members_of(body):
    """Names of data members: of statements outside of inner braces that are no function, alias or constant of the type."""
    flat, depth = "", 0
    for c in re.sub(r"//[^\n]*", "", body):
        depth += c == "{"
        flat += c if depth == 0 else " @ " if c == "{" else ""
        depth -= c == "}"
        flat += ";" if c == "}" and depth == 0 and not re.search(r"[=\w>]\s*@ $", flat[-12:]) else ""
    names = []
    for statement in re.split(r";", flat):
        statement = " ".join(statement.split())
        if not statement or re.match(r"(using|static|friend|struct|template|\[\[|enum)\b|\[\[", statement) or "(" in statement:
            continue
        if " @" in statement and "=" not in statement and re.search(r"\bstruct\b", statement):
            continue
        statement = re.sub(r"<[^<>]*(<[^<>]*>)?[^<>]*>", "", statement)  # commas of template arguments
        for part in statement.split(","):
            found = re.search(r"(\w+)\s*(?:=.*|@.*)?$", part.strip())
            if found:
                names.append(found[1])
    return names


bad, seen, reports = [], 0, 0
for header in sorted((root / "include/peax/report").glob("*.hpp")):
    text = header.read_text()
    for struct in re.findall(r"^(?:template <[^>]*> )?struct (\w+)", text, re.M):
        own = body_of(text, struct)
        if "std::string_view title" not in (own or ""):
            continue
        reports += 1
        if struct not in sections:
            bad.append(f"docs/reference/reports.md has no section about `{struct}`")
            continue
        wanted = members_of(own)
        for file, held in HELD.get(struct, []):
            body = body_of((root / "include/peax" / file).read_text(), held)
            found = members_of(body) if body is not None else []
            if not found:
                bad.append(f"include/peax/{file}: {held} has no data member; correct HELD in tests/support/check_reports.py")
            wanted += found
        for name in wanted:
            seen += 1
            if not re.search(rf"`{name}`|[{{, ]{name}[,}}]", sections[struct]):
                bad.append(f"docs/reference/reports.md, {struct}: there is nothing about `{name}`")
print("\n".join(bad) or f"{seen} members of {reports} reports are explained")
sys.exit(bool(bad))
