"""Reporting a list to the body above, and writing down what it decided."""

from datetime import date, datetime

from models.honour import Honour
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Act, Basis, Phase, Stage, SubjectKind
from selection import clock, workflow
from selection.audit.record import record
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.filters import day
from selection.objections import queries as objections
from selection.rules.standing import Actor
from selection.upward import letters, queries

NO_MORE = "推荐名单已经上报，不再递补"


def report(cycle: Cycle, actor: Actor, *, document: str, now: datetime) -> int:
    """Report everybody who has been before the public, under the number of the covering document; returns how many."""
    with transaction():
        lock(cycle)
        waiting = queries.held(cycle.id, Stage.PUBLICISED)
        if reasons := _against(cycle, waiting, now):
            raise Refused(*reasons, title="现在不能推荐上报")
        for nomination in waiting:
            workflow.advance(nomination, Act.REPORT_UP, actor, now=now, why=document)
        for nomination in (left := queries.held(cycle.id, Stage.RESERVED)):
            workflow.advance(nomination, Act.PASS_OVER, actor, now=now, why=NO_MORE)
        facts = {"number": len(waiting), "document": document}
        record(Act.REPORT_UP, actor, now=now, cycle_id=cycle.id, subject=cycle.name, facts=facts)
        letters.tell_reported(waiting, document=document, now=now)
        letters.tell_left_behind(left, now=now)
    return len(waiting)


def _against(cycle: Cycle, waiting: list[Nomination], now: datetime) -> list[Reason]:
    if Phase.REPORT not in workflow.programme_of(cycle).phases:
        return [Reason("本次评选由主办方表彰，不推荐上报", "请办理表彰决定。")]
    if not waiting:
        return [Reason("没有公示期满的推荐人选", "公示以后会列在这里。")]
    ends_on = queries.publicity_ends_on(cycle.id)
    if ends_on is None or clock.on(now) <= ends_on:
        until = f"到 {day(ends_on)} 为止" if ends_on else "还没有开始"
        return [Reason(f"社会公示{until}", "期满后的第二天起可以上报。")]
    if left := queries.held(cycle.id, Stage.RESOLVED):
        names = "、".join(each.name for each in left)
        return [Reason(f"还有没公示的：{names}", "请先公示，或办理退出。")]
    return objections.standing_against(cycle.id)


def write_down(
    nomination: Nomination, actor: Actor, *, is_honoured: bool, named_on: date | None, source: str, now: datetime
) -> Honour | None:
    """What the body above decided: the title recommended for, with where it is written, or nothing."""
    with transaction() as session:
        lock(nomination)
        if not is_honoured:
            workflow.advance(nomination, Act.PASS_OVER, actor, now=now, why=source)
            letters.tell_result(nomination, None, source=source, now=now)
            return None
        programme = workflow.programme_of(nomination.cycle)
        title = programme.title_named(queries.title_of(nomination.id) or "")
        if title is None or named_on is None or named_on > clock.on(now) or nomination.person_id is None:
            raise Refused(Reason("授予日期没有填，或晚于今天", "请按上级决定填写。"), title="现在不能登记结果")
        is_person = programme.subject is SubjectKind.PERSON
        honour = Honour(
            person_id=nomination.person_id,
            subject_kind=programme.subject,
            subject_name="" if is_person else nomination.name,
            subject_key=None if is_person else nomination.subject_key,
            programme_key=programme.key,
            title_key=title.key,
            title_name=title.name,
            batch_year=nomination.cycle.batch_year,
            named_on=named_on,
            basis=Basis.OUTSIDE,
            unit_name=nomination.unit.name,
            occupation=nomination.occupation,
            nomination_id=nomination.id,
            source=source,
        )
        session.add(honour)
        facts = {"title": title.name, "named_on": named_on.isoformat()}
        workflow.advance(nomination, Act.HONOUR, actor, now=now, why=source, facts=facts)
        letters.tell_result(nomination, honour, source=source, now=now)
    return honour
