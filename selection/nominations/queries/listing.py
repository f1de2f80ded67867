"""The list of nominations: searched, filtered, sorted, paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.tally import Tally
from models.vocabulary import Role, Stage
from selection.database import db
from selection.nominations.queries.paging import PAGE, Near, Order, cut
from selection.nominations.queries.reach import tallied_for, visible_to
from selection.nominations.queries.searching import matches
from selection.rules.standing import UNION, Actor

MOST_FOUND = 200
ONLY_SUBMITTED = (*UNION, Role.CITY_OFFICER)
SORTS: Mapping[str, Any] = {"opened": Nomination.id, "submitted": Nomination.submitted_at, "name": Nomination.name}
unit, union = aliased(Organisation), aliased(Organisation)
Line = Row[*tuple[Any, ...]]
LINE = (
    Nomination.id,
    Nomination.receipt,
    Nomination.name,
    Nomination.occupation,
    Nomination.stage,
    Nomination.submitted_at,
    unit.name.label("unit_name"),
    union.short_name.label("union_name"),
    Nomination.cycle_id,
    Nomination.applied_title,
    Nomination.channel,
)


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a text, a stage, a cycle, an order (``-`` before the key: descending), a page from 1."""

    text: str = ""
    stage: Stage | None = None
    cycle_id: int | None = None
    sort: str = "-opened"
    page: int = 1
    near: Near | None = None

    @property
    def order(self) -> Order:
        return Order(SORTS.get(self.sort.removeprefix("-"), Nomination.id), Nomination.id, self.sort.startswith("-"))


@dataclass(frozen=True)
class Page:
    """One page of the list, with all cycles to filter by. A search that finds too much is cut (``is_cut``)."""

    lines: Sequence[Line]
    total: int
    number: int
    cycles: Sequence[Row[int, str]]
    is_cut: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def near(self) -> Near | None:
        """Where this page begins, for the links to its neighbours."""
        return Near(self.number, self.lines[0].id) if self.lines else None


def narrowed(query: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Of these nominations, those that are asked for."""
    if wanted.stage is not None:
        query = query.where(Nomination.stage == wanted.stage)
    if wanted.cycle_id is not None:
        query = query.where(Nomination.cycle_id == wanted.cycle_id)
    return query.where(*matches(wanted.text))


def _keys(actor: Actor, wanted: Wanted) -> Select[int]:
    return narrowed(visible_to(actor), wanted).with_only_columns(Nomination.id)


def _lines_of(keys: Any) -> Select[*tuple[Any, ...]]:
    """The lines with these ids. Only theirs are joined, however far in they lie."""
    query = select(*LINE).join(unit, unit.id == Nomination.unit_id).join(union, union.id == Nomination.union_id)
    return query.where(Nomination.id.in_(keys))


def listed(actor: Actor, wanted: Wanted) -> Page:
    """One page of what is within reach. Three queries; a fourth far in, where the list is sorted otherwise."""
    cycles = db.session.execute(select(Cycle.id, Cycle.name).order_by(Cycle.id.desc())).all()
    if wanted.text.strip():
        return _found(actor, wanted, cycles)
    total = _total(actor, wanted)
    number = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    place, beside = cut(number, total, wanted.near), None
    if place.is_near and (beside := _beside(actor, wanted, backwards=place.backwards)) is None:
        place = cut(number, total, None)
    keys = _keys(actor, wanted).order_by(*wanted.order.by(backwards=place.backwards))
    if beside is not None:
        keys = keys.where(beside)
    keys = keys.limit(place.limit).offset(place.offset)
    lines = db.session.execute(_lines_of(keys.subquery().select()).order_by(*wanted.order.by())).all()
    return Page(lines, total, number, cycles)


def _total(actor: Actor, wanted: Wanted) -> int:
    tallied = tallied_for(actor)
    if tallied is None:
        return db.session.scalar(select(func.count()).select_from(_keys(actor, wanted).subquery())) or 0
    if wanted.stage is not None:
        tallied = tallied.where(Tally.stage == wanted.stage)
    if wanted.cycle_id is not None:
        tallied = tallied.where(Tally.cycle_id == wanted.cycle_id)
    return int(db.session.scalar(tallied) or 0)


def _beside(actor: Actor, wanted: Wanted, *, backwards: bool) -> ColumnElement[bool] | None:
    """On this side of the known row; None where it does not help: out of reach, or with nothing to compare."""
    near, order = wanted.near, wanted.order
    if near is None or (order.column is Nomination.submitted_at and actor.role not in ONLY_SUBMITTED):
        return None
    if order.column is Nomination.id:
        return order.beside(near.key, near.key, backwards=backwards)
    row = db.session.execute(
        visible_to(actor).with_only_columns(order.column).where(Nomination.id == near.key)
    ).one_or_none()
    return None if row is None else order.beside(row[0], near.key, backwards=backwards)


def _found(actor: Actor, wanted: Wanted, cycles: Sequence[Row[int, str]]) -> Page:
    """A page of what a search finds, up to ``MOST_FOUND``: whoever finds more writes another character."""
    query = _keys(actor, wanted).order_by(*wanted.order.by()).limit(MOST_FOUND + 1)
    keys = db.session.scalars(query).all()
    total = min(len(keys), MOST_FOUND)
    number = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    shown = keys[:MOST_FOUND][(number - 1) * PAGE : number * PAGE]
    lines = db.session.execute(_lines_of(shown).order_by(*wanted.order.by())).all()
    return Page(lines, total, number, cycles, len(keys) > MOST_FOUND)
