"""Opening a cycle, its timetable, and its end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from models.people import Membership, Organisation, User
from models.programme import Allocation, Cycle, Deadline, Extension
from models.vocabulary import Act, Level, Phase, Role
from selection import mail, timetable
from selection.audit.record import record
from selection.clock import on
from selection.cycles import queries
from selection.cycles.lettering import claim
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.organisations import organ_codes
from selection.rules.definition import canonical, digest
from selection.rules.programme import Programme
from selection.rules.standing import Actor
from selection.taxonomies import in_force

Times = Mapping[Phase, datetime]


def open_cycle(
    programme: Programme, actor: Actor, *, name: str, batch_year: int, closes: Times, now: datetime
) -> Cycle:
    """Begin a cycle: the definition is frozen with its SHA-256, every union gets an account without places.

    A union begins one of its own for its units, which nominate directly; its numbers begin with letters of its own.
    Where no expert scores, there is nothing to wait for: the review counts as closed.
    """
    with transaction() as session:
        reasons = [
            *_not_his(programme, actor),
            *out_of_order(programme.phases, closes),
            *_not_ahead(programme.phases, closes, now),
        ]
        if reasons:
            raise Refused(*reasons, title="现在不能开启评选")
        house = session.get_one(Organisation, actor.organisation_id)
        own = claim(_in_its_name(programme, actor), house)
        if programme.organised_by is Level.UNION:
            organ_codes.settle(house)
        text = canonical(replace(own, taxonomies=in_force(on(now))))
        cycle = Cycle(
            programme_key=programme.key,
            organiser_id=actor.organisation_id if programme.organised_by is Level.UNION else None,
            name=name,
            batch_year=batch_year,
            definition=text,
            definition_sha256=digest(text),
            opened_at=now,
            opened_by=actor.user_id,
            review_closed_at=None if Phase.REVIEW in programme.phases else now,
        )
        session.add(cycle)
        session.flush()
        session.add_all(Deadline(cycle_id=cycle.id, phase=phase, closes_at=closes[phase]) for phase in programme.phases)
        if Phase.UNION in programme.phases:
            unions = session.scalars(select(Organisation.id).where(Organisation.level == Level.UNION))
            session.add_all(
                Allocation(cycle_id=cycle.id, union_id=union_id, granted=0, ceiling=0, reserved=0, committed=0)
                for union_id in sorted(unions)
            )
        facts = {"definition_sha256": cycle.definition_sha256, "closes_at": _written(closes)}
        record(Act.OPEN_CYCLE, actor, now=now, cycle_id=cycle.id, subject=name, facts=facts)
    return cycle


def set_deadlines(cycle: Cycle, actor: Actor, *, closes: Times, reason: str, now: datetime) -> list[Phase]:
    """Change the timetable, with the reason, and tell the unions; returns the phases that changed."""
    with transaction():
        lock(cycle)
        _refuse_closed(cycle, "现在不能调整时间安排")
        rows = {row.phase: row for row in db.session.scalars(select(Deadline).where(Deadline.cycle_id == cycle.id))}
        changed = [phase for phase, row in rows.items() if closes[phase] != row.closes_at]
        phases = [step.phase for step in queries.steps_of(cycle)]
        past = [phase for phase in changed if closes[phase] < now]
        reasons = out_of_order(phases, closes) + [
            Reason(f"“{phase.label}”改到了 {moment(closes[phase])}，已经过去", "请改为现在以后的时间。")
            for phase in past
        ]
        if reasons:
            raise Refused(*reasons, title="现在不能调整时间安排")
        before = {phase: rows[phase].closes_at for phase in changed}
        for phase in changed:
            rows[phase].closes_at = closes[phase]
        if changed:
            after = {phase: closes[phase] for phase in changed}
            facts = {"before": _written(before), "after": _written(after)}
            record(Act.SET_DEADLINE, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=reason, facts=facts)
            changes = [(phase, before[phase], closes[phase]) for phase in phases if phase in changed]
            for user in union_people(cycle):
                subject = f"{cycle.name}时间安排有调整"
                mail.write(
                    "timetable_changed", to=user, subject=subject, now=now, cycle=cycle, changes=changes, why=reason
                )
    return changed


def extend(
    cycle: Cycle, union: Organisation, actor: Actor, *, phase: Phase, until: datetime, reason: str, now: datetime
) -> None:
    """Give one union more time for one phase, with a reason that everybody can read."""
    with transaction() as session:
        lock(cycle)
        _refuse_closed(cycle, "现在不能延期")
        regular = timetable.closes_at(cycle.id, phase)
        if reasons := _no_extension(phase, regular, until, now):
            raise Refused(*reasons, title="现在不能延期")
        mine = select(Extension).where(
            Extension.cycle_id == cycle.id, Extension.phase == phase, Extension.union_id == union.id
        )
        extension = session.scalar(mine) or Extension(cycle_id=cycle.id, phase=phase, union_id=union.id)
        extension.closes_at, extension.reason = until, reason
        extension.granted_by, extension.granted_at = actor.user_id, now
        session.add(extension)
        facts = {"phase": str(phase), "until": until.isoformat(), "union": union.id}
        record(Act.EXTEND, actor, now=now, cycle_id=cycle.id, subject=union.name, why=reason, facts=facts)
        for user in mail.to_role(union.id, Role.UNION_OFFICER, Role.UNION_HEAD):
            mail.write(
                "extended",
                to=user,
                subject=f"{cycle.name}“{phase.label}”环节延期",
                now=now,
                cycle=cycle,
                phase=phase,
                until=until,
                union=union,
                why=reason,
            )


def close(cycle: Cycle, actor: Actor, *, now: datetime) -> None:
    """End a cycle in which every nomination has come to its end."""
    with transaction():
        lock(cycle)
        _refuse_closed(cycle, "现在不能结束评选")
        if alive := queries.alive(cycle.id):
            cure = "请先办完这些申报；正在填写的，到期后会自动失效。"
            raise Refused(
                *[Reason(f"还有 {people} 份申报是“{stage.label}”", cure) for stage, people in sorted(alive.items())],
                title="现在不能结束评选",
            )
        cycle.closed_at = now
        record(Act.CLOSE_CYCLE, actor, now=now, cycle_id=cycle.id, subject=cycle.name)


def union_people(cycle: Cycle) -> list[User]:
    """Officers and heads of every union with an account in this cycle, each once. One query."""
    return list(
        db.session.scalars(
            select(User)
            .join(Membership, Membership.user_id == User.id)
            .join(Allocation, Allocation.union_id == Membership.organisation_id)
            .where(
                Allocation.cycle_id == cycle.id,
                Membership.role.in_((Role.UNION_OFFICER, Role.UNION_HEAD)),
                Membership.withdrawn_at.is_(None),
                User.disabled_at.is_(None),
            )
            .distinct()
            .order_by(User.id)
        )
    )


def out_of_order(phases: Sequence[Phase], closes: Times) -> list[Reason]:
    """Each phase that would not end after the one before it."""
    return [
        Reason(
            f"“{later.label}”截止于 {moment(closes[later])}，不晚于“{earlier.label}”的 {moment(closes[earlier])}",
            f"请把“{later.label}”改到“{earlier.label}”之后。",
        )
        for earlier, later in pairwise(phases)
        if closes[later] <= closes[earlier]
    ]


def _in_its_name(programme: Programme, actor: Actor) -> Programme:
    """A union's award is given, announced and certified in the name of that union."""
    if programme.organised_by is not Level.UNION:
        return programme
    certificate = replace(programme.certificate, issuer=actor.organisation_name)
    return replace(programme, organiser=actor.organisation_name, certificate=certificate)


def _not_his(programme: Programme, actor: Actor) -> list[Reason]:
    """The city runs its awards, a union its own."""
    if actor.level is programme.organised_by:
        return []
    who = "区局（产业）工会" if programme.organised_by is Level.UNION else "市总工会"
    return [Reason(f"{programme.short_name}由{who}主办", f"请由{who}的{Role.CITY_OFFICER.label}开启。")]


def _not_ahead(phases: Sequence[Phase], closes: Times, now: datetime) -> list[Reason]:
    first = phases[0]
    if closes[first] > now:
        return []
    return [Reason(f"“{first.label}”截止于 {moment(closes[first])}，已经过去", "请改为现在以后的时间。")]


def _no_extension(phase: Phase, regular: datetime | None, until: datetime, now: datetime) -> list[Reason]:
    if regular is None:
        return [Reason(f"本届没有“{phase.label}”环节", "请另选一个环节。")]
    if until <= regular:
        why = f"延到 {moment(until)}，不晚于原定的 {moment(regular)}"
        return [Reason(why, "请改为原定时间以后。")]
    return [Reason(f"延到 {moment(until)}，已经过去", "请改为现在以后的时间。")] if until <= now else []


def _refuse_closed(cycle: Cycle, title: str) -> None:
    if cycle.closed_at is not None:
        raise Refused(Reason(f"{cycle.name}已于 {moment(cycle.closed_at)} 结束", "请在届次列表中查看。"), title=title)


def _written(closes: Times) -> dict[str, str]:
    return {str(phase): closes_at.isoformat() for phase, closes_at in closes.items()}
