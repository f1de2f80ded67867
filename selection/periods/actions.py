"""What happens in a period: it begins, reports come in and are read, and at its end it is assessed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from models.period import Period, PeriodReport
from models.programme import Cycle
from models.vocabulary import Act, Assessment, Role
from selection import clock, workflow
from selection.audit.record import record
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.filters import day
from selection.periods import queries
from selection.rules.standing import UNIT, Actor, organises
from selection.rules.values import normalise
from selection.taxonomies import load


def start(cycle: Cycle, actor: Actor, *, starts_on: date, now: datetime) -> int:
    """Begin the period of everybody a cycle has honoured, a report due at the end of each year. Returns how many."""
    rule = workflow.programme_of(cycle).period
    with transaction() as session:
        lock(cycle)
        honoured = queries.to_begin(cycle.id)
        if rule is None or not honoured:
            why = "本次评选没有资助期或培育期" if rule is None else "没有等待开始的，受表彰的都已开始"
            raise Refused(Reason(why, "请核对评选项目。"), title="现在不能开始")
        for nomination in honoured:
            ends = [_year_later(starts_on, years) - timedelta(days=1) for years in range(1, rule.years + 1)]
            session.add(Period(nomination_id=nomination.id, starts_on=starts_on, ends_on=ends[-1]))
            session.flush()
            session.add_all(
                PeriodReport(nomination_id=nomination.id, year=year, due_on=due_on)
                for year, due_on in enumerate(ends, start=1)
            )
            facts = {"starts_on": starts_on.isoformat(), "ends_on": ends[-1].isoformat()}
            record(Act.BEGIN_PERIOD, actor, now=now, nomination=nomination, why=rule.name, facts=facts)
    return len(honoured)


def _year_later(day_: date, years: int) -> date:
    try:
        return day_.replace(year=day_.year + years)
    except ValueError:
        return date(day_.year + years, 3, 1)


def hand_in(period: Period, report: PeriodReport, actor: Actor, *, typed: Mapping[str, Any], now: datetime) -> None:
    """The unit's report of one year, in the fields the definition asks for; again, until it is accepted."""
    rule = workflow.programme_of(period.nomination.cycle).period
    with transaction():
        lock(report)
        if actor.role not in UNIT or actor.organisation_id != period.nomination.unit_id or rule is None:
            raise Refused(Reason("报告由所在单位提交", "请单位经办人办理。"), title="现在不能提交报告")
        if report.accepted_at is not None:
            raise Refused(
                Reason(f"第 {report.year} 年的报告已经审核通过", "需要更正的请联系主办方。"), title="现在不能提交报告"
            )
        read = {
            each.key: normalise(each, typed.get(each.key), taxonomies=load(), today=clock.on(now))
            for each in rule.report
        }
        problems = [f"{each.label}：{remark.message}" for each in rule.report for remark in read[each.key][1]] + [
            f"{each.label}：没有填" for each in rule.report if each.required and read[each.key][0] is None
        ]
        if problems:
            raise Refused(*problems, title="现在不能提交报告")
        report.answers = {key: value for key, (value, _) in read.items()}
        report.handed_in_at, report.handed_in_by = now, actor.user_id
        record(Act.HAND_IN_REPORT, actor, now=now, nomination=period.nomination, facts={"year": report.year})


def accept(period: Period, report: PeriodReport, actor: Actor, *, note: str, now: datetime) -> None:
    """The organiser has read a report and finds it in order."""
    with transaction():
        lock(report)
        _refuse_others(period, actor, "现在不能审核报告")
        if report.handed_in_at is None or report.accepted_at is not None:
            why = "这一年的报告还没有提交" if report.handed_in_at is None else "这一年的报告已经审核通过"
            raise Refused(Reason(why, "请刷新页面，按最新情况办理。"), title="现在不能审核报告")
        report.accepted_at, report.accepted_by, report.note = now, actor.user_id, note
        record(Act.REVIEW_REPORT, actor, now=now, nomination=period.nomination, why=note, facts={"year": report.year})


def assess(period: Period, actor: Actor, *, result: Assessment, note: str, now: datetime) -> None:
    """The final assessment: once, when the period is over and every report has been accepted."""
    with transaction():
        lock(period)
        _refuse_others(period, actor, "现在不能考核")
        reasons = []
        if period.assessment is not Assessment.PENDING or result is Assessment.PENDING:
            reasons.append(Reason("考核结果已经登记，或没有选择", "请刷新页面，按最新情况办理。"))
        if clock.on(now) <= period.ends_on:
            reasons.append(Reason(f"期限到 {day(period.ends_on)} 为止，还没有期满", "期满后的第二天起可以考核。"))
        owed = [str(each.year) for each in queries.reports(period.nomination_id) if each.accepted_at is None]
        if owed and result is Assessment.PASSED:
            reasons.append(
                Reason(f"第 {'、'.join(owed)} 年的报告没有审核通过", "请先审核报告；没有提交的，不能评为合格。")
            )
        if reasons:
            raise Refused(*reasons, title="现在不能考核")
        period.assessment, period.assessed_at, period.assessed_by, period.note = result, now, actor.user_id, note
        facts = {"result": str(result)}
        record(Act.ASSESS, actor, now=now, nomination=period.nomination, why=note, facts=facts)


def _refuse_others(period: Period, actor: Actor, title: str) -> None:
    if actor.role is not Role.CITY_OFFICER or not organises(actor, period.nomination.cycle.organiser_id):
        raise Refused(Reason("由主办方办理", "请主办方的经办人办理。"), title=title)
