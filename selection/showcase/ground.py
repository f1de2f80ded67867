"""What a demonstration stands on: the real unions, the published honours, invented units, and accounts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select

from models.honour import Honour
from models.people import Organisation, Person
from models.vocabulary import Level, Role, UnionKind
from selection.calendar_data import read_days
from selection.database import db
from selection.honours import gazette, loading
from selection.organisations import actions as organisations
from selection.rules.standing import SYSTEM, Actor
from selection.settings import actions as settings
from selection.showcase import units
from selection.showcase.cast import SECOND_OFFICER, Cast
from selection.showcase.names import Names
from selection.showcase.units import InventedUnit

JURORS = 23


@dataclass(frozen=True)
class Union:
    """A union with the two who act for it."""

    id: int
    name: str
    officer: Actor
    head: Actor


@dataclass(frozen=True)
class Employer:
    """A unit, its union, and the two who act for it."""

    id: int
    union_id: int
    unit: InventedUnit
    officer: Actor
    head: Actor


@dataclass(frozen=True)
class Ground:
    """Everybody who acts in a demonstration."""

    cast: Cast
    names: Names
    city_id: int
    officer: Actor
    second: Actor
    unions: Mapping[int, Union]
    employers: Sequence[Employer]
    jurors: Sequence[Actor]


def load(*, now: datetime) -> frozenset[str]:
    """Enter the tree, the calendar and the published honours; returns the names that stand in the register."""
    organisations.load_tree(SYSTEM, now=now)
    settings.load_calendar(read_days(), SYSTEM, now=now)
    loading.load(gazette.published(), SYSTEM, now=now)
    return frozenset(db.session.scalars(select(Person.name).join(Honour, Honour.person_id == Person.id)))


def lay(
    chance: Random, *, unions: int, units_wanted: int, now: datetime, step: Callable[[], None], jurors: int = JURORS
) -> Ground:
    """Load what is published, invent so many units under so many unions, and open every account."""
    names = Names(chance, load(now=now))
    cast = Cast(names, now=now)
    city = db.session.scalars(select(Organisation).filter_by(level=Level.CITY)).one()
    officer = cast.open(Role.CITY_OFFICER, city, "city.officer", now=now)
    second = cast.open(Role.CITY_OFFICER, city, SECOND_OFFICER, now=now)
    cast.open(Role.SUPERVISOR, city, "supervisor", now=now)
    sitting = [cast.open(Role.JUROR, city, _numbered("juror", place), now=now) for place in range(jurors)]
    acting = {}
    for place, union_id in enumerate(_union_ids(unions)):
        acting[union_id] = _union(cast, union_id, place, now)
        step()
    invented = units.invent(units_wanted, chance)
    employers = []
    for place, unit in enumerate(invented):
        union = list(acting.values())[place % len(acting)]
        employers.append(_employer(cast, unit, union, place, now))
        step()
    return Ground(cast, names, city.id, officer, second, acting, employers, sitting)


def experts(ground: Ground, number: int, *, now: datetime) -> list[Actor]:
    """So many experts; they are invited when their number is known."""
    city = db.session.get_one(Organisation, ground.city_id)
    return [ground.cast.open(Role.EXPERT, city, _numbered("expert", place), now=now) for place in range(number)]


def _union_ids(number: int) -> list[int]:
    """The districts first, then industry unions and groups in the order of the roll."""
    query = select(Organisation.id, Organisation.union_kind).filter_by(level=Level.UNION).order_by(Organisation.id)
    rows = sorted(db.session.execute(query), key=lambda row: (row.union_kind != UnionKind.DISTRICT, row.id))
    return [row.id for row in rows[:number]]


def _union(cast: Cast, union_id: int, place: int, now: datetime) -> Union:
    row = db.session.get_one(Organisation, union_id)
    officer = cast.open(Role.UNION_OFFICER, row, _numbered("union.officer", place), now=now)
    head = cast.open(Role.UNION_HEAD, row, _numbered("union.head", place), now=now)
    return Union(union_id, row.name, officer, head)


def _employer(cast: Cast, unit: InventedUnit, union: Union, place: int, now: datetime) -> Employer:
    row = organisations.found(unit.unit, db.session.get_one(Organisation, union.id), union.officer, now=now)
    officer = cast.open(Role.UNIT_OFFICER, row, _numbered("unit.officer", place), now=now)
    head = cast.open(Role.UNIT_HEAD, row, _numbered("unit.head", place), now=now)
    return Employer(row.id, union.id, unit, officer, head)


def _numbered(account: str, place: int) -> str:
    """The first of each kind has the plain name: it is the one that is printed."""
    return account if place == 0 else f"{account}{place + 1}"
