"""The strokes of characters, as shipped: see SOURCE.md beside this file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

STROKES = Path(__file__).with_name("strokes.txt")


@cache
def sequences() -> Mapping[str, str]:
    """Each character's strokes, one digit each: 1 横, 2 竖, 3 撇, 4 点, 5 折. Read once, when first asked for."""
    return {line[0]: line[1:] for line in STROKES.read_text(encoding="utf-8").split()}
