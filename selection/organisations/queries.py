"""Organisations: the tree, who may see what of it, and where a unit belonged when."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from models.people import Affiliation, Membership, Organisation, User
from models.vocabulary import Level, Role
from selection.database import db
from selection.organisations.naming import escaped
from selection.paging import PAGE, Page, part
from selection.rules.standing import UNION, UNIT, Actor

WHOLE_TREE = frozenset({Role.ADMIN, Role.CITY_OFFICER, Role.SUPERVISOR})
Union = aliased(Organisation, name="recommending_union")


def visible_to(actor: Actor) -> Select[Organisation]:
    """The organisations this actor may look at: the whole tree, one's union with its units, or one's own unit."""
    if actor.role in WHOLE_TREE:
        return select(Organisation)
    if actor.role in UNION:
        mine = select(Affiliation.unit_id).where(
            Affiliation.union_id == actor.organisation_id, Affiliation.until.is_(None)
        )
        return select(Organisation).where((Organisation.id == actor.organisation_id) | Organisation.id.in_(mine))
    if actor.role in UNIT:
        return select(Organisation).where(Organisation.id == actor.organisation_id)
    return select(Organisation).where(Organisation.id.is_(None))


def get(actor: Actor, organisation_id: int) -> Organisation | None:
    """One organisation, if this actor may look at it."""
    return db.session.scalars(visible_to(actor).where(Organisation.id == organisation_id)).one_or_none()


def listed(
    actor: Actor, *, sought: str = "", level: Level | None = None, union_id: int | None = None, page: int = 1
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of organisations with their present union: id, name, level, credit code, union. Two queries."""
    wanted = visible_to(actor)
    if sought.strip():
        pattern = escaped(sought)
        matches = Organisation.search_text.like(pattern, escape="\\")
        wanted = wanted.where(matches | func.lower(Organisation.credit_code).like(pattern, escape="\\"))
    if level is not None:
        wanted = wanted.where(Organisation.level == level)
    wanted = wanted.outerjoin(
        Affiliation, (Affiliation.unit_id == Organisation.id) & Affiliation.until.is_(None)
    ).outerjoin(Union, Union.id == Affiliation.union_id)
    if union_id is not None:
        wanted = wanted.where(Affiliation.union_id == union_id)
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(Organisation.id).subquery()))
    shown = wanted.with_only_columns(
        Organisation.id,
        Organisation.name,
        Organisation.level,
        Organisation.union_kind,
        Organisation.credit_code,
        Organisation.contact,
        Union.short_name.label("union_name"),
    )
    order = (Organisation.level, Organisation.id)
    rows = db.session.execute(part(shown.order_by(*order), page)).all()
    return Page(rows, total or 0, page)


def unions() -> Sequence[Organisation]:
    """Every recommending union, districts first."""
    listed = select(Organisation).where(Organisation.level == Level.UNION)
    kinds = {"district": 0, "industry": 1, "group": 2, "other": 3}
    return sorted(
        db.session.scalars(listed.order_by(Organisation.id)).all(), key=lambda each: kinds[str(each.union_kind)]
    )


def union_choices() -> list[tuple[int, str]]:
    """Every union for a list to choose from."""
    return [(union.id, union.name) for union in unions()]


def city() -> Organisation:
    """The root of the tree."""
    return db.session.scalars(select(Organisation).where(Organisation.level == Level.CITY)).one()


def union_of(unit_id: int) -> Organisation | None:
    """The union a unit recommends through now."""
    now = select(Organisation).join(Affiliation, Affiliation.union_id == Organisation.id)
    return db.session.scalars(now.where(Affiliation.unit_id == unit_id, Affiliation.until.is_(None))).one_or_none()


def open_affiliation(unit_id: int) -> Affiliation | None:
    """The present row of a unit's history."""
    row = select(Affiliation).where(Affiliation.unit_id == unit_id, Affiliation.until.is_(None))
    return db.session.scalars(row).one_or_none()


def history(unit_id: int) -> Sequence[Affiliation]:
    """Where a unit belonged, the present first."""
    rows = (
        select(Affiliation)
        .join(Affiliation.union)
        .options(contains_eager(Affiliation.union))
        .where(Affiliation.unit_id == unit_id)
        .order_by(Affiliation.id.desc())
    )
    return db.session.scalars(rows).all()


def people_of(organisation_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who holds a role there now, at most a page: user id, name, role, whether the account is active or disabled."""
    rows = (
        select(User.id, User.name, Membership.role, User.activated_at, User.disabled_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.withdrawn_at.is_(None))
        .order_by(Membership.role, User.id)
        .limit(PAGE)
    )
    return db.session.execute(rows).all()


def named(actor: Actor, typed: str) -> Organisation | list[str]:
    """The organisation that was meant by a name or credit code; otherwise up to five names that come near."""
    exact = visible_to(actor).where(
        (Organisation.name == typed) | (Organisation.short_name == typed) | (Organisation.credit_code == typed.upper())
    )
    found = db.session.scalars(exact.limit(2)).all()
    if len(found) == 1:
        return found[0]
    near = visible_to(actor).where(Organisation.search_text.like(escaped(typed), escape="\\"))
    return list(db.session.scalars(near.with_only_columns(Organisation.name).limit(5)))
