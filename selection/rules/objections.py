"""How an objection is dealt with (异议办理): which step may follow which, by when, and where it stands.

The number of days is a setting of this system: no published rule of these awards states one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.vocabulary import ObjectionStepKind as Kind
from selection.rules.sealing import canonical
from selection.rules.workdays import Calendar

TAKE_UP_WITHIN, SETTLE_WITHIN = 3, 15
"""Working days: to take an objection up or set it aside; and from then to a finding."""

LEAST, MOST = 20, 2000
"""Characters of facts and grounds: less cannot be looked into."""

NEXT: Mapping[Kind | None, tuple[Kind, ...]] = {
    None: (Kind.TAKE_UP, Kind.SET_ASIDE),
    Kind.TAKE_UP: (Kind.INVESTIGATE,),
    Kind.INVESTIGATE: (Kind.INVESTIGATE, Kind.UPHOLD, Kind.DISMISS),
}
"""What may be done next, by the last step. Nothing is found before it was looked into."""

SETTLED = (Kind.SET_ASIDE, Kind.UPHOLD, Kind.DISMISS)
REPLIES = frozenset(SETTLED)
"""Steps that answer the objector: his reply must be written."""

RECEIVED = "已收到，等待受理"
SAID = {
    None: RECEIVED,
    Kind.TAKE_UP: "已受理，正在调查核实",
    Kind.INVESTIGATE: "已受理，正在调查核实",
    Kind.SET_ASIDE: "不予受理",
    Kind.UPHOLD: "已办结：异议成立",
    Kind.DISMISS: "已办结：异议不成立",
}
"""What the objector reads of where it stands."""


def may_follow(last: Kind | None) -> tuple[Kind, ...]:
    """The steps that may be taken now; none once it is settled."""
    return NEXT.get(last, ())


def is_open(last: Kind | None) -> bool:
    """Whether it still waits for an end: no decision is made meanwhile."""
    return last not in SETTLED


def suspends(last: Kind | None) -> bool:
    """Whether the name is held back: from taking up to the finding. The rest of the list goes on."""
    return last in (Kind.TAKE_UP, Kind.INVESTIGATE)


def first_due(received_on: date, calendar: Calendar) -> date:
    """By when it has to be taken up or set aside: so many working days after the day it came."""
    return calendar.add_workdays(received_on, TAKE_UP_WITHIN)


def due_after(kind: Kind, on: date, before: date | None, calendar: Calendar) -> date | None:
    """By when the next step is owed. Looking into it does not put the end off."""
    if kind is Kind.TAKE_UP:
        return calendar.add_workdays(on, SETTLE_WITHIN)
    return before if kind is Kind.INVESTIGATE else None


def receipt_hash(notice_sha256: str, content: Mapping[str, Any], file_sha256: str | None, salt: str) -> str:
    """SHA-256 over everything handed in, the notice it is about, and a salt only the objector's page knew."""
    text = canonical({"notice": notice_sha256, "content": dict(content), "file": file_sha256 or "", "salt": salt})
    return hashlib.sha256(text.encode()).hexdigest()


def counts(lasts: Sequence[Kind | None]) -> list[tuple[str, int]]:
    """The final report: received, and what became of them. The parts add up to the first number."""
    parts = [
        ("等待受理", sum(each is None for each in lasts)),
        ("正在调查", sum(suspends(each) for each in lasts)),
        ("不予受理", sum(each is Kind.SET_ASIDE for each in lasts)),
        ("异议成立", sum(each is Kind.UPHOLD for each in lasts)),
        ("异议不成立", sum(each is Kind.DISMISS for each in lasts)),
    ]
    return [("收到", len(lasts)), *parts]
