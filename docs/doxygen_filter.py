#!/usr/bin/env python3
"""A header as doxygen reads it: templates in //! comments (`model<Kind>`) are no HTML."""
import re
import sys

with open(sys.argv[1], encoding="utf-8") as header:
    for line in header:
        code, mark, said = re.match(r"(.*?)(//!<?(?!<)|$)(.*)$", line.rstrip("\n"), re.S).groups()
        print(code + mark + re.sub(r"(?<!\\)([<>#%&])", r"\\\1", said))
