"""Keeping the files: who stands in the register, by which words he is found, how high he stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import insert, select, update

from models.honour import Honour
from models.people import Person
from models.register import RegisterFile
from selection.database import db
from selection.honours.queries import STANDS
from selection.pinyin import initials, syllables
from selection.register.queries.files import families, holders
from selection.register.rungs import ladder

LONGEST = 1000
AT_ONCE = 1000


def file(person_ids: Collection[int], *, now: datetime, units: Mapping[int, int] | None = None) -> None:
    """Open files for these persons where they have none, and bring what is derived up to date.

    Inside the transaction that gave somebody an honour or an entry. ``units``: the present unit, where it is known now.
    Five statements for a thousand persons.
    """
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), AT_ONCE):
        _file(wanted[start : start + AT_ONCE], now, units or {})


def held(person_id: int) -> RegisterFile:
    """One file as it is now, held until the transaction ends; alone, as PostgreSQL locks no outer join."""
    query = select(RegisterFile).where(RegisterFile.person_id == person_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _file(person_ids: Sequence[int], now: datetime, units: Mapping[int, int]) -> None:
    db.session.flush()
    there = set(db.session.scalars(select(RegisterFile.person_id).where(RegisterFile.person_id.in_(person_ids))))
    fresh = [
        {"person_id": each, "filed_at": now, "unit_id": units.get(each), "rung": 0, "honours": 0, "search_text": ""}
        for each in person_ids
        if each not in there
    ]
    if fresh:
        db.session.execute(insert(RegisterFile), fresh)
    moved = [{"person_id": each, "unit_id": units[each]} for each in person_ids if each in there and each in units]
    if moved:
        db.session.execute(update(RegisterFile), moved)
    refresh(holders(person_ids).values())


def refresh(holder_ids: Iterable[int]) -> None:
    """Work out again what is derived: words to find by, rung, number of honours. Three statements."""
    members = families(sorted(set(holder_ids)))
    owner = {person_id: holder for holder, ids in members.items() for person_id in ids}
    names: dict[int, dict[str, None]] = {holder: {} for holder in members}
    units: dict[int, dict[str, None]] = {holder: {} for holder in members}
    held: dict[int, dict[tuple[str, int | None], None]] = {holder: {} for holder in members}
    for person_id, name, unit in _rows(select(Person.id, Person.name, Person.unit_name), Person.id, owner):
        names[owner[person_id]][name] = None
        units[owner[person_id]][unit] = None
    honours = select(Honour.person_id, Honour.title_name, Honour.batch_year, Honour.unit_name).where(STANDS)
    for person_id, title, year, unit in _rows(honours.order_by(Honour.id), Honour.person_id, owner):
        held[owner[person_id]][title, year] = None
        units[owner[person_id]][unit] = None
    rungs = ladder()
    changes = [
        {
            "person_id": holder,
            "rung": rungs.highest(title for title, _ in held[holder]),
            "honours": len(held[holder]),
            "search_text": words(names[holder], units[holder], dict.fromkeys(title for title, _ in held[holder])),
        }
        for holder in members
    ]
    if changes:
        db.session.execute(update(RegisterFile), changes)


def _rows(query: Any, column: Any, owner: Mapping[int, int]) -> Sequence[Any]:
    return db.session.execute(query.where(column.in_(owner))).all()


def words(names: Iterable[str], units: Iterable[str], titles: Iterable[str]) -> str:
    """What somebody is found by: names with pinyin and initials, titles and units with initials; lower case."""
    parts = [each for name in names for each in (name, *_read(name))]
    parts += [each for text in (*titles, *units) if text for each in (text, _read(text)[1])]
    return " ".join(parts).lower()[:LONGEST]


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, str]:
    return syllables(text), initials(text, others=True)
