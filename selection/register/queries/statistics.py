"""The figures of those honoured, by cycle and title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.honour import Honour
from models.register import HonourProfile
from selection.database import db
from selection.honours.queries import STANDS
from selection.rules.census import Census, census


@dataclass(frozen=True)
class Choice:
    """What can be looked at: a year of an award with its titles and how many hold each."""

    programme_key: str
    year: int
    titles: Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """The figures of one choice: all titles together first, then each title."""

    choice: Choice
    parts: Sequence[tuple[str, Census]]


COLUMNS = tuple(getattr(HonourProfile, each.key) for each in HonourProfile.__table__.columns if each.key != "honour_id")


def choices() -> Sequence[Choice]:
    """Every batch year of the city's own awards, newest first. One query."""
    rows = db.session.execute(
        select(Honour.programme_key, Honour.batch_year, Honour.title_name, func.count())
        .where(Honour.programme_key != "", Honour.batch_year.is_not(None), STANDS)
        .group_by(Honour.programme_key, Honour.batch_year, Honour.title_name)
        .order_by(Honour.batch_year.desc(), Honour.programme_key, Honour.title_name)
    )
    found: dict[tuple[str, int], dict[str, int]] = {}
    for key, year, title, number in rows:
        found.setdefault((key, year or 0), {})[title] = number
    return [Choice(key, year, titles) for (key, year), titles in found.items()]


def figures(choice: Choice) -> Figures:
    """The figures of one year of one award. Two queries."""
    winners: Sequence[Any] = db.session.execute(
        select(Honour.id, Honour.title_name, Honour.occupation, HonourProfile.honour_id, *COLUMNS)
        .outerjoin(HonourProfile, HonourProfile.honour_id == Honour.id)
        .where(Honour.programme_key == choice.programme_key, Honour.batch_year == choice.year, STANDS)
        .order_by(Honour.id)
    ).all()
    earlier = set(
        db.session.scalars(
            select(Honour.occupation)
            .where(Honour.programme_key == choice.programme_key, Honour.batch_year < choice.year)
            .distinct()
        )
    )
    parts = [(title, [row for row in winners if row.title_name == title]) for title in choice.titles]
    if len(parts) > 1:
        parts.insert(0, ("合计", list(winners)))
    return Figures(
        choice,
        [
            (
                title,
                census([row for row in here if row.honour_id], number=len(here), earlier_trades=earlier),
            )
            for title, here in parts
        ],
    )
