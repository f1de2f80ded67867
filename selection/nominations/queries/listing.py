"""The list of nominations: searched, filtered, sorted, paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.tally import Tally
from models.vocabulary import Level, Role, Stage
from selection.database import db
from selection.nominations.queries.paging import Cut, Near, Order, cut
from selection.nominations.queries.reach import anybody, tallied_for, visible_to, who
from selection.nominations.queries.searching import matches
from selection.paging import PAGE, Page, pages, within
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
class Listed(Page[Line]):
    """One page of the list, with all cycles to filter by. A search that finds too much is cut (``is_cut``)."""

    cycles: Sequence[Row[int, str]]
    is_cut: bool = False

    @property
    def near(self) -> Near | None:
        """Where this page begins, for the links to its neighbours."""
        return Near(self.number, self.rows[0].id) if self.rows else None


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


CYCLES = select(Cycle.id, Cycle.name).order_by(Cycle.id.desc())


@dataclass(frozen=True)
class Shape:
    """What a statement of the list depends on; all else is bound to it. So many are built once and kept."""

    role: Role | None
    level: Level | None
    has_stage: bool
    has_cycle: bool
    sort: str
    backwards: bool = False
    is_near: bool = False

    @classmethod
    def of(cls, actor: Actor, wanted: Wanted, place: Cut | None = None) -> "Shape":
        shape = (actor.role, actor.level, wanted.stage is not None, wanted.cycle_id is not None)
        return cls(*shape, wanted.sort, place.backwards, place.is_near) if place else cls(*shape, "")


def _bound(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    return {**who(actor), "stage": wanted.stage, "cycle": wanted.cycle_id}


def listed(actor: Actor, wanted: Wanted) -> Listed:
    """One page of what is within reach. Three queries; a fourth far in, where the list is sorted otherwise."""
    cycles = db.session.execute(CYCLES).all()
    if wanted.text.strip():
        return _found(actor, wanted, cycles)
    total = int(db.session.scalar(_counting(Shape.of(actor, wanted)), _bound(actor, wanted)) or 0)
    number = within(wanted.page, pages(total))
    place, near = cut(number, total, wanted.near), None
    if place.is_near and (near := _near(actor, wanted)) is None:
        place = cut(number, total, None)
    bound = {**_bound(actor, wanted), **(near or {}), "limit": place.limit, "offset": place.offset}
    lines = db.session.execute(_paging(Shape.of(actor, wanted, place)), bound).all()
    return Listed(lines, total, number, cycles)


@lru_cache(maxsize=128)
def _paging(shape: Shape) -> Select[*tuple[Any, ...]]:
    """One page: ``limit`` lines from ``offset`` on."""
    order = Wanted(sort=shape.sort).order
    keys = _shaped(visible_to(anybody(shape.role, shape.level)), shape, Nomination).with_only_columns(Nomination.id)
    if shape.is_near:
        value = bindparam("near_value", type_=order.column.type)
        keys = keys.where(order.beside(value, bindparam("near_key"), backwards=shape.backwards))
    keys = keys.order_by(*order.by(backwards=shape.backwards)).limit(bindparam("limit")).offset(bindparam("offset"))
    return _lines_of(keys.subquery().select()).order_by(*order.by())


@lru_cache(maxsize=128)
def _counting(shape: Shape) -> Select[int]:
    """How many there are: from the tally, or one by one where they are the few of a unit."""
    actor = anybody(shape.role, shape.level)
    tallied = tallied_for(actor)
    if tallied is not None:
        counted: Select[int] = _shaped(tallied, shape, Tally)
    else:
        counted = _shaped(visible_to(actor), shape, Nomination).with_only_columns(func.count(Nomination.id))
    return counted


def _shaped(query: Any, shape: Shape, row: type[Nomination | Tally]) -> Any:
    if shape.has_stage:
        query = query.where(row.stage == bindparam("stage", type_=row.stage.type))
    return query.where(row.cycle_id == bindparam("cycle")) if shape.has_cycle else query


def _near(actor: Actor, wanted: Wanted) -> dict[str, Any] | None:
    """Where the known row stands; None where it does not help: out of reach, or with nothing to compare."""
    near, column = wanted.near, wanted.order.column
    if near is None or (column is Nomination.submitted_at and actor.role not in ONLY_SUBMITTED):
        return None
    if column is Nomination.id:
        return {"near_value": near.key, "near_key": near.key}
    query = visible_to(actor).with_only_columns(column).where(Nomination.id == near.key)
    row = db.session.execute(query).one_or_none()
    return None if row is None else {"near_value": row[0], "near_key": near.key}


def _found(actor: Actor, wanted: Wanted, cycles: Sequence[Row[int, str]]) -> Listed:
    """A page of what a search finds, up to ``MOST_FOUND``: whoever finds more writes another character."""
    query = _keys(actor, wanted).order_by(*wanted.order.by()).limit(MOST_FOUND + 1)
    keys = db.session.scalars(query).all()
    total = min(len(keys), MOST_FOUND)
    number = within(wanted.page, pages(total))
    shown = keys[:MOST_FOUND][(number - 1) * PAGE : number * PAGE]
    lines = db.session.execute(_lines_of(shown).order_by(*wanted.order.by())).all()
    return Listed(lines, total, number, cycles, len(keys) > MOST_FOUND)
