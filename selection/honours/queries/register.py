"""The register of honours: in full for those who work with it, and as the public reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from models.honour import Decision, Honour, Revocation
from models.people import Person
from models.register import RegisterFile
from selection.database import db
from selection.organisations.naming import escaped
from selection.paging import Page, part, within


@dataclass(frozen=True)
class Listed(Page[Any]):
    """One page of the register, with the titles and years there are to choose from."""

    titles: Sequence[str]
    years: Sequence[int]


def register(*, words: str = "", title: str = "", year: int | None = None, page: int = 1) -> Listed:
    """The whole register, honours of other bodies included; searched by name, unit or pinyin initials. Three queries.

    Columns: id, name, person_id, unit_name, occupation, title_name, batch_year, named_on, basis, source, decision_id,
    number, revoked_on.
    """
    pattern = escaped(words)
    sought = Person.search_text.like(pattern, escape="\\") | func.lower(Honour.unit_name).like(pattern, escape="\\")
    columns = (Honour.occupation, Honour.named_on, Honour.basis, Honour.source, Honour.decision_id, Decision.number)
    return _listed(columns, [], sought if words else None, title, year, page)


def public_register(*, words: str = "", title: str = "", year: int | None = None, page: int = 1) -> Listed:
    """What anybody may read: name, unit, title and year of the city's own honours; what was revoked. Three queries."""
    pattern = escaped(words)
    named = Person.name.like(pattern, escape="\\") | func.lower(Honour.unit_name).like(pattern, escape="\\")
    return _listed((), [Honour.programme_key != ""], named if words else None, title, year, page)


def decisions() -> Sequence[Row[int, str, str, Any]]:
    """Every decision, newest first: id, number, title, decided_on. One query."""
    query = select(Decision.id, Decision.number, Decision.title, Decision.decided_on)
    return db.session.execute(query.order_by(Decision.decided_on.desc(), Decision.id.desc()).limit(20)).all()


def _listed(
    columns: Sequence[Any],
    always: Sequence[ColumnElement[bool]],
    sought: ColumnElement[bool] | None,
    title: str,
    year: int | None,
    page: int,
) -> Listed:
    offered = db.session.execute(select(Honour.title_name, Honour.batch_year).where(*always).distinct()).all()
    titles = sorted({each.title_name for each in offered})
    years = sorted({each.batch_year for each in offered if each.batch_year}, reverse=True)
    wanted = [*always, ~_stands_twice()]
    if sought is not None:
        wanted.append(sought)
    if title in titles:
        wanted.append(Honour.title_name == title)
    if year in years:
        wanted.append(Honour.batch_year == year)
    page = within(page)
    total = db.session.scalar(select(func.count(Honour.id)).join(Person).where(*wanted)) or 0
    query = (
        select(Honour.id, Person.name, Honour.unit_name, Honour.title_name, Honour.batch_year, *columns)
        .add_columns(Honour.person_id, Revocation.revoked_on)
        .join(Person, Person.id == Honour.person_id)
        .outerjoin(Decision, Decision.id == Honour.decision_id)
        .outerjoin(Revocation, Revocation.honour_id == Honour.id)
        .where(*wanted)
        .order_by(Honour.batch_year.desc().nulls_last(), Honour.title_name, Honour.id)
    )
    return Listed(db.session.execute(part(query, page)).all(), total, page, titles, years)


def _stands_twice() -> ColumnElement[bool]:
    """Whether the file of this honour is merged into another that holds the same title of the same year."""
    merged, file, other = aliased(RegisterFile), aliased(RegisterFile), aliased(Honour)
    holder = func.coalesce(file.merged_into_id, other.person_id)
    return (
        select(merged.person_id)
        .join(other, (other.title_name == Honour.title_name) & (other.id != Honour.id))
        .outerjoin(file, file.person_id == other.person_id)
        .where(merged.person_id == Honour.person_id, holder == merged.merged_into_id)
        .where(func.coalesce(other.batch_year, 0) == func.coalesce(Honour.batch_year, 0))
        .where((other.person_id == merged.merged_into_id) | (other.id < Honour.id))
        .correlate(Honour)
        .exists()
    )
