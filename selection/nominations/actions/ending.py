"""Ways back and ways out: sent back, declined, withdrawn, expired. Each is told to the people concerned."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from models.nomination import Nomination, Return
from models.vocabulary import Act, Level, Phase, Stage
from selection import mail, timetable, workflow
from selection.database import db, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.jobs import enqueue, handles
from selection.nominations.actions.holding import held
from selection.nominations.actions.tallying import fold
from selection.nominations.queries.form import open_return
from selection.nominations.queries.merged import joined_to
from selection.nominations.queries.sponsors import Sponsors
from selection.nominations.queries.waiting import overdue
from selection.places import ledger
from selection.rules.programme import Programme
from selection.rules.stages import PHASE_OF
from selection.rules.standing import SYSTEM, Actor
from selection.rules.unit_steps import PARTS
from selection.subjects import named
from selection.workflow import programme_of, table_of

GIVEN_UP = (Act.WITHDRAW, Act.EXPIRE)
"""Its unit did not go on; nobody has judged what it put forward."""

AFTER_UNION = frozenset(Stage) - {Stage.DRAFTED, Stage.POSTED, Stage.SIGNED, Stage.SUBMITTED, Stage.RETURNED_BY_UNION}


def send_back(
    nomination: Nomination,
    actor: Actor,
    *,
    level: Level,
    fields: Sequence[str],
    reason: str,
    due_at: datetime,
    now: datetime,
) -> None:
    """Return the material to its unit. Only ``fields`` reopen: fields, attachments, or parts of the unit's record.

    ``level`` says who returns it: union or city. Due later than now and not after the phase it happens in.
    """
    with transaction() as session:
        nomination = held(nomination)
        programme = programme_of(nomination.cycle)
        labels = reopening(programme)
        if reasons := _against_return(nomination, level, fields, labels, due_at, now):
            raise Refused(*reasons, title="现在不能退回补正")
        named = [key for key in labels if key in set(fields)]
        session.add(
            Return(
                nomination_id=nomination.id,
                level=level,
                fields=named,
                reason=reason,
                due_at=due_at,
                returned_by=actor.user_id,
                returned_at=now,
            )
        )
        facts = {"fields": named, "due_at": due_at.isoformat()}
        workflow.advance(nomination, Act.RETURN, actor, now=now, why=reason, facts=facts)
        shown = [labels[key] for key in named]
        _tell(
            nomination,
            "sent_back",
            f"{nomination.name}的材料需要补正",
            now,
            occasion="sent_back",
            reason=reason,
            due_at=due_at,
            fields=shown,
        )


def reopening(programme: Programme) -> dict[str, str]:
    """What may be named in a return, key to label, in the order of the form."""
    fields = {field.key: field.label for field in programme.fields()}
    return fields | {kind.key: kind.name for kind in programme.uploads()} | PARTS


def _against_return(
    nomination: Nomination, level: Level, fields: Sequence[str], labels: dict[str, str], due_at: datetime, now: datetime
) -> list[Reason]:
    found = []
    if not fields:
        found.append(Reason("没有选要补正的内容", "请至少选一项"))
    if unknown := [key for key in fields if key not in labels]:
        found.append(Reason(f"表单里没有“{unknown[0][:40]}”这一项", "请刷新页面后重新选择"))
    if due_at <= now:
        found.append(Reason(f"补正期限 {moment(due_at)}（北京时间）已经过去", "请填今天以后的时间"))
    phase = Phase.UNION if level == Level.UNION else Phase.CHECK
    closes = timetable.closes_at(nomination.cycle_id, phase, nomination.union_id)
    if closes is not None and due_at > closes:
        found.append(
            Reason(f"补正期限晚于“{phase.label}”环节的截止时间 {moment(closes)}（北京时间）", "请填在截止时间以前")
        )
    return found


def decline(nomination: Nomination, actor: Actor, *, reason: str, now: datetime) -> None:
    """End it with a reason its unit can read. A place that was held becomes free."""
    _end(nomination, Act.DECLINE, actor, reason=reason, now=now)


def withdraw(nomination: Nomination, actor: Actor, *, reason: str, now: datetime) -> None:
    """The unit, or the nominee who put himself forward, takes it back for good."""
    _end(nomination, Act.WITHDRAW, actor, reason=reason, now=now)


def expire(nomination: Nomination, *, now: datetime) -> bool:
    """End what nobody finished in time; False where it was finished after all before the lock was had."""
    with transaction():
        if nomination.id not in overdue(now):
            return False
        _end(nomination, Act.EXPIRE, SYSTEM, reason="到期没有办完", now=now)
    return True


@handles("expire")
def sweep(_payload: dict[str, Any], now: datetime) -> None:
    """Expire what is due, keep the tally short, and ask for the same in an hour."""
    expire_due(now)
    fold()
    watch(now)


def watch(now: datetime) -> None:
    """Have the next full hour look for what has run out; asked for once however many ask."""
    hour = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    with transaction():
        enqueue("expire", {}, key=f"expire:{hour.astimezone(UTC):%Y%m%d%H}", now=now, due_at=hour)


def expire_due(now: datetime) -> int:
    """Expire everything whose time has run out; returns how many. Each on its own: one trouble stops no other."""
    count = 0
    for nomination_id in overdue(now):
        nomination = db.session.get_one(Nomination, nomination_id)
        count += expire(nomination, now=now)
    return count


def _end(nomination: Nomination, act: Act, actor: Actor, *, reason: str, now: datetime) -> None:
    with transaction():
        ledger.hold(nomination)
        nomination = held(nomination)
        before = nomination.stage
        if reasons := workflow.why_not(nomination, act, actor, now=now):
            raise Refused(*reasons, title=f"现在不能{act.label}")
        if before in AFTER_UNION:
            ledger.release_for(nomination, actor, now=now)
        if sent_back := open_return(nomination):
            sent_back.answered_at = now
        workflow.advance(nomination, act, actor, now=now, why=reason)
        subject = f"{named(nomination)}：{nomination.stage.label}"
        union_too = nomination.submitted_at is not None and act != Act.DECLINE
        facts = {"occasion": _occasion(act), "reason": reason, "by": actor, "act": act}
        _tell(nomination, "ended", subject, now, union_too=union_too, **facts)
        if programme_of(nomination.cycle).merges and (merged := joined_to(nomination)):
            _succeed(nomination, merged, act, reason, now)


def _succeed(first: Nomination, merged: Sequence[Nomination], act: Act, reason: str, now: datetime) -> None:
    """What becomes of those who put the same subject forward and were merged with the one that has ended.

    Where its unit alone gave up, the next who can stands in, and the others join him. Otherwise it has ended for all.
    """
    db.session.flush()  # the first gives up the subject before the next claims it
    heir = next((each for each in merged if act in GIVEN_UP and _is_in_time(each, now)), None)
    if heir is not None:
        why = f"{first.receipt} {first.stage.label}，由同一对象的下一家接替"
        with db.session.no_autoflush:
            heir.merged_into, heir.claimed_key = None, heir.subject_key
            workflow.advance(heir, Act.STAND_IN, SYSTEM, now=now, why=why)
        for each in merged:
            each.merged_into = heir.id if each is not heir else None
        _tell(heir, "stands_in", f"{heir.name}：接替申报", now, union_too=True, first=first)
        return
    # Why its unit gave up is that unit's own affair; why the subject was turned down concerns whoever put it forward.
    facts = {"first": first, "given_up": act in GIVEN_UP, "reason": reason}
    for each in merged:
        subject = f"{each.name}：合并的申报{first.stage.label}"
        _tell(each, "ended_with", subject, now, union_too=True, occasion=_occasion(act), **facts)


def _occasion(act: Act) -> str:
    """In whose letters the award may say more."""
    return "declined" if act is Act.DECLINE else ""


def _is_in_time(nomination: Nomination, now: datetime) -> bool:
    """Whether the union it would stand before can still recommend it."""
    onward = table_of(nomination)[Stage.MERGED, Act.STAND_IN].target
    if PHASE_OF[onward] is not Phase.UNION:
        return True
    return timetable.is_open(timetable.closes_at(nomination.cycle_id, Phase.UNION, nomination.union_id), now)


def _tell(
    nomination: Nomination, template: str, subject: str, now: datetime, *, union_too: bool = False, **facts: Any
) -> None:
    """Write to the unit, to the nominee who put himself forward, and to the union where it is concerned."""
    for reader in Sponsors([nomination]).of(nomination, with_union=union_too):
        mail.write(template, to=reader, subject=subject, now=now, nomination=nomination, **facts)
