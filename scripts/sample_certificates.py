"""Prints sample certificates of every design, short and long: python -m scripts.sample_certificates [folder]."""

import sys
from pathlib import Path

from selection.certificates.pdf import render
from tests.certificates.samples import SAMPLES

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/samples")
    folder.mkdir(parents=True, exist_ok=True)
    for name, facts in SAMPLES.items():
        file = folder / f"{name}.pdf"
        file.write_bytes(render(facts))
        print(file)
