#!/usr/bin/env python3
"""The digest that the policy of the pages names is that of their script: check_page_script.py ROOT [--write]"""
import base64
import hashlib
import pathlib
import re
import sys


def main(arguments):
    header = pathlib.Path(arguments[0]) / "include/peax/summary/page_script.hpp"
    text = header.read_text(encoding="utf-8")
    script = re.search(r'R"js\((.*?)\)js"', text, re.S).group(1)
    wrong = [c for c in "<&" if c in script]
    if wrong:
        print(f"the script holds {' '.join(wrong)}, which a page that is also XML cannot")
        return 1
    digest = "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    renewed = re.sub(r'(page_script_digest =\s*)"[^"]*"', lambda m: f'{m.group(1)}"{digest}"', text)
    if renewed == text:
        print("the digest is that of the script")
        return 0
    if "--write" in arguments:
        header.write_text(renewed, encoding="utf-8")
        return 0
    print("the digest is not that of the script: run tests/support/check_page_script.py . --write")
    return 1


sys.exit(main(sys.argv[1:]))
