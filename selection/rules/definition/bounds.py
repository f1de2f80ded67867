"""What any definition must keep to, whoever wrote it: bounded sizes, and texts of the kind they are meant to be.

A name ends in the subject of a letter, in a file's name and in a heading: a line break or a control character has no
business there. Asked of every attribute by its annotation, so that new ones are bounded as well.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from selection.rules.definition.findings import Finding
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import attributes
from selection.rules.programme import Programme

MOST_ITEMS = 200
LONGEST_LINE = 300
LONGEST_TEXT = 4000
SEVERAL_LINES = frozenset({"text", "hint", "description", "consent_text"})
"""Attributes that may hold more than a line."""

SHORTER: Mapping[Path, int] = {("name",): 100, ("short_name",): 30, ("organiser",): 60}
"""Texts that are copied into columns and letters."""


def bounds(programme: Programme) -> Iterator[Finding]:
    """Lists too long, texts too long, signs that cannot be printed; braces that are no placeholder."""
    yield from _within(programme, (), may_break=False)
    for name in ("text", "number"):
        if re.search(r"\{\{|\}\}", getattr(programme.certificate, name)):
            yield ("certificate", name), "花括号只用来括住占位，不要连写两个"


def _within(value: Any, path: Path, *, may_break: bool) -> Iterator[Finding]:
    if isinstance(value, str):
        yield from _text(value, path, may_break=may_break)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in attributes(type(value)):
            yield from _within(getattr(value, name), (*path, name), may_break=name in SEVERAL_LINES)
    elif isinstance(value, Mapping):
        yield from _many(value, path)
        for key, each in value.items():
            yield from _text(str(key), path, may_break=False)
            yield from _within(each, (*path, str(key)), may_break=may_break)
    elif isinstance(value, tuple):
        yield from _many(value, path)
        for place, each in enumerate(value):
            yield from _within(each, (*path, place), may_break=may_break)


def _many(value: Mapping[Any, Any] | tuple[Any, ...], path: Path) -> Iterator[Finding]:
    if len(value) > MOST_ITEMS:
        yield path, f"有 {len(value)} 项，最多 {MOST_ITEMS} 项"


def _text(value: str, path: Path, *, may_break: bool) -> Iterator[Finding]:
    most = LONGEST_TEXT if may_break else SHORTER.get(path, LONGEST_LINE)
    if len(value) > most:
        yield path, f"有 {len(value)} 个字符，最多 {most} 个"
    if not may_break and "\n" in value:
        yield path, "只能写一行，不能换行"
    if any(each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") for each in value):
        yield path, "有看不见的控制字符，请删去后重新输入"
