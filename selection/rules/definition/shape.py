"""Plain values (from TOML or JSON) into the dataclasses of a programme, by their annotations.

The reader never stops at the first fault: it notes where and why, puts an empty value in place, and goes on.
"""

import difflib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from selection.rules.definition.lines import Path

LARGEST = 1_000_000
NAMES = {str: "文字", int: "整数", bool: "true 或 false", Decimal: "数字", Fraction: '分数（如 "2/3"）'}


class Reader:
    """Reads one document. ``faults`` holds (path, message) of everything that does not fit."""

    def __init__(self) -> None:
        self.faults: list[tuple[Path, str]] = []

    def read(self, kind: Any, raw: Any, path: Path = ()) -> Any:
        """``raw`` as ``kind``, which is an annotation of the programme's dataclasses."""
        if is_dataclass(kind):
            return self._dataclass(kind, raw, path)
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if _may_be_none(kind):
            return None if raw is None else self.read(arguments[0], raw, path)
        if origin is tuple:
            return self._tuple(arguments, raw, path)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(arguments, raw, path)
        return self._scalar(kind, raw, path)

    def _dataclass(self, kind: Any, raw: Any, path: Path) -> Any:
        if not isinstance(raw, Mapping):
            self.faults.append((path, "应为一张表（若干“键 = 值”）"))
            return _empty(kind)
        known = _annotated(kind)
        for key in raw:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                self.faults.append(((*path, str(key)), f"不认识的键 {key}" + (f"，是不是 {near[0]}" if near else "")))
        built = {}
        for key, (annotation, each) in known.items():
            if key in raw:
                built[key] = self.read(annotation, raw[key], (*path, key))
            elif each.default is MISSING and each.default_factory is MISSING:
                if not _may_be_none(annotation):
                    self.faults.append(((*path, key), f"缺少 {key}"))
                built[key] = _empty(annotation)
        return kind(**built)

    def _tuple(self, arguments: tuple[Any, ...], raw: Any, path: Path) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            self.faults.append((path, "应为一列值，写在方括号里"))
            return ()
        if arguments[-1] is Ellipsis:
            return tuple(self.read(arguments[0], each, (*path, place)) for place, each in enumerate(raw))
        if len(raw) != len(arguments):
            self.faults.append((path, f"应为 {len(arguments)} 个值，现在是 {len(raw)} 个"))
            return tuple(_empty(each) for each in arguments)
        return tuple(self.read(kind, raw[place], (*path, place)) for place, kind in enumerate(arguments))

    def _mapping(self, arguments: tuple[Any, ...], raw: Any, path: Path) -> dict[Any, Any]:
        if not isinstance(raw, Mapping):
            self.faults.append((path, "应为一张表（若干“键 = 值”）"))
            return {}
        read = {}
        for key, value in raw.items():
            before = len(self.faults)
            name = self.read(arguments[0], key, (*path, key))
            plain = self._setting(value, (*path, key)) if arguments[1] is Any else None
            taken = plain if arguments[1] is Any else self.read(arguments[1], value, (*path, key))
            if len(self.faults) == before:
                read[name] = taken
        return read

    def _setting(self, raw: Any, path: Path) -> Any:
        """A parameter of an article: text, whole number, yes or no, or a list of texts."""
        if isinstance(raw, list):
            return self._tuple((str, ...), raw, path)
        if isinstance(raw, bool | str):
            return raw
        return self._scalar(int, raw, path)

    def _scalar(self, kind: Any, raw: Any, path: Path) -> Any:
        read = _scalar(kind, raw)
        if read is not None:
            return read
        if isinstance(kind, type) and issubclass(kind, Enum):
            self.faults.append((path, f"应为其中之一：{'、'.join(str(each) for each in kind)}"))
        elif kind in (int, Decimal) and isinstance(raw, int | Decimal) and not isinstance(raw, bool):
            whole = "整数" if kind is int else "数，最多四位小数"
            self.faults.append((path, f"应为 0 至 {LARGEST} 的{whole}"))
        else:
            self.faults.append((path, f"应为{NAMES[kind]}"))
        return _empty(kind)


def plain(value: Any) -> Any:
    """A programme, or part of it, as JSON can hold it; decimals and fractions as exact text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Decimal):
        # 22, 22.0 and 22.00 are one number and must give one text.
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


@cache
def _annotated(kind: Any) -> dict[str, tuple[Any, Field[Any]]]:
    hints = typing.get_type_hints(kind)
    return {each.name: (hints[each.name], each) for each in fields(kind)}


def _may_be_none(kind: Any) -> bool:
    return typing.get_origin(kind) in (types.UnionType, typing.Union)


def _scalar(kind: Any, raw: Any) -> Any:
    """``raw`` as a plain kind, or None where it does not fit."""
    if kind in (str, bool):
        return raw if isinstance(raw, kind) else None
    if kind is int:
        fits = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST
        return raw if fits else None
    if kind is Decimal:
        return _decimal(raw)
    if kind is Fraction:
        return _fraction(raw)
    return next((each for each in kind if each.value == raw), None)


def _decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        return None
    try:
        # An int beyond the limit is refused before Decimal may round it.
        number = Decimal(raw) if not isinstance(raw, int) or abs(raw) <= LARGEST else Decimal("NaN")
    except ArithmeticError:
        return None
    if not number.is_finite() or not 0 <= number <= LARGEST:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -4 else None


def _fraction(raw: Any) -> Fraction | None:
    parts = raw.split("/") if isinstance(raw, str) and raw.isascii() else []
    if len(parts) != 2 or not all(part.isdecimal() and len(part) <= 4 for part in parts) or not int(parts[1]):
        return None
    return Fraction(int(parts[0]), int(parts[1]))


def _empty(kind: Any) -> Any:
    """Something of the right kind to go on with, where a fault is already noted."""
    if is_dataclass(kind):
        return Reader().read(kind, {})
    origin = typing.get_origin(kind)
    if _may_be_none(kind):
        return None
    if origin is tuple:
        return ()
    if origin is not None:
        return {}
    return next(iter(kind)) if issubclass(kind, Enum) else kind()
