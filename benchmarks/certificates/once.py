"""One way, one time, in a process of its own: python -m benchmarks.certificates.once ours 120. Prints JSON."""

import hashlib
import json
import resource
import sys
import time

from benchmarks.certificates.ways import WAYS, invented
from tests.certificates.samples import SKILLED


def main(way: str, many: int) -> dict[str, float | str]:
    """CPU milliseconds and KB per file after the first, for which faces and template are made ready; peak in MB.

    ``first`` is the CPU the first one took, in milliseconds: ``spread`` is the time per file with it.
    """
    certificates = invented(SKILLED, many + 1)
    before = _peak()
    files = WAYS[way](certificates)
    began = time.process_time()
    sizes, digest = [len(next(files))], hashlib.sha256()
    readied = time.process_time()
    for file in files:
        sizes.append(len(file))
        digest.update(file)
    ended = time.process_time()
    return {
        "ms": (ended - readied) * 1000 / many,
        "first": (readied - began) * 1000,
        "spread": (ended - began) * 1000 / (many + 1),
        "kb": sum(sizes) / len(sizes) / 1000,
        "peak": _peak(),
        "before": before,
        "digest": digest.hexdigest(),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
