"""Definitions of programmes: read from TOML with every fault at once, frozen as canonical JSON, thawed again.

``parse`` is for a definition somebody writes, in its two steps ``read`` and ``examine``; ``canonical`` and ``digest``
are for the copy a cycle keeps for ever; ``thaw`` for reading that copy back. For TOML again see ``definition.writing``.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from selection.rules.definition.checks import contradictions
from selection.rules.definition.findings import Finding
from selection.rules.definition.lines import Lines, Path, shown
from selection.rules.definition.shape import Reader, plain
from selection.rules.programme import Programme
from selection.rules.values import Taxonomies

__all__ = ["Fault", "canonical", "digest", "examine", "parse", "read", "thaw"]

SYNTAX = {
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一张表写了两次",
    "Invalid value": "等号后面的值写法不对，文字要放在引号里",
    "Expected '=' after a key": "键后面缺少等号",
    "Unclosed array": "方括号没有合上",
    "Illegal character": "文字里有不能出现的控制字符，或引号没有合上",
    "Unterminated string": "引号没有合上",
    "Expected newline or end of document": "一行只能写一个“键 = 值”",
}


@dataclass(frozen=True)
class Fault:
    """Something wrong in a definition. ``path`` counts from 1: ``sections[2].fields[5].limit``."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行{f' {self.path}' if self.path else ''}：{self.message}"


def parse(text: str, taxonomies: Taxonomies) -> tuple[Programme | None, list[Fault]]:
    """The programme a TOML text defines, or every fault in it, in the order of the lines."""
    raw, broken = read(text)
    if raw is None:
        return None, broken
    programme, found = examine(raw, taxonomies)
    if not found:
        return programme, []
    lines = Lines(text)
    faults = {Fault(lines.at(path), shown(path), message) for path, message in found}
    return None, sorted(faults, key=lambda fault: (fault.line, fault.path, fault.message))


def read(text: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The plain tables and values of a TOML text, or where it cannot be read."""
    if lone := re.search(r"[\ud800-\udfff]", text):
        return None, [Fault(text.count("\n", 0, lone.start()) + 1, "", "有不成字的编码，请存为 UTF-8")]
    try:
        return tomllib.loads(text, parse_float=Decimal), []
    except (ValueError, ArithmeticError) as wrong:
        return None, [_syntax_fault(str(wrong), text)]
    except RecursionError:
        return None, [Fault(1, "", "方括号或花括号套得太深")]


def examine(raw: Mapping[str, Any], taxonomies: Taxonomies) -> tuple[Programme, list[Finding]]:
    """The programme as far as it can be read from plain tables, and (path, message) for everything wrong with it."""
    reader = Reader()
    programme: Programme = reader.read(Programme, raw)
    found = list(reader.faults)
    misshapen = [path for path, _ in found]
    found += [
        (path, message)
        for path, message in contradictions(programme, taxonomies)
        # Where a value is missing or of the wrong kind, what follows from it need not be said as well.
        if not any(_within(path, bad) or _within(bad, path) for bad in misshapen)
    ]
    return programme, found


def canonical(programme: Programme) -> str:
    """The definition as canonical JSON: keys sorted, no spaces, decimals and fractions as exact text."""
    return json.dumps(plain(programme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def thaw(frozen: str) -> Programme:
    """The programme ``canonical`` wrote down. It was checked before it was frozen and is not checked again."""
    reader = Reader()
    programme: Programme = reader.read(Programme, json.loads(frozen))
    if reader.faults:
        raise ValueError(f"a frozen definition does not fit the programme: {reader.faults[:3]}")
    return programme


def _within(path: Path, around: Path) -> bool:
    return path[: len(around)] == around


def _syntax_fault(said: str, text: str) -> Fault:
    """What tomllib says, in words of ours; its own sentences end with ``(at line 3, column 5)``."""
    where = re.search(r"at line (\d+), column (\d+)\)$", said)
    line = int(where.group(1)) if where else text.count("\n") + 1
    reason = next((words for start, words in SYNTAX.items() if said.startswith(start)), "这里不合 TOML 的写法")
    return Fault(line, "", f"{reason}（第 {where.group(2)} 列）" if where else f"{reason}，直到文末")
