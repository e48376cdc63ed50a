#!/usr/bin/env python3
"""A record as the firmware's sensor gives it: play.py MITDB RECORD. Lines of a value in mV at 180 Hz, and 1 at an annotated R peak, else 0."""
import pathlib
import sys

import arrays

if len(sys.argv) != 3:
    sys.exit(__doc__)
folder, record = pathlib.Path(sys.argv[1]), sys.argv[2]
peaks = {time // 2 for time, _ in arrays.beats(folder, record)}
for at, value in enumerate(arrays.halved(arrays.lead(folder, record)[0])):
    print(f"{value:.9g} {int(at in peaks)}")
