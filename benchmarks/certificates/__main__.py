"""`make bench-certificates`: naive WeasyPrint, ours, ours signed, and Typst in turn, each in a process of its own.

Prints the ratios. Ours is PDF/A-3u with the facts inside; the files of the others are plain. Times are
CPU milliseconds per file, medians of the rounds, without the first file of a process (its own column). Absolute times
move from run to run; the ratios are what counts.
"""

import argparse
import json
import subprocess
import sys
from statistics import median
from typing import Any

MANY = {"naive": 12, "ours": 120, "signed": 120, "typst": 120}
COLUMNS = ("ms", "first", "spread", "kb", "peak", "before")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-certificates")
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in MANY}
    for _ in range(rounds):
        for way, many in MANY.items():
            found[way].append(_once(way, many))
    middle = {way: {each: median(run[each] for run in runs) for each in COLUMNS} for way, runs in found.items()}
    print(f"{'':8}{'CPU ms':>9}{'first':>9}{'spread':>9}{'KB':>9}{'peak MB':>9}{'before':>9}")
    for way, values in middle.items():
        print(f"{way:8}" + "".join(f"{values[each]:9.1f}" for each in COLUMNS))
    same = len({run["digest"] for run in found["ours"]}) == 1
    print(f"ours: {'the same bytes' if same else 'DIFFERENT BYTES'} in {rounds} processes")
    naive, ours, signed, typst = (middle[way]["ms"] for way in MANY)
    peak = max(run["peak"] for way in ("ours", "signed") for run in found[way])
    print(
        f"naive/ours={naive / ours:.1f} ours/typst={ours / typst:.2f} "
        f"naive/signed={naive / signed:.1f} peak_mb={peak:.0f}"
    )


def _once(way: str, many: int) -> dict[str, Any]:
    program = [sys.executable, "-m", "benchmarks.certificates.once", way, str(many)]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    main()
