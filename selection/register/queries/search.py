"""Finding somebody in the register while one types: always the same few queries, however large the register is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models.honour import Honour
from models.people import Person
from models.register import RegisterFile
from selection.database import db
from selection.honours.queries import STANDS
from selection.organisations.naming import escaped
from selection.paging import Page, part, within
from selection.register.queries.files import HOLDER, reach
from selection.rules.standing import Actor


@dataclass(frozen=True)
class Line:
    """One person of the list, with the honours that stand, newest first."""

    person_id: int
    name: str
    unit_name: str
    occupation: str
    rung: int
    honours: Sequence[tuple[str, int | None]]


def found(actor: Actor, *, words: str = "", rung: int | None = None, page: int = 1) -> Page[Line]:
    """Persons within reach whose name, pinyin, initials, unit or title holds every word; highest rung first.

    Three queries.
    """
    wanted: list[ColumnElement[bool]] = [RegisterFile.merged_into_id.is_(None), reach(actor)]
    wanted += [RegisterFile.search_text.like(escaped(word), escape="\\") for word in words.split()[:5]]
    if rung is not None:
        wanted.append(RegisterFile.rung == rung)
    page = within(page)
    total = db.session.scalar(select(func.count()).select_from(RegisterFile).where(*wanted)) or 0
    query = (
        select(RegisterFile.person_id, RegisterFile.rung, Person.name, Person.unit_name, Person.occupation)
        .join(Person, Person.id == RegisterFile.person_id)
        .where(*wanted)
        .order_by(RegisterFile.rung.desc(), RegisterFile.person_id.desc())
    )
    rows = db.session.execute(part(query, page)).all()
    held = _honours([row.person_id for row in rows])
    lines = [
        Line(row.person_id, row.name, row.unit_name, row.occupation, row.rung, held.get(row.person_id, []))
        for row in rows
    ]
    return Page(lines, total, page)


def _honours(person_ids: Sequence[int]) -> dict[int, list[tuple[str, int | None]]]:
    """Title and year of every honour that stands, of these persons and the files merged into theirs."""
    files = select(RegisterFile.person_id).where(
        RegisterFile.person_id.in_(person_ids) | RegisterFile.merged_into_id.in_(person_ids)
    )
    rows: Sequence[Any] = db.session.execute(
        select(HOLDER, Honour.title_name, Honour.batch_year)
        .select_from(Honour)
        .join(RegisterFile, RegisterFile.person_id == Honour.person_id)
        .where(Honour.person_id.in_(files), STANDS)
        .order_by(Honour.batch_year.desc().nulls_last(), Honour.id)
    ).all()
    held: dict[int, dict[tuple[str, int | None], None]] = {}
    for holder, title, year in rows:
        held.setdefault(holder, {})[title, year] = None
    return {holder: list(each) for holder, each in held.items()}
