"""Notices of unions and units: from the same nominations, by the same redaction, as the city's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.publicity import AnyNotice, NoticeEnd, NoticeName, UnionNotice, UnitNotice
from models.vocabulary import Act, Level, Stage
from selection import name_order, workflow
from selection.audit.record import record
from selection.clock import on
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.publicity import actions, packing, queries
from selection.rules import notices
from selection.rules.redaction import leaks, line, line_leaks
from selection.rules.standing import Actor
from selection.settings.queries import calendar, values

BEFORE_SUBMISSION = (Stage.POSTED, Stage.SIGNED, Stage.SUBMITTED)
RECOMMENDED = (Stage.RECOMMENDED, Stage.FORWARDED)
MOST = 50


@dataclass(frozen=True)
class Put:
    """Somebody a union or a unit puts forward."""

    id: int
    name: str
    occupation: str
    applied_title: str
    unit: str


def put_forward(cycle_id: int, actor: Actor) -> list[Put]:
    """Whom this actor's house puts forward in this cycle at this moment. One query."""
    is_union = actor.level is Level.UNION
    column = Nomination.union_id if is_union else Nomination.unit_id
    rows = db.session.execute(
        select(Nomination.id, Nomination.name, Nomination.occupation, Nomination.applied_title, Organisation.name)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Nomination.cycle_id == cycle_id, column == actor.organisation_id)
        .where(Nomination.stage.in_(RECOMMENDED if is_union else BEFORE_SUBMISSION))
        .order_by(Nomination.id)
    )
    return [Put(*row) for row in rows]


def cycles(actor: Actor) -> Sequence[Cycle]:
    """The open cycles in which this actor's house puts somebody forward, or has a notice. One query."""
    column = Nomination.union_id if actor.level is Level.UNION else Nomination.unit_id
    there = select(Nomination.id).where(Nomination.cycle_id == Cycle.id, column == actor.organisation_id).exists()
    query = select(Cycle).where(Cycle.closed_at.is_(None), there).order_by(Cycle.id.desc()).limit(MOST)
    return db.session.scalars(query).all()


def published(actor: Actor) -> Sequence[AnyNotice]:
    """The notices of this actor's house, latest first. One query."""
    query = select(AnyNotice).where(AnyNotice.organisation_id == actor.organisation_id)
    return db.session.scalars(query.order_by(AnyNotice.id.desc()).limit(MOST)).all()


def publish(cycle: Cycle, actor: Actor, *, now: datetime) -> AnyNotice:
    """Put everybody this house puts forward before the public; an earlier list of it makes way for this one."""
    with transaction() as session:
        lock(cycle)
        everybody = put_forward(cycle.id, actor)
        previous = _latest(cycle.id, actor)
        if reasons := _against(everybody, previous, now):
            raise Refused(*reasons, title="现在不能发布公示")
        notice, ids = _drafted(cycle, actor, everybody, version=previous.version + 1 if previous else 1, now=now)
        if reasons := _leaking(notice):
            raise Refused(*reasons, title="现在不能发布公示")
        session.add(notice)
        session.flush()
        session.add_all(
            NoticeName(notice_id=notice.id, place=place, nomination_id=each) for place, each in enumerate(ids)
        )
        if previous is not None and queries.is_public(previous.id, now):
            session.add(
                NoticeEnd(
                    notice_id=previous.id,
                    ended_at=now,
                    reason="名单有变动，重新公示",
                    replaced_by=notice.id,
                    ended_by=actor.user_id,
                )
            )
        facts = {"version": notice.version, "names": len(everybody), "ends_on": notice.ends_on.isoformat()}
        facts |= {"sha256": notice.sha256}
        record(Act.PUBLISH_NOTICE, actor, now=now, cycle_id=cycle.id, subject=notice.title, facts=facts)
        session.flush()
        packing.ask_at_the_end(notice, now=now)
    return notice


def _latest(cycle_id: int, actor: Actor) -> AnyNotice | None:
    query = select(AnyNotice).where(AnyNotice.cycle_id == cycle_id, AnyNotice.organisation_id == actor.organisation_id)
    return db.session.scalars(query.order_by(AnyNotice.version.desc()).limit(1)).first()


def _against(everybody: Sequence[Put], previous: AnyNotice | None, now: datetime) -> list[Reason]:
    if not everybody:
        return [Reason("没有可以公示的人选", "单位开始公示、工会拟推荐以后，人选会列在这里。")]
    if previous is not None and queries.is_public(previous.id, now):
        named = select(func.count(NoticeName.place)).where(
            NoticeName.notice_id == previous.id, NoticeName.nomination_id.in_([each.id for each in everybody])
        )
        if db.session.scalar(named) == len(everybody) == len(previous.lines):
            return [Reason("名单没有变动，已经在公示", "名单或内容有变动时再重新公示。")]
    unwilling = queries.unwilling([each.id for each in everybody])
    return [
        Reason(f"{each.name}没有同意公示", "请先请本人确认；本人不同意的，不能公示。")
        for each in everybody
        if each.id in unwilling
    ]


def _drafted(
    cycle: Cycle, actor: Actor, everybody: Sequence[Put], *, version: int, now: datetime
) -> tuple[AnyNotice, list[int]]:
    programme, working, today = workflow.programme_of(cycle), calendar(), on(now)
    is_union = actor.level is Level.UNION
    ends_on = working.publicity_ends(today, programme.unit_publicity_days)
    title = notices.local_title(
        actor.organisation_name,
        programme=programme.short_name,
        batch_year=cycle.batch_year,
        is_union=is_union,
        subject=programme.subject_word,
    )
    body = notices.local_body(
        is_union=is_union,
        days=programme.unit_publicity_days,
        starts_on=working.first_workday(today),
        ends_on=ends_on,
        contacts=values(),
        subject=programme.subject_word,
    )
    ordered: list[tuple[Put, str]] = []
    for each in programme.titles:
        here = [one for one in everybody if one.applied_title == each.key]
        arranged, _ = name_order.by_strokes(here, name=lambda one: one.name, number=lambda one: one.id)
        ordered += [(one, each.name) for one in arranged]
    lines = [line(name=one.name, unit=one.unit, occupation=one.occupation, title=name) for one, name in ordered]
    kind = UnionNotice if is_union else UnitNotice
    notice = kind(
        cycle_id=cycle.id,
        organisation_id=actor.organisation_id,
        version=version,
        title=title,
        body=body,
        lines=lines,
        sha256=actions.sha256_of(title, body, lines, ends_on),
        published_at=now,
        ends_on=ends_on,
        published_by=actor.user_id,
    )
    return notice, [one.id for one, _ in ordered]


def _leaking(notice: AnyNotice) -> list[Reason]:
    known = [values()[key] for key, _ in notices.CONTACT_LABELS]
    found = [
        Reason(f"{shown['name']}的{leak}", "请补正后再公示；公示里不能有这样的数字。")
        for shown in notice.lines
        for leak in line_leaks(shown)
    ]
    return found + [Reason(f"公示正文{leak}", "请核对单位名称和联系方式。") for leak in leaks(notice.body, known=known)]
