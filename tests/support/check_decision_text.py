#!/usr/bin/env python3
"""The text of decision/*.h in deploy/c/decision_text.ipp is that of the headers: check_decision_text.py ROOT [--write]."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = root / "include/peax/deploy/c/decision_text.ipp"
old = page.read_text()
rows = ""
for name in ("scene.h", "confidence.h", "difference_detection.h", "temporal_patience.h", "signature_change.h"):
    text = (root / "include/peax/decision" / name).read_text()
    text = re.sub(r"#include <peax/decision/([a-z_]+\.h)>", r'#include "\1"', text)
    rows += f'  {{"{name}", R"c({text})c"}},\n'
new = re.sub(r"(decision_header all_decision_headers\[\] = \{\n).*?(\};\n// clang-format on)", lambda m: m[1] + rows + m[2], old, flags=re.S)
if new == old:
    print("the decision's headers are the text that is written")
elif "--write" in sys.argv:
    page.write_text(new)
else:
    sys.exit("deploy/c/decision_text.ipp lags behind decision/*.h; check_decision_text.py . --write renews it")
