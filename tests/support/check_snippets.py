#!/usr/bin/env python3
"""Code in pages is code of the examples: check_snippets.py ROOT.

In README.md and docs/, a fence below `<!-- from FILE#NAME -->` must equal what stands in FILE between two lines
`//! [NAME]` (`# [NAME]` in scripts), without common indentation; below `<!-- from FILE -->`, the whole file."""
import pathlib
import re
import sys
import textwrap

root = pathlib.Path(sys.argv[1])
bad, seen = [], 0
for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
    text = page.read_text()
    where = page.relative_to(root)
    marks = len(re.findall(r"<!-- from ", text))
    blocks = list(re.finditer(r"<!-- from (\S+?)(?:#(\S+))? -->\n+```[^\n]*\n(.*?)^```$", text, re.S | re.M))
    if marks != len(blocks):
        bad.append(f"{where}: {marks} marks `from` but {len(blocks)} fences below one")
    for m in blocks:
        seen += 1
        file, name, shown = m[1], m[2], m[3]
        if not (root / file).exists():
            bad.append(f"{where}: there is no {file}")
            continue
        source = (root / file).read_text()
        if name:
            parts = re.split(rf"^[ \t]*(?://!|#) \[{re.escape(name)}\]\n", source, flags=re.M)
            if len(parts) != 3:
                bad.append(f"{where}: {file} does not hold exactly two lines `[{name}]`")
                continue
            source = textwrap.dedent(parts[1])
        if source != shown:
            bad.append(f"{where}: the block from {file}{'#' + name if name else ''} differs from its source")
print("\n".join(bad) or f"{seen} blocks agree with their sources")
sys.exit(bool(bad))
