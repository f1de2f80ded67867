"""The list as rows for a workbook, with the experts' scores for those who may see them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, cast, func, null, select

from models.base import Exact
from models.nomination import Nomination
from models.programme import Cycle
from models.review import Assignment, Panel, Recusal, ReviewFile, ScoreSheet
from selection.clock import SHANGHAI
from selection.database import db, snapshot
from selection.nominations.queries.listing import LINE, Line, Wanted, narrowed, union, unit
from selection.nominations.queries.reach import visible_to
from selection.rules.programme import Programme
from selection.rules.standing import CITY_WIDE, Actor
from selection.workflow import programme_of

DEEPEST = 100_000
HEADINGS = (
    "受理号",
    "姓名",
    "单位",
    "区局（产业）工会",
    "职业（工种）",
    "届次",
    "申报称号",
    "渠道",
    "阶段",
    "申报时间",
)
Cell = str | int | Decimal


def exported(actor: Actor, wanted: Wanted) -> Iterator[tuple[Cell, ...]]:
    """Every line within reach, a heading first; read in portions so that memory stays flat. Two queries.

    Officers and supervisors find the totals of the sheets, the highest first and nameless, the total and the rank of
    every cycle whose review is closed.
    """
    cycles = {cycle.id: cycle for cycle in db.session.scalars(select(Cycle))}
    named = {key: (cycle.name, programme_of(cycle)) for key, cycle in cycles.items()}
    closed = [key for key, cycle in cycles.items() if cycle.review_closed_at and actor.role in CITY_WIDE]
    sheets = max((named[key][1].scoring.sheets for key in closed), default=0)
    yield (*HEADINGS, *_headings(sheets)) if closed else HEADINGS
    found = snapshot().execute(_rows(actor, wanted, closed).execution_options(yield_per=500))
    for *line, totals, total, rank in found:
        texts = _texts(line, named)
        yield (*texts, *_scores(totals, total, rank, sheets)) if closed else texts


def _headings(sheets: int) -> Iterator[str]:
    yield from (f"评分{number}" for number in range(1, sheets + 1))
    yield from ("总分", "名次")


def _rows(actor: Actor, wanted: Wanted, closed: list[int]) -> Select[*tuple[Any, ...]]:
    query = narrowed(visible_to(actor), wanted).order_by(*wanted.order.by()).limit(DEEPEST)
    query = query.join(unit, unit.id == Nomination.unit_id).join(union, union.id == Nomination.union_id)
    if not closed:
        return query.with_only_columns(*LINE, null(), null(), null())
    sheets = (
        select(Assignment.nomination_id, func.aggregate_strings(cast(ScoreSheet.total, String), " ").label("totals"))
        .join(Panel, Panel.id == Assignment.panel_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Panel.cycle_id.in_(closed), ScoreSheet.handed_in_at.is_not(None), Recusal.assignment_id.is_(None))
        .group_by(Assignment.nomination_id)
        .subquery()
    )
    query = query.outerjoin(ReviewFile, (ReviewFile.nomination_id == Nomination.id) & Nomination.cycle_id.in_(closed))
    query = query.outerjoin(sheets, sheets.c.nomination_id == Nomination.id)
    return query.with_only_columns(*LINE, sheets.c.totals, ReviewFile.total, ReviewFile.rank)


def _scores(totals: str | None, total: Decimal | None, rank: int | None, sheets: int) -> Iterator[Cell]:
    given = sorted((Decimal(each) / Exact.scale for each in (totals or "").split()), reverse=True)[:sheets]
    yield from given
    yield from [""] * (sheets - len(given))
    yield "" if total is None else total
    yield "" if rank is None else rank


def _texts(line: Line | list[Any], named: Mapping[int, tuple[str, Programme]]) -> tuple[str, ...]:
    _, receipt, name, occupation, stage, submitted_at, unit_name, union_name, cycle_id, applied_title, by = line
    cycle, programme = named[cycle_id]
    title, channel = programme.title_named(applied_title), programme.channel_named(by)
    when = f"{submitted_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if submitted_at else ""
    return (
        receipt or "",
        name,
        unit_name,
        union_name,
        occupation,
        cycle,
        title.name if title else "",
        channel.name if channel else "",
        stage.label,
        when,
    )
