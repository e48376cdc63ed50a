#!/usr/bin/env python3
"""The tables of settings in pages are those of the program: check_settings.py PEAX ROOT [--write].

`peax rewriters --json` says what the settings' records list. In docs/rewriters/NAME.md the table between the lines
`<!-- keys of NAME -->` and `<!-- end of keys -->` has a row for each key, and the row of NAME in docs/reference/command.md
names them, the options that NAME needs, and whether another may follow. `--write` makes it so."""
import json
import pathlib
import re
import subprocess
import sys

peax, root = sys.argv[1], pathlib.Path(sys.argv[2])
told = json.loads(subprocess.run([peax, "rewriters", "--json"], check=True, capture_output=True, text=True).stdout)
bad = []


def put(page, pattern, text):
    """What the pattern finds becomes the text."""
    old = page.read_text()
    new, found = re.subn(pattern, lambda _: text, old, flags=re.S | re.M)
    where = page.relative_to(root)
    if found != 1:
        bad.append(f"{where}: there is no place for the keys: {pattern}")
    elif new != old and "--write" in sys.argv:
        page.write_text(new)
    elif new != old:
        bad.append(f"{where}: the keys are not those of `peax rewriters`; check_settings.py PEAX . --write makes it so")


for rewriter in told["rewriters"]:
    name = rewriter["name"]
    rows = ["| key | setting | without it | |", "|---|---|---|---|"]
    for key in rewriter["keys"]:
        words = ", ".join(f"`{word}`" for word in key["words"] or [])
        what = key["what"] + (f" ({words})" if words else "")
        rows.append(f"| `{key['key']}` | `{key['setting']}` | {key['default']} | {what} |")
    table = "\n".join([f"<!-- keys of {name} -->", *rows, "<!-- end of keys -->"])
    put(root / f"docs/rewriters/{name}.md", rf"^<!-- keys of {name} -->$.*?^<!-- end of keys -->$", table)
    keys = ", ".join(f"`{key['key']}`" for key in rewriter["keys"])
    needs = ", ".join(f"`{option}`" for option in rewriter["needs"].split(", "))
    row = f"| [`{name}`](../rewriters/{name}.md) | {keys} | {needs} | {'yes' if rewriter['may_be_followed'] else 'no'} |"
    put(root / "docs/reference/command.md", rf"^\| \[`{name}`\]\([^\n]*$", row)

print("\n".join(bad) or f"the keys of {len(told['rewriters'])} rewriters stand in their pages")
sys.exit(bool(bad))
