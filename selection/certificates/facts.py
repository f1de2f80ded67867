"""What a certificate says, frozen at issue: plain strings, so that printing never asks the database again."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date

PERSON, THING = "同志：", "："
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class CertificateFacts:
    """One certificate. Everything printed is here, as it is printed.

    ``text``: the paragraphs. The last “title” in them is set on a line of its own; the salutation (name同志：, of a
    project or studio name：) has its own place; left out, it is that of a person.
    ``named_on`` is the date in Chinese characters, ``named_on_iso`` the same as 2026-11-21.
    ``design``: a key of ``designs.designs()``. ``verify_url`` is what the QR code says: an address and, behind
    its #, the signed payload of ``payload``.
    """

    number: str
    code: str
    verify_url: str
    name: str
    title: str
    title_en: str
    heading: str
    heading_en: str
    text: tuple[str, ...]
    issuer: str
    issuer_en: str
    named_on: str
    named_on_iso: str
    award: str
    year: str
    unit: str
    design: str

    @property
    def address(self) -> str:
        """What follows the name in the salutation."""
        return THING if f"{self.name}{THING}" in (each.strip() for each in self.text) else PERSON

    def to_json(self) -> str:
        """Canonical: sorted keys, no spaces, characters as they are. Equal facts give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str) -> "CertificateFacts":
        """The facts written by ``to_json``. Raises ValueError for anything else."""
        values = json.loads(stored)
        names = {each.name for each in fields(cls)}
        if not isinstance(values, dict) or set(values) != names:
            raise ValueError("these are not the facts of a certificate")
        text = values.pop("text")
        if not isinstance(text, list) or not all(isinstance(each, str) for each in (*text, *values.values())):
            raise ValueError("the facts of a certificate are strings")
        return cls(text=tuple(text), **values)


def date_in_characters(day: date) -> str:
    """二〇二六年十一月二十一日: as dates are written on certificates."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")
