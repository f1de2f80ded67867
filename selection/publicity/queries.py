"""Notices, who stands in them, and which places came free."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_, select
from sqlalchemy.orm import joinedload

from models.ballot import Resolution
from models.honour import Decision
from models.nomination import Consent, Nomination
from models.people import Organisation
from models.programme import Cycle, Deadline
from models.proposal import Proposal
from models.publicity import AnyNotice, Notice, NoticeEnd, NoticeName
from models.vocabulary import ConsentKind, Level, Outcome, Phase, ProposalState, Role, Stage
from selection import name_order
from selection.clock import on
from selection.database import db
from selection.objections import queries as objections
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules.composition import Member
from selection.rules.programme import Programme, Title
from selection.rules.standing import CITY_WIDE, Actor
from selection.rules.strokes import Unsettled
from selection.rules.succession import Held, Waiting, freed, successor
from selection.todo import Question, Todo

LARGEST_ID = 2**63 - 1
UNPUBLISHED = (Nomination.stage == Stage.RESOLVED, Resolution.outcome == Outcome.CHOSEN)
"""Chosen, or moved up, and not yet named in a notice."""

ALIVE = (Stage.RESOLVED, Stage.PUBLICISED, Stage.HONOURED)
MOST = 50
RELEASE = "publish_notice"
"""The kind of proposal by which a second officer agrees to a publication."""


def cycles(actor: Actor) -> Sequence[Row[Cycle, int, int, int | None]]:
    """Cycles of this house that came to a choice: names to publish, notices made, open proposal. One query.

    Those with names that wait come first.
    """
    waiting = (
        select(func.count(Nomination.id))
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == Cycle.id, *UNPUBLISHED)
        .scalar_subquery()
    )
    published = select(func.count(Notice.id)).where(Notice.cycle_id == Cycle.id).scalar_subquery()
    asked = Proposal.cycle_id == Cycle.id, Proposal.kind == RELEASE, Proposal.state == ProposalState.OPEN
    proposed = select(func.max(Proposal.id)).where(*asked).scalar_subquery()
    return db.session.execute(
        select(Cycle, waiting, published, proposed)
        .where((waiting > 0) | (published > 0), run_by(actor))
        .order_by((waiting > 0).desc(), Cycle.id.desc())
        .limit(MOST)
    ).all()


def _ended(now: datetime) -> ColumnElement[bool]:
    return select(NoticeEnd.notice_id).where(NoticeEnd.notice_id == AnyNotice.id, NoticeEnd.ended_at <= now).exists()


def _public(now: datetime) -> list[ColumnElement[bool]]:
    """What makes a notice public: its second has come, its last day has not passed, nobody took it down.

    A name withdrawn between the order and its second keeps the whole notice back.
    """
    withdrawn = (
        select(NoticeName.notice_id)
        .join(Nomination, Nomination.id == NoticeName.nomination_id)
        .where(NoticeName.notice_id == AnyNotice.id, Nomination.stage == Stage.WITHDRAWN)
        .exists()
    )
    is_whole = or_(AnyNotice.level != Level.CITY, ~withdrawn)
    return [AnyNotice.published_at <= now, AnyNotice.ends_on >= on(now), ~_ended(now), is_whole]


def current(now: datetime) -> Sequence[AnyNotice]:
    """The notices before the public at this moment, latest first. One query."""
    query = select(AnyNotice).where(*_public(now)).order_by(AnyNotice.id.desc()).limit(MOST)
    return db.session.scalars(query.options(joinedload(AnyNotice.cycle, innerjoin=True))).all()


def public_one(notice_id: int, now: datetime) -> AnyNotice | None:
    """One notice that is before the public at this moment. One query."""
    if not 0 < notice_id <= LARGEST_ID:
        return None
    query = select(AnyNotice).where(AnyNotice.id == notice_id, *_public(now))
    return db.session.scalars(query.options(joinedload(AnyNotice.cycle, innerjoin=True))).one_or_none()


def is_public(notice_id: int, now: datetime) -> bool:
    """Whether a notice is before the public at this moment."""
    return public_one(notice_id, now) is not None


def get(notice_id: int, *, actor: Actor | None, now: datetime) -> AnyNotice | None:
    """One notice: for the public while it is public, for those it belongs to always. At most two queries."""
    if (found := public_one(notice_id, now)) is not None or actor is None:
        return found
    return watched(notice_id, actor)


def watched(notice_id: int, actor: Actor) -> AnyNotice | None:
    """One notice of the cycles this officer or supervisor reaches, or of this actor's own union or unit. One query."""
    if not 0 < notice_id <= LARGEST_ID:
        return None
    own = AnyNotice.organisation_id == actor.organisation_id
    query = select(AnyNotice).join(Cycle, Cycle.id == AnyNotice.cycle_id).where(AnyNotice.id == notice_id)
    query = query.where(run_by(actor) if actor.role in CITY_WIDE else own)
    return db.session.scalars(query.options(joinedload(AnyNotice.cycle, innerjoin=True))).one_or_none()


def scheduled(cycle_id: int, now: datetime) -> Notice | None:
    """The notice that waits for its second, if one does. At most one does."""
    query = select(Notice).where(Notice.cycle_id == cycle_id, Notice.published_at > now)
    return db.session.scalars(query.where(~_ended(now)).order_by(Notice.id.desc()).limit(1)).first()


def named_in(notice_id: int) -> list[int]:
    """The nominations a notice names, in the order of its lines."""
    query = select(NoticeName.nomination_id).where(NoticeName.notice_id == notice_id).order_by(NoticeName.place)
    return list(db.session.scalars(query))


def withdrawn_from(notice_id: int) -> Sequence[Nomination]:
    """Those of a notice who were withdrawn before it came out. One query."""
    of = select(Nomination).join(NoticeName, NoticeName.nomination_id == Nomination.id)
    found = of.where(NoticeName.notice_id == notice_id, Nomination.stage == Stage.WITHDRAWN)
    return db.session.scalars(found.order_by(NoticeName.place)).all()


def is_decided(cycle_id: int) -> bool:
    """Whether the decision of a cycle has been made."""
    return bool(db.session.scalar(select(exists().where(Decision.cycle_id == cycle_id))))


def is_chosen(nomination_id: int) -> bool:
    """Whether the committee chose it, or it moved up since."""
    resolution = db.session.get(Resolution, nomination_id)
    return resolution is not None and resolution.outcome == Outcome.CHOSEN


def place_of(nomination_id: int) -> tuple[str, int] | None:
    """Title and position of the place it was chosen for."""
    resolution = db.session.get(Resolution, nomination_id)
    if resolution is None or resolution.title_key is None:
        return None
    return resolution.title_key, resolution.position or 0


def notices(cycle_id: int) -> Sequence[Notice]:
    """Every notice of a cycle, first first."""
    return db.session.scalars(select(Notice).filter_by(cycle_id=cycle_id).order_by(Notice.version)).all()


def last_version(cycle_id: int) -> int:
    """The version of the latest notice, even one called off; 0 where there is none."""
    return db.session.scalar(select(func.max(Notice.version)).filter_by(cycle_id=cycle_id)) or 0


def has_notice(cycle_id: int, *, before: int | None = None) -> bool:
    """Whether a notice, of a version ``before`` this one, is or was public, or waits for its second. One query."""
    earlier = () if before is None else (Notice.version < before,)
    return bool(db.session.scalar(select(exists().where(Notice.cycle_id == cycle_id, not_called_off(), *earlier))))


@dataclass(frozen=True)
class Named:
    """Somebody the committee settled: the nomination's columns a list shows, and its resolution."""

    id: int
    name: str
    occupation: str
    applied_title: str
    stage: Stage
    groups: Sequence[str]
    unit_id: int
    unit: str
    union_id: int
    resolution: Resolution

    @property
    def is_chosen(self) -> bool:
        """Whether the committee chose him, or he moved up since."""
        return self.resolution.outcome == Outcome.CHOSEN

    @property
    def is_unpublished(self) -> bool:
        """Whether he still waits for the notice that names him."""
        return self.is_chosen and self.stage == Stage.RESOLVED

    @property
    def member(self) -> Member:
        """As the limits of the award see it."""
        return Member(self.id, self.name, self.unit_id, self.unit, frozenset(self.groups), self.union_id)


def settled(cycle_id: int, *, stages: Collection[Stage] = ()) -> list[Named]:
    """Everybody the committee settled, or those at these stages; by title and position. One query."""
    columns: Sequence[Any] = (
        Nomination.id,
        Nomination.name,
        Nomination.occupation,
        Nomination.applied_title,
        Nomination.stage,
        Nomination.groups,
        Nomination.unit_id,
        Organisation.name,
        Nomination.union_id,
        Resolution,
    )
    query = (
        select(*columns)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Nomination.cycle_id == cycle_id)
        .order_by(Resolution.title_key, Resolution.position, Nomination.id)
    )
    if stages:
        query = query.where(Nomination.stage.in_(stages))
    return [Named(*row) for row in db.session.execute(query.execution_options(populate_existing=True))]


@dataclass(frozen=True)
class Free:
    """A place that came free, who would take it, or every reason why nobody can."""

    title: Title
    position: int
    successor: Waiting | None
    reasons: Sequence[str]


def in_order(named: Sequence[Named], titles: Sequence[Title]) -> list[Named]:
    """The same people, the best title first and by position within it."""
    order = {title.key: place for place, title in enumerate(titles)}
    return sorted(
        named, key=lambda each: (order.get(each.resolution.title_key or "", len(order)), each.resolution.position or 0)
    )


def by_strokes(
    named: Sequence[Named], titles: Sequence[Title]
) -> tuple[list[tuple[Title, list[Named]]], list[Unsettled]]:
    """The same people under their titles, the best title first, by strokes; and the names whose order is unsettled."""
    rolls: list[tuple[Title, list[Named]]] = []
    unsettled: list[Unsettled] = []
    for title in titles:
        here = [each for each in named if each.resolution.title_key == title.key]
        arranged, open_still = name_order.by_strokes(here, name=lambda each: each.name, number=lambda each: each.id)
        rolls.append((title, arranged))
        unsettled += open_still
    return rolls, unsettled


def lost_for_good(cycle_id: int, programme: Programme) -> set[int]:
    """Those whose place stays empty, where an upheld objection costs the place. At most one query."""
    return objections.forfeited(cycle_id) if programme.forfeits_upheld else set()


def free_places(programme: Programme, everybody: Sequence[Named], *, forfeited: Collection[int] = ()) -> list[Free]:
    """The places left by those who dropped out, but for those the ``forfeited`` lost. No query."""
    held = [
        Held(each.resolution.title_key, each.resolution.position or 0, each.stage in ALIVE)
        for each in everybody
        if each.resolution.title_key is not None and each.id not in forfeited
    ]
    seated = [each.member for each in everybody if each.is_chosen and each.stage in ALIVE]
    reserve = [
        Waiting(each.member, each.applied_title, each.resolution.position or 0)
        for each in everybody
        if each.stage == Stage.RESERVED
    ]
    found = []
    for title, position in freed(held, programme.titles):
        told = successor(
            reserve, title, seated, titles=programme.titles, limits=programme.limits, groups=programme.groups
        )
        if isinstance(told, Waiting):
            found.append(Free(title, position, told, ()))
        else:
            found.append(Free(title, position, None, told))
    return found


def held(cycle_id: int, *stages: Stage) -> dict[int, Nomination]:
    """The nominations of a cycle at these stages, locked in the order of their ids."""
    rows = db.session.scalars(
        select(Nomination)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(stages))
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in rows}


def unwilling(nomination_ids: Collection[int]) -> set[int]:
    """Those of these nominations whose person has not agreed, or no longer agrees, to be made public."""
    given = db.session.scalars(
        select(Consent.nomination_id).where(
            Consent.nomination_id.in_(nomination_ids),
            Consent.kind == ConsentKind.PUBLICITY,
            Consent.is_given.is_(True),
        )
    )
    return set(nomination_ids) - set(given)


def grouped(lines: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of a notice under their titles, in the order they stand in."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["title"], []).append(line)
    return list(found.items())


def todos(actor: Actor, now: datetime) -> list[Question]:
    """The city's choices to publish, and the periods it waits for."""
    if actor.role != Role.CITY_OFFICER:
        return []
    unpublished = (
        select(Cycle.id, Cycle.name, func.count(Nomination.id), func.max(Deadline.closes_at))
        .join(Nomination, Nomination.cycle_id == Cycle.id)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.PUBLICITY))
        .where(Cycle.closed_at.is_(None), run_by(actor), *UNPUBLISHED)
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    )
    running = (
        select(Notice.id, Notice.title, Notice.ends_on)
        .join(Cycle, Cycle.id == Notice.cycle_id)
        .where(Notice.ends_on >= on(now), Notice.published_at <= now, not_called_off(), run_by(actor))
        .order_by(Notice.id)
    )
    alive = (
        select(Nomination.id)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == Cycle.id, Nomination.stage.in_(ALIVE), Resolution.outcome == Outcome.CHOSEN)
        .exists()
    )
    nobody = (
        select(Cycle.id, Cycle.name, func.count(Nomination.id))
        .join(Nomination, Nomination.cycle_id == Cycle.id)
        .where(Cycle.closed_at.is_(None), run_by(actor), Nomination.stage.in_((Stage.RESOLVED, Stage.RESERVED)), ~alive)
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    )
    return [Question(unpublished, _to_publish), Question(running, _published), Question(nobody, _to_conclude)]


def _to_conclude(cycle_id: int, name: str, number: int) -> Todo:
    return Todo(
        "没有拟表彰人选，结束或递补", f"{name}，{number} 份等待", "publicity.conclusion", {"cycle_id": cycle_id}
    )


def _to_publish(cycle_id: int, name: str, number: int, due_at: datetime | None) -> Todo:
    return Todo(f"公示 {number} 名拟表彰人选", name, "publicity.index", {"cycle_id": cycle_id}, due_at)


def _published(notice_id: int, title: str, ends_on: date) -> Todo:
    note = f"到 {ends_on.month}月{ends_on.day}日为止"
    return Todo(f"正在公示：{title}", note, "publicity.notice", {"notice_id": notice_id}, mine=False)
