"""One person's page: everything the register holds of him, as far as the reader may see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.honour import Certificate, Decision, Honour, Revocation
from models.nomination import Nomination
from models.people import Person
from models.programme import Cycle
from models.register import RegisterEntry, RegisterFile, Regrouping
from models.vocabulary import EntryKind, Role
from selection.database import db
from selection.nominations.queries.reach import visible_to
from selection.register.queries.files import family, get, is_city_wide
from selection.register.rungs import ladder
from selection.rules.ladder import Honoured, missing
from selection.rules.standing import UNION, Actor

ASKING = (Role.UNION_HEAD, Role.CITY_OFFICER)
"""Who may ask that an honour be taken back."""


@dataclass(frozen=True)
class PersonPage:
    """What the page shows. ``twins``: honours that stand twice after a merge, by the id of the second entry.

    ``revocable``: those that stand, for somebody who may ask that they be taken back.
    """

    file: RegisterFile
    honours: Sequence[Any]
    twins: frozenset[int]
    entries: Mapping[EntryKind, Sequence[RegisterEntry]]
    nominations: Sequence[Any]
    regroupings: Sequence[Any] = field(default=())
    revocable: frozenset[int] = frozenset()
    may_keep: bool = False
    may_regroup: bool = False
    is_own: bool = False

    @property
    def titles(self) -> list[str]:
        """The titles that stand."""
        return [each.title_name for each in self.honours if each.revoked_on is None]

    @property
    def rung(self) -> str:
        """The rung reached, in words."""
        return ladder().words(self.file.rung)

    @property
    def steps(self) -> list[tuple[Honoured, str]]:
        """The honours of the next rung, each with what the ladder itself still asks for."""
        return [(each, missing(each, self.titles)) for each in ladder().next_after(self.file.rung)]


def page(actor: Actor, person_id: int) -> PersonPage | None:
    """One person's page, if he is within reach. Four queries, for the city five."""
    stored = get(actor, person_id)
    file = stored or _unfiled(actor, person_id)
    if file is None:
        return None
    honours = _honours(file.person_id)
    seen: set[tuple[str, int | None]] = set()
    twins = set()
    for each in honours:
        if (each.title_name, each.batch_year) in seen:
            twins.add(each.id)
        seen.add((each.title_name, each.batch_year))
    is_city = actor.role is Role.CITY_OFFICER and is_city_wide(actor)
    return PersonPage(
        file,
        honours,
        frozenset(twins),
        _entries(file.person_id),
        _nominations(actor, file.person_id),
        _regroupings(file.person_id) if is_city_wide(actor) else (),
        frozenset(each.id for each in honours if each.revoked_on is None) if actor.role in ASKING else frozenset(),
        may_keep=stored is not None and (is_city or actor.role in UNION),
        may_regroup=is_city,
        is_own=actor.role is Role.NOMINEE,
    )


def _unfiled(actor: Actor, person_id: int) -> RegisterFile | None:
    """Somebody nominated who has no file yet, for the city to compare with one that has: a file that is not stored."""
    found = db.session.get(Person, person_id) if is_city_wide(actor) else None
    return RegisterFile(person_id=found.id, person=found, rung=0, honours=0) if found is not None else None


def _honours(person_id: int) -> Sequence[Any]:
    """Newest first; of two for the same title and year the one with a decision comes first."""
    newest = select(Certificate.number).where(Certificate.honour_id == Honour.id).order_by(Certificate.id.desc())
    certificate = newest.limit(1).correlate(Honour).scalar_subquery()
    return db.session.execute(
        select(
            Honour.id,
            Honour.title_name,
            Honour.batch_year,
            Honour.named_on,
            Honour.basis,
            Honour.unit_name,
            Honour.occupation,
            Honour.source,
            Honour.decision_id,
            Honour.nomination_id,
            Decision.number.label("decision"),
            certificate.label("certificate"),
            Revocation.id.label("revocation_id"),
            Revocation.revoked_on,
            Revocation.ground,
            Revocation.revoker_name,
        )
        .outerjoin(Decision, Decision.id == Honour.decision_id)
        .outerjoin(Revocation, Revocation.honour_id == Honour.id)
        .where(Honour.person_id.in_(family(person_id)))
        .order_by(Honour.batch_year.desc().nulls_last(), Honour.decision_id.nulls_last(), Honour.id)
    ).all()


def _entries(person_id: int) -> Mapping[EntryKind, Sequence[RegisterEntry]]:
    query = (
        select(RegisterEntry)
        .where(RegisterEntry.person_id.in_(family(person_id)), RegisterEntry.struck_at.is_(None))
        .order_by(RegisterEntry.on.desc().nulls_last(), RegisterEntry.id.desc())
    )
    found: dict[EntryKind, list[RegisterEntry]] = defaultdict(list)
    for each in db.session.scalars(query):
        found[each.kind].append(each)
    return {kind: found[kind] for kind in EntryKind if kind in found}


def _nominations(actor: Actor, person_id: int) -> Sequence[Any]:
    """His nominations as far as this reader may open them, newest first."""
    reachable = visible_to(actor).with_only_columns(Nomination.id)
    return db.session.execute(
        select(Nomination.id, Nomination.stage, Nomination.submitted_at, Cycle.name)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .where(Nomination.person_id.in_(family(person_id)), Nomination.id.in_(reachable))
        .order_by(Nomination.id.desc())
        .limit(50)
    ).all()


def _regroupings(person_id: int) -> Sequence[Any]:
    """Joinings and partings this file took part in, newest first: id, kind, reason, done_at, undone_at, name, unit."""
    other = Person.__table__.alias("other")
    return db.session.execute(
        select(
            Regrouping.id,
            Regrouping.kind,
            Regrouping.reason,
            Regrouping.done_at,
            Regrouping.undone_at,
            Regrouping.other_id,
            other.c.name,
            other.c.unit_name,
        )
        .join(other, other.c.id == Regrouping.other_id)
        .where(Regrouping.kept_id.in_(family(person_id)) | (Regrouping.other_id == person_id))
        .order_by(Regrouping.id.desc())
    ).all()


def entry(actor: Actor, entry_id: int) -> RegisterEntry | None:
    """One entry of a file within reach. Two queries."""
    found = db.session.get(RegisterEntry, entry_id)
    return found if found is not None and get(actor, found.person_id) is not None else None


def regrouping(regrouping_id: int) -> Regrouping | None:
    """One joining or parting."""
    return db.session.get(Regrouping, regrouping_id)
