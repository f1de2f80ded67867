"""Who of the register may be the person nominated, where no ID number says so: for the city's check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.honour import Honour
from models.nomination import Nomination
from models.people import Person
from models.register import Distinction, RegisterFile
from selection.database import db
from selection.honours.queries import STANDS
from selection.rules.matching import Known, Wanted, plain, score


@dataclass(frozen=True)
class Namesake:
    """Somebody with the same name and no ID number: how well he fits, why, and what he holds."""

    person_id: int
    name: str
    unit_name: str
    points: int
    why: Sequence[str]
    honours: Sequence[tuple[str, int | None]]


def namesakes(nomination: Nomination) -> Sequence[Namesake]:
    """Honoured persons of this name without an ID number who are not this person's file yet, likeliest first.

    Those told apart by somebody are left out. One query.
    """
    if not nomination.name:
        return []
    holder = func.coalesce(RegisterFile.merged_into_id, Person.id)
    other = Person.__table__.alias("holder")
    told = select(Distinction.id).where(Distinction.person_id == holder, Distinction.id_key == nomination.person_key)
    rows: Sequence[Any] = db.session.execute(
        select(
            holder.label("holder"),
            Person.sex,
            Person.unit_name,
            Person.occupation,
            Honour.title_name,
            Honour.batch_year,
        )
        .add_columns(Honour.unit_name.label("then"), Honour.occupation.label("trade"))
        .select_from(Person)
        .join(Honour, Honour.person_id == Person.id)
        .outerjoin(RegisterFile, RegisterFile.person_id == Person.id)
        .join(other, other.c.id == holder)
        .where(Person.name == nomination.name, other.c.id_key.is_(None), STANDS, ~told.exists())
        .order_by(Honour.batch_year.desc().nulls_last(), Honour.id)
    ).all()
    by_holder: dict[int, list[Any]] = {}
    for row in rows:
        by_holder.setdefault(row.holder, []).append(row)
    gender = {"male": "男", "female": "女"}.get(str(nomination.answers.get("gender")), "")
    wanted = Wanted(nomination.name, "", plain(nomination.unit.name), plain(nomination.occupation), gender)
    found = [_namesake(person_id, each, wanted) for person_id, each in by_holder.items()]
    return sorted(found, key=lambda each: (-each.points, each.person_id))


def _namesake(person_id: int, rows: Sequence[Any], wanted: Wanted) -> Namesake:
    known = Known(
        person_id,
        wanted.name,
        units=frozenset(plain(text) for row in rows for text in (row.unit_name, row.then) if text),
        trades=frozenset(plain(text) for row in rows for text in (row.occupation, row.trade) if text),
        sex=rows[0].sex,
    )
    scored = score(wanted, known)
    honours = [(row.title_name, row.batch_year) for row in rows]
    unit = next((row.then or row.unit_name for row in rows if row.then or row.unit_name), "")
    return Namesake(person_id, wanted.name, unit, scored.points, scored.why, honours)
