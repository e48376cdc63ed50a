"""Records in the form of PhysioNet's mitdb, for tests: a header, two leads in format 212, annotations in MIT's format."""
import numpy as np

ZERO, GAIN, SKIP, AUX = 1024, 200, 59, 63


def write(folder, record, codes, marks, leads=("MLII", "V1")):
    """`codes` around the zero of the lead MLII; `marks` are (sample, code of the annotation[, text])."""
    codes = np.rint(codes).astype(int) + ZERO
    other = np.full(len(codes), -1)  # a lead below its zero: all twelve bits are set
    first, second = (codes, other) if leads[0] == "MLII" else (other, codes)
    packed = np.stack([first & 0xFF, (first >> 8 & 0x0F) | (second >> 8 & 0x0F) << 4, second & 0xFF], axis=1)
    (folder / f"{record}.dat").write_bytes(packed.astype(np.uint8).tobytes())

    lines = [f"{record} 2 360 {len(codes)}"]
    for signal, name in zip((first, second), leads):
        lines.append(f"{record}.dat 212 {GAIN} 11 {ZERO} {signal[0]} {signal.sum() % 65536} 0 {name}")
    (folder / f"{record}.hea").write_text("\n".join([*lines, "# 69 M 1085 1629 x1", "# none"]) + "\n")

    words, now = [], 0
    for sample, code, *text in marks:
        passed, now = sample - now, sample
        if passed >= 1024:  # more than ten bits hold: the high half stands first
            words += [SKIP << 10, passed >> 16, passed & 0xFFFF]
            passed = 0
        words.append(code << 10 | passed)
        for t in text:
            words.append(AUX << 10 | len(t))
            words += np.frombuffer(t + b"\0" * (len(t) % 2), "<u2").tolist()
    (folder / f"{record}.atr").write_bytes(np.array([*words, 0], "<u2").tobytes())
