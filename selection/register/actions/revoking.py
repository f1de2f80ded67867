"""Taking an honour back: one body asks, the city decides, and what belongs to the honour is recovered.

Grounds and the order of steps follow a local regulation of administrative awards, as a model; the rules that a
recommending body loses the next round follow notices of other awards. The city's own text was not found.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from models.honour import Honour, RecommendationBan, Revocation
from models.nomination import Nomination
from models.people import Organisation, Person
from models.programme import Cycle
from models.proposal import Proposal
from models.register import RegisterFile
from models.vocabulary import Act, Ground, Level, Role
from selection import clock, mail
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.proposals.actions import propose
from selection.proposals.carriers import carries_out
from selection.register.actions.filing import refresh
from selection.register.queries.files import holders
from selection.register.queries.person import ASKING
from selection.rules.standing import UNION, UNIT, Actor
from selection.workflow import programme_of

KIND = "revocation"
CANNOT_REVOKE = "现在不能撤销这项荣誉"
CANNOT_RECOVER = "现在不能登记收回情况"


def ask(
    honour: Honour,
    actor: Actor,
    *,
    ground: Ground,
    reason: str,
    money_due: Decimal,
    against_the_rules: bool,
    now: datetime,
) -> Proposal:
    """Ask the city to take an honour back. ``money_due`` in yuan.

    ``against_the_rules``: the union that recommended broke them, so it is to lose the next round.
    """
    with transaction() as session:
        if reasons := _against(honour, against_the_rules):
            raise Refused(*reasons, title=CANNOT_REVOKE)
        person = session.get_one(Person, honour.person_id)
        edition = f"{honour.batch_year}年" if honour.batch_year else ""
        lines = [
            ("姓名", person.name),
            ("单位", honour.unit_name or "未载明"),
            ("荣誉", f"{edition}{honour.title_name}"),
        ]
        lines += [("撤销事由", ground.label), ("应追回奖金", f"{money_due.normalize():f} 元")]
        if against_the_rules:
            lines.append(("推荐工会", "违规推荐，取消下一届推荐资格"))
        return propose(
            KIND,
            actor,
            payload={
                "honour": honour.id,
                "ground": str(ground),
                "reason": reason,
                "money_due": str(money_due),
                "ban": against_the_rules,
                "proposer": actor.user_id,
                "proposer_name": _body(actor),
            },
            title=f"撤销{person.name}的{edition}{honour.title_name}称号",
            reason=reason,
            key=f"honour:{honour.id}",
            lines=lines,
            organisation_id=_decider(honour),
            now=now,
        )


@carries_out(KIND, label="撤销荣誉", proposers=ASKING, approvers=(Role.CITY_OFFICER,))
def revoke(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Take the honour back, as proposed and now agreed to."""
    honour = lock(db.session.get_one(Honour, int(payload["honour"])))
    if reasons := _against(honour, bool(payload["ban"])):
        raise Refused(*reasons, title=CANNOT_REVOKE)
    revocation = Revocation(
        honour_id=honour.id,
        ground=Ground(payload["ground"]),
        reason=payload["reason"],
        proposed_by=payload["proposer"],
        proposer_name=payload["proposer_name"],
        revoked_by=actor.user_id,
        revoker_name=_body(actor),
        revoked_on=clock.on(now),
        revoked_at=now,
        money_due=Decimal(payload["money_due"]),
    )
    db.session.add(revocation)
    db.session.flush()
    refresh(holder for holder in set(holders([honour.person_id]).values()) if db.session.get(RegisterFile, holder))
    person = db.session.get_one(Person, honour.person_id)
    nomination = db.session.get(Nomination, honour.nomination_id) if honour.nomination_id else None
    facts = {"honour": honour.id, "title": honour.title_name, "ground": str(revocation.ground)}
    cycle_id = nomination.cycle_id if nomination else None
    record(Act.REVOKE, actor, now=now, cycle_id=cycle_id, subject=person.name, why=revocation.reason, facts=facts)
    if nomination is not None and payload["ban"]:
        _ban(revocation, nomination, actor, now)
    _tell(revocation, honour, person, nomination, is_banned=bool(payload["ban"]), now=now)


def recover(
    revocation: Revocation,
    actor: Actor,
    *,
    certificate_back_on: date | None,
    medal_back_on: date | None,
    money_back: Decimal,
    benefits_ended_on: date | None,
    now: datetime,
) -> None:
    """Note what came back: certificate, medal, bonus (in yuan, all of it so far), and that benefits ended."""
    with transaction() as session:
        lock(revocation)
        days = (certificate_back_on, medal_back_on, benefits_ended_on)
        reasons = []
        if any(day and not revocation.revoked_on <= day <= clock.on(now) for day in days):
            reasons.append(Reason("收回的日期早于撤销那一天，或晚于今天", "请核对日期。"))
        if money_back > revocation.money_due:
            due = f"{revocation.money_due.normalize():f}"
            reasons.append(Reason(f"已追回的奖金多于应追回的 {due} 元", "请核对金额。"))
        if reasons:
            raise Refused(*reasons, title=CANNOT_RECOVER)
        revocation.certificate_back_on, revocation.medal_back_on, revocation.benefits_ended_on = days
        revocation.money_back = money_back
        person = session.get_one(Person, revocation.honour.person_id)
        facts = {
            "honour": revocation.honour_id,
            "certificate": certificate_back_on and certificate_back_on.isoformat(),
            "medal": medal_back_on and medal_back_on.isoformat(),
            "money": str(money_back),
            "benefits": benefits_ended_on and benefits_ended_on.isoformat(),
        }
        record(Act.RECOVER, actor, now=now, subject=person.name, facts=facts)


def _decider(honour: Honour) -> int:
    """The house that gave the honour decides: the union that ran the cycle, otherwise the city."""
    organiser = (
        select(Cycle.organiser_id)
        .join(Nomination, Nomination.cycle_id == Cycle.id)
        .where(Nomination.id == honour.nomination_id)
        .scalar_subquery()
    )
    city = select(Organisation.id).where(Organisation.level == Level.CITY).limit(1).scalar_subquery()
    return int(db.session.scalars(select(func.coalesce(organiser, city))).one())


def may_ban(honour: Honour) -> bool:
    """Whether the definition under which this honour was given lets a union lose its next round."""
    if honour.nomination_id is None:
        return False
    nomination = db.session.get_one(Nomination, honour.nomination_id)
    return programme_of(nomination.cycle).bans_next_round


def _against(honour: Honour, against_the_rules: bool) -> list[Reason]:
    taken = select(Revocation.revoked_on).where(Revocation.honour_id == honour.id)
    if (on := db.session.scalar(taken)) is not None:
        return [Reason(f"这项荣誉已于 {on.year}年{on.month}月{on.day}日撤销", "请在人员页面查看收回情况。")]
    if against_the_rules and not may_ban(honour):
        cure = "请不勾选“取消下一届推荐资格”，或另行处理。"
        return [Reason("授予这项荣誉的评选规则没有规定取消推荐资格", cure)]
    return []


def _ban(revocation: Revocation, nomination: Nomination, actor: Actor, now: datetime) -> None:
    """Keep the union out of the programme's next round: the first one of a year that has no round yet."""
    key = nomination.cycle.programme_key
    last = db.session.scalar(select(func.max(Cycle.batch_year)).where(Cycle.programme_key == key))
    same = select(RecommendationBan.id).where(
        RecommendationBan.union_id == nomination.union_id,
        RecommendationBan.programme_key == key,
        RecommendationBan.after_year == last,
    )
    if db.session.scalar(same) is not None:
        return
    db.session.add(
        RecommendationBan(
            union_id=nomination.union_id,
            programme_key=key,
            after_year=last,
            revocation_id=revocation.id,
            banned_at=now,
        )
    )
    facts = {"union": nomination.union_id, "programme": key, "after": last}
    record(Act.BAN, actor, now=now, cycle_id=nomination.cycle_id, subject=nomination.union.name, facts=facts)


def _tell(
    revocation: Revocation,
    honour: Honour,
    person: Person,
    nomination: Nomination | None,
    *,
    is_banned: bool,
    now: datetime,
) -> None:
    """A letter to the unit and the union that put him forward."""
    if nomination is None:
        return
    readers = [*mail.to_role(nomination.unit_id, *UNIT), *mail.to_role(nomination.union_id, *UNION)]
    for user in dict.fromkeys(readers):
        mail.write(
            "revoked",
            to=user,
            subject=f"{person.name}的{honour.title_name}称号已撤销",
            now=now,
            nomination=nomination,
            person=person,
            honour=honour,
            revocation=revocation,
            is_banned=is_banned,
        )


def _body(actor: Actor) -> str:
    return f"{actor.organisation_name} {actor.name}".strip()[:100]
