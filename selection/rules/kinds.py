"""Reading one typed answer of each kind; what is stored for each is said in ``selection.rules.values``."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from selection.rules.identity import (
    IdNumber,
    Unreadable,
    narrow,
    read_credit_code,
    read_id_number,
    read_name,
    read_phone,
)
from selection.rules.programme import Field

Taxonomies = Mapping[str, Mapping[str, str]]
"""Lists by name, each from code to label in the order shown."""

YES, NO = frozenset({"true", "1", "yes", "on", "是", "有"}), frozenset({"false", "0", "no", "off", "否", "无"})
DAY = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])?(?:(\d{1,2})日?)?|(\d{4})(\d{2})(\d{2})?")
PERSON = re.compile(r"(.*?)[\s，,、:：]*([0-9]{14,17}[0-9Xx])", re.DOTALL)
ORGANISATION = re.compile(r"(.*?)[\s，,、:：]*([0-9A-Za-z]{18})", re.DOTALL)
LONGEST_PAIR = 200
WIDE_ALPHANUMERICS = {
    wide: wide - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for wide in range(first, last + 1)
}
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")


@dataclass(frozen=True)
class Remark:
    """Why a value cannot be taken. ``row`` (from 1) and ``column`` say where, inside a table."""

    message: str
    row: int | None = None
    column: str = ""
    is_missing: bool = False


OTHER = "other:"
"""How a choice written in one's own words is stored: ``other:水下焊割工``."""

LONGEST_OTHER = 30

Read = tuple[Any, tuple[Remark, ...]]


@dataclass(frozen=True)
class Asked:
    """What is asked, with the lists to choose from and the day it is asked on."""

    field: Field
    taxonomies: Taxonomies
    today: date


def characters(text: str) -> int:
    """How long a text is, as limits count it: without white space."""
    return len("".join(text.split()))


def custom_text(value: Any) -> str:
    """What was written in one's own words instead of a choice; empty for a code of the list."""
    return value.removeprefix(OTHER) if isinstance(value, str) and value.startswith(OTHER) else ""


def options_of(field: Field, taxonomies: Taxonomies) -> Mapping[str, str]:
    """What may be chosen: code to label."""
    return taxonomies[field.taxonomy] if field.taxonomy else dict(field.options)


def clean(raw: str) -> str:
    """Text as it is stored: composed (NFC), full-width letters and digits narrowed, control characters left out."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if WIDE.search(text):
        text = text.translate(WIDE_ALPHANUMERICS)
    # Nearly every text is printable as it is, which is known at once; looking at each character of it is slow.
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cf", "Cs"))
    return text.strip()


def _text(asked: Asked, raw: str) -> Read:
    field = asked.field
    text = clean(raw)
    if field.kind == "text":
        text = " ".join(text.split())
    length = characters(text)
    if not text:
        return None, ()
    if field.limit is not None and length > field.limit:
        return text, (Remark(f"已写 {length} 字，超出 {length - field.limit} 字。请精简到 {field.limit} 字以内"),)
    if field.at_least is not None and length < field.at_least:
        return text, (Remark(f"已写 {length} 字，还差 {field.at_least - length} 字。请写到 {field.at_least} 字以上"),)
    return text, ()


def _number(asked: Asked, raw: str) -> Read:
    field = asked.field
    typed = narrow(raw)
    bare = typed.removesuffix(field.unit).replace(",", "") if field.unit else typed.replace(",", "")
    if not bare:
        return None, ()
    if not re.fullmatch(r"[0-9]{1,12}", bare):
        return typed, (Remark(f"只填整数{f'，单位为{field.unit}' if field.unit else ''}，如 12"),)
    number = int(bare)
    if field.limit is not None and number > field.limit:
        return number, (Remark(f"填了 {number}{field.unit}，最大为 {field.limit}{field.unit}。请核对"),)
    if field.at_least is not None and number < field.at_least:
        return number, (Remark(f"填了 {number}{field.unit}，最小为 {field.at_least}{field.unit}。请核对"),)
    return number, ()


def _day(asked: Asked, raw: str) -> Read:
    typed = narrow(raw)
    if not typed:
        return None, ()
    match = DAY.fullmatch(typed)
    year, month, day = _parts(match) if match else (0, 0, 0)
    wants_day = asked.field.kind == "date"
    if match is None or (wants_day and day is None):
        example = "2026年3月5日" if wants_day else "2026年3月"
        return typed, (Remark(f"请按“{example}”的样子填写"),)
    try:
        read = date(year, month, day or 1)
    except ValueError:
        return typed, (Remark("这一天不存在，请核对年、月、日"),)
    stored = read.isoformat() if wants_day else f"{year:04}-{month:02}"
    if year < 1900 or read > asked.today:
        return stored, (Remark("早于 1900 年，请核对" if year < 1900 else "晚于今天，请核对"),)
    return stored, ()


def _parts(match: re.Match[str]) -> tuple[int, int, int | None]:
    year, month, day = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
    return int(year), int(month), int(day) if day else None


def person_name(raw: str) -> Read:
    """A name in its one spelling."""
    typed = clean(raw)
    if not typed:
        return None, ()
    name = read_name(typed)
    return (typed, (Remark(name.message),)) if isinstance(name, Unreadable) else (name, ())


def _identity(asked: Asked, raw: str) -> Read:
    typed = narrow(raw)
    if not typed:
        return None, ()
    if asked.field.kind == "phone":
        phone = read_phone(typed)
        return (typed, (Remark(phone.message),)) if isinstance(phone, Unreadable) else (phone, ())
    read = read_id_number(typed, today=asked.today)
    return (read.number, ()) if isinstance(read, IdNumber) else (typed, (Remark(read.message),))


def _person(asked: Asked, raw: str) -> Read:
    """Somebody by name and ID number, written one after the other; stored as both with one space between."""
    typed = clean(raw)
    if not typed:
        return None, ()
    found = PERSON.fullmatch(typed) if len(typed) <= LONGEST_PAIR else None
    if found is None:
        return typed, (Remark("请写姓名和身份证号，中间空一格"),)
    name, number = read_name(found[1]), read_id_number(found[2], today=asked.today)
    wrong = [Remark(each.message) for each in (name, number) if isinstance(each, Unreadable)]
    if wrong or not isinstance(number, IdNumber):
        return typed, tuple(wrong)
    return f"{name} {number.number}", ()


def _organisation(_: Asked, raw: str) -> Read:
    """An organisation by its name and credit code, written one after the other; stored with one space between."""
    typed = clean(raw)
    if not typed:
        return None, ()
    found = ORGANISATION.fullmatch(typed) if len(typed) <= LONGEST_PAIR else None
    name = " ".join(found[1].split()) if found else ""
    if found is None or not name:
        return typed, (Remark("请写单位全称和统一社会信用代码，中间空一格"),)
    code = read_credit_code(found[2])
    return (typed, (Remark(code.message),)) if isinstance(code, Unreadable) else (f"{name} {code}", ())


def _choice(asked: Asked, raw: str) -> Read:
    if asked.field.custom and (own := " ".join(clean(custom_text(raw.strip())).split())):
        # A code or label typed into the box for one's own words is the list's after all.
        if code := _code(own, options_of(asked.field, asked.taxonomies)):
            return code, ()
        told = f"自填的有 {characters(own)} 字，请精简到 {LONGEST_OTHER} 字以内"
        return f"{OTHER}{own}", (Remark(told),) if characters(own) > LONGEST_OTHER else ()
    code = _code(raw, options_of(asked.field, asked.taxonomies))
    if code or not raw.strip():
        return code, ()
    return clean(raw) or None, (Remark("所选的一项不在列表里，请重新选择"),)


def flag(raw: str) -> Read:
    """Yes or no, however said."""
    typed = narrow(raw).lower()
    if not typed:
        return None, ()
    if typed in YES | NO:
        return typed in YES, ()
    return None, (Remark("请选“是”或“否”"),)


def choices(asked: Asked, raw: Any) -> Read:
    """Several codes of a list, in its order."""
    field, options = asked.field, options_of(asked.field, asked.taxonomies)
    listed = raw if isinstance(raw, list | tuple) else [] if raw is None else [raw]
    typed = [each for each in listed if isinstance(each, str) and each.strip()]
    known = {_code(each, options) for each in typed}
    codes = [code for code in options if code in known]
    if None in known or len(typed) < len([each for each in listed if each not in ("", None)]):
        return codes or None, (Remark("所选的有一项不在列表里，请重新选择"),)
    if field.limit is not None and len(codes) > field.limit:
        return codes, (Remark(f"选了 {len(codes)} 项，最多选 {field.limit} 项"),)
    return codes or None, ()


def _code(raw: str, options: Mapping[str, str]) -> str | None:
    """The code typed, or the one whose label was typed (a spreadsheet brings labels)."""
    typed = raw.strip()
    if typed in options:
        return typed
    return next((code for code, label in options.items() if label == typed), None)


READERS: Mapping[str, Callable[[Asked, str], Read]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _day,
    "month": _day,
    "person_name": lambda _, raw: person_name(raw),
    "id_number": _identity,
    "phone": _identity,
    "person": _person,
    "organisation": _organisation,
    "choice": _choice,
    "flag": lambda _, raw: flag(raw),
}
