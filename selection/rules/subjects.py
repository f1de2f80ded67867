"""What is put forward (评选对象): how each kind is known again, who answers for it, who its team is.

A form says it in fields of fixed names: ``name`` of the person or thing, ``id_number`` of the person or the leader,
``leader``, and ``team`` with the columns of ``Mate``.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.vocabulary import SubjectKind
from selection.rules.identity import IdNumber, Unreadable, read_id_number, read_name

FIELDS: Mapping[SubjectKind, Mapping[str, str]] = {
    SubjectKind.PERSON: {"name": "person_name", "id_number": "id_number"},
    SubjectKind.PROJECT: {"name": "text", "leader": "person_name", "id_number": "id_number", "team": "table"},
    SubjectKind.STUDIO: {"name": "text", "leader": "person_name", "id_number": "id_number"},
    SubjectKind.COLLECTIVE: {"name": "text", "leader": "person_name", "id_number": "id_number"},
}
"""Which fields, of which kind, the form of each kind of subject must have."""

TEAM = {"name": "person_name", "id_number": "id_number", "role": None, "share": "number"}
"""The columns of a team; what a role is may be written or chosen."""

WHOLE = 100


@dataclass(frozen=True)
class Mate:
    """One member of a team; ``share`` in percent of the whole."""

    name: str
    number: str = field(repr=False)
    role: str
    share: int


def number_of(answers: Mapping[str, Any], *, today: date) -> str | None:
    """The ID number of the person, or of the leader; None while it cannot be read."""
    return _number(answers.get("id_number"), today)


def identity_of(kind: SubjectKind, answers: Mapping[str, Any], *, unit: str, today: date) -> str | None:
    """The text by which the same subject is known again, to be indexed and never shown; None while it is not known.

    A person is his ID number. A project, a studio, a collective is its plain name in its unit (``unit``: its credit
    code).
    """
    if kind is SubjectKind.PERSON:
        return number_of(answers, today=today)
    name = plain(str(answers.get("name") or ""))
    return f"{kind}|{name}|{unit}" if name else None


def plain(name: str) -> str:
    """A name for comparison: width, case, spaces and punctuation make no difference."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LN")


def team_of(answers: Mapping[str, Any], *, today: date) -> list[Mate]:
    """The members written into the form whose name and number can be read, in their order."""
    rows = answers.get("team")
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    found = []
    for row in listed:
        name, number = read_name(str(row.get("name") or "")), _number(row.get("id_number"), today)
        if isinstance(name, Unreadable) or number is None:
            continue
        found.append(Mate(name, number, str(row.get("role") or "")[:60], _share(row.get("share"))))
    return found


def team_problems(answers: Mapping[str, Any], *, today: date) -> list[str]:
    """What is wrong with a team as a whole: somebody twice, shares that are not the whole, a leader outside it."""
    team = team_of(answers, today=today)
    if not team:
        return []
    found = []
    numbers = [mate.number for mate in team]
    if doubled := list(dict.fromkeys(mate.name for mate in team if numbers.count(mate.number) > 1)):
        found.append(f"同一人写了两次：{'、'.join(doubled)}。请留下一行")
    shares = sum(mate.share for mate in team)
    if any(mate.share for mate in team) and shares != WHOLE:
        found.append(f"各人贡献率相加应为 {WHOLE}%，现为 {shares}%。请核对")
    lead = number_of(answers, today=today)
    if lead is not None and lead not in numbers:
        found.append("负责人不在团队成员里。请把负责人也写成一行")
    return found


def _number(typed: object, today: date) -> str | None:
    read = read_id_number(typed, today=today) if isinstance(typed, str) else None
    return read.number if isinstance(read, IdNumber) else None


def _share(value: object) -> int:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= WHOLE
    return value if fits and isinstance(value, int) else 0
