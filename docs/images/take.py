#!/usr/bin/env python3
"""Takes one drawing out of a page that peax wrote, as an SVG that stands alone: take.py PAGE.html LABEL OUTPUT.svg

LABEL is how the drawing's `aria-label` begins. The page's colours come along, for light and dark."""
import pathlib
import re
import sys

page, label, output = pathlib.Path(sys.argv[1]).read_text(), sys.argv[2], pathlib.Path(sys.argv[3])
drawing = next((m[0] for m in re.finditer(r"<svg\b.*?</svg>", page, re.S)
                if re.search(rf'aria-label="{re.escape(label)}', m[0][:m[0].index(">")])), None)
if drawing is None:
    sys.exit(f"{sys.argv[1]}: no drawing's label begins with: {label}")
style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
# Rules about parts of the page alone say nothing here.
used = set(re.findall(r'[\w-]+', " ".join(re.findall(r'class="([^"]*)"', drawing))))
inside = "\n".join(rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", style)
                   if any(f".{name}" in rule.split("{")[0] for name in used) or "svg" in rule.split("{")[0])
colours = re.findall(r":root \{[^{}]*\}|@media \(prefers-color-scheme: dark\) \{ :root \{[^{}]*\} \}", style)
head = drawing.index(">")
opening = re.sub(r'\s+style="[^"]*"', "", drawing[:head + 1])
text = (opening + "<style>" + "\n".join(colours) + "\nsvg { font-family: system-ui, Helvetica, Arial, DejaVu Sans, sans-serif; color: var(--ink); }\n" + inside
        + "</style><rect width='100%' height='100%' fill='var(--sheet)'/>" + drawing[head + 1:])
output.write_text(text + "\n")
print(f"{output}: {len(text)} bytes")
