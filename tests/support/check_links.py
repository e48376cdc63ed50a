#!/usr/bin/env python3
"""Links in pages lead somewhere: check_links.py ROOT.

Every relative link of a Markdown page of the project, a picture's too, names a file or folder that exists, and every `#anchor` a heading
of the page that it names, as GitHub spells headings. Every page of docs/ is reached from README.md."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1]).resolve()
pages = [*root.glob("*.md"), *sorted((root / "docs").rglob("*.md")), *sorted((root / "benchmarks").rglob("*.md"))]


def prose(page):
    """The page without its code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", lambda m: m[0] if "](" not in m[0] else "", text)


def anchors(page):
    seen, found = {}, set()
    for title in re.findall(r"^#{1,6} +(.+?) *#*$", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M), re.M):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        again = seen.get(name, 0)
        seen[name] = again + 1
        found.add(f"{name}-{again}" if again else name)
    return found


bad, count, leads_to = [], 0, {}
for page in pages:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        count += 1
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        where = page.relative_to(root)
        if not place.exists():
            bad.append(f"{where}: {target} leads nowhere")
        elif not place.is_relative_to(root):
            bad.append(f"{where}: {target} leads out of the project")
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            bad.append(f"{where}: {target}: there is no such heading")
        leads_to.setdefault(page, set()).add(place)
reached, ahead = set(), [root / "README.md"]
while ahead:
    page = ahead.pop()
    if page not in reached:
        reached.add(page)
        ahead += [p for p in leads_to.get(page, ()) if p.suffix == ".md"]
bad += [f"{page.relative_to(root)}: no link leads here" for page in pages
        if page.is_relative_to(root / "docs") and page not in reached]
print("\n".join(bad) or f"{count} links of {len(pages)} pages lead somewhere")
sys.exit(bool(bad))
