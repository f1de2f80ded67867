"""Receiving an objection, and every step until it is settled. Nothing is ever changed or taken away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.nomination import Nomination
from models.people import Guesses, Organisation
from models.programme import Cycle
from models.publicity import AnyNotice, Objection, ObjectionStep
from models.vocabulary import Act, Level, ObjectionStanding, ObjectionWay, Stage
from models.vocabulary import ObjectionStepKind as Kind
from selection import mail
from selection.audit.record import record
from selection.certificates.numbers import take
from selection.clock import on
from selection.database import db, lock, transaction, upsert
from selection.errors import Reason, Refused
from selection.nominations.files import Taken
from selection.objections import queries
from selection.publicity import actions as publicity
from selection.publicity import queries as notices
from selection.rules import objections as rules
from selection.rules.standing import SYSTEM, Actor
from selection.settings.queries import calendar
from selection.workflow import programme_of

LATE = timedelta(days=14)
"""How long after the end of a notice an officer may still enter a letter that was posted in time."""

PUBLIC_REASON = "公示期间收到的异议经调查属实"


@dataclass(frozen=True)
class Said:
    """What somebody handed in. ``place``: the line of the notice, None for the whole list."""

    place: int | None
    standing: ObjectionStanding
    name: str
    unit: str
    contact: str
    text: str

    @property
    def content(self) -> dict[str, Any]:
        """As it is sealed and hashed."""
        return {
            "place": self.place,
            "standing": str(self.standing),
            "name": self.name,
            "unit": self.unit,
            "contact": self.contact,
            "text": self.text,
        }


def count(what: str, address: str, now: datetime) -> None:
    """Count one attempt from this address."""
    key, since = queries.counted_as(what, address), now - queries.WINDOW
    with transaction():
        insert = upsert(Guesses)
        db.session.execute(insert.values(key=key, wrong=0, since_at=now).on_conflict_do_nothing())
        row = lock(db.session.get_one(Guesses, key))
        if row.since_at <= since:
            row.wrong, row.since_at = 0, now
        row.wrong += 1


def receive(
    notice: AnyNotice,
    said: Said,
    *,
    way: ObjectionWay,
    taken: Taken | None,
    salt: str,
    now: datetime,
    officer: Actor | None = None,
) -> Objection:
    """Take an objection in and give its receipt. The same page sent twice is one objection.

    ``salt``: the secret of the page it was written on. ``officer``: who entered what came by telephone or letter.
    """
    digest = rules.receipt_hash(notice.sha256, said.content, taken.kept.sha256 if taken else None, salt)
    with transaction() as session:
        cycle = lock(session.get_one(Cycle, notice.cycle_id))
        if (known := queries.by_hash(digest)) is not None:
            return known
        nomination_id = _against(notice, said, officer, now)
        objection = Objection(
            number=f"YY{now.year}-{take(f'objection:{on(now).year}'):04d}",
            receipt_hash=digest,
            cycle_id=notice.cycle_id,
            notice_id=notice.id,
            nomination_id=nomination_id,
            way=way,
            standing=said.standing,
            content={**said.content, "salt": salt},
            filename=taken.filename if taken else "",
            media_type=taken.media_type if taken else "",
            file_sha256=taken.kept.sha256 if taken else None,
            file_key=taken.kept.key if taken else None,
            received_at=now,
            entered_by=officer.user_id if officer else None,
        )
        session.add(objection)
        session.flush()
        # Without the nomination: what is recorded of a nomination is read by its unit.
        facts = {"sha256": digest, "way": str(way), "notice": notice.id}
        record(Act.OBJECT, officer or SYSTEM, now=now, cycle_id=cycle.id, subject=objection.number, facts=facts)
        due_on = rules.first_due(on(now), calendar())
        for reader in queries.officers(_home(cycle), nomination_id):
            subject = f"收到异议 {objection.number}，请在期限内受理"
            mail.write(
                "objection", to=reader, subject=subject, now=now, cycle=cycle, objection=objection, due_on=due_on
            )
    return objection


def _home(cycle: Cycle) -> int:
    """The organisation that runs a cycle."""
    if cycle.organiser_id is not None:
        return cycle.organiser_id
    return db.session.scalars(select(Organisation.id).where(Organisation.level == Level.CITY)).one()


def _against(notice: AnyNotice, said: Said, officer: Actor | None, now: datetime) -> int | None:
    """The nomination an objection is against, after everything that speaks against receiving it."""
    reasons = []
    if officer is None and not notices.is_public(notice.id, now):
        reasons.append(Reason("这份公示已经期满或已经撤下", "请按公示上的电话或地址向评选办反映。"))
    elif officer is not None and not notice.published_at <= now <= _closing(notice):
        reasons.append(Reason("不在这份公示的异议期内", f"期满后 {LATE.days} 天内可以补登公示期间寄出的来信。"))
    nomination_id = None if said.place is None else queries.named_at(notice.id, said.place)
    if said.place is not None and nomination_id is None:
        reasons.append(Reason("公示里没有这一行", "请从列表中选择异议所指的人选。"))
    if notices.is_decided(notice.cycle_id):
        reasons.append(Reason("本届已经作出表彰决定", "对已表彰的人选，请按撤销荣誉的程序反映。"))
    if reasons:
        raise Refused(*reasons, title="现在不能受理这件异议")
    return nomination_id


def _closing(notice: AnyNotice) -> datetime:
    return datetime.combine(notice.ends_on, datetime.max.time(), tzinfo=notice.published_at.tzinfo) + LATE


def take_step(objection: Objection, actor: Actor, *, kind: Kind, note: str, reply: str, now: datetime) -> None:
    """Take the next step with an objection. An upheld one ends the candidacy; the place follows the definition."""
    with transaction() as session:
        lock(session.get_one(Cycle, objection.cycle_id))
        held = queries.get(actor, objection.id)
        if held is None:
            raise Refused(Reason("您与这件异议有关，或不在办理范围内", "请由其他经办人办理。"), title="现在不能办理")
        last = queries.last_step(held.id)
        before = last.kind if last else None
        if kind not in rules.may_follow(before):
            now_at = rules.SAID[before]
            raise Refused(
                Reason(f"这件异议现在是“{now_at}”，不能{kind.label}", "请刷新页面，按最新情况办理。"),
                title=f"现在不能{kind.label}",
            )
        due_on = rules.due_after(kind, on(now), last.due_on if last else None, calendar())
        session.add(
            ObjectionStep(
                objection_id=held.id,
                kind=kind,
                words={"note": note, "reply": reply},
                due_on=due_on,
                taken_by=actor.user_id,
                taken_name=actor.name,
                taken_at=now,
            )
        )
        facts = {"step": str(kind), "due_on": due_on.isoformat() if due_on else None}
        record(Act.HANDLE_OBJECTION, actor, now=now, cycle_id=held.cycle_id, subject=held.number, facts=facts)
        session.flush()
        if kind is Kind.UPHOLD and held.nomination_id is not None:
            _end(session.get_one(Nomination, held.nomination_id), actor, now)


def _end(nomination: Nomination, actor: Actor, now: datetime) -> None:
    """Somebody against whom an objection was upheld leaves the list; his place follows the definition."""
    programme, cycle = programme_of(nomination.cycle), nomination.cycle
    if nomination.stage not in (Stage.RESOLVED, Stage.PUBLICISED) or not notices.is_chosen(nomination.id):
        return  # of earlier levels only the finding is told: unit and union act on it themselves
    place = notices.place_of(nomination.id)
    publicity.drop_out(nomination, actor, reason=PUBLIC_REASON, now=now)
    if programme.forfeits_upheld or place is None:
        return
    free = notices.free_places(programme, notices.settled(cycle.id))
    if any((each.title.key, each.position) == place and each.successor for each in free):
        publicity.move_up(cycle, actor, title_key=place[0], position=place[1], now=now)
