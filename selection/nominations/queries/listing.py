"""The list of nominations: searched, filtered, sorted, paged; and the same as rows for a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.vocabulary import Stage
from selection.clock import SHANGHAI
from selection.database import db, snapshot
from selection.nominations.queries.reach import visible_to
from selection.rules.programme import Programme
from selection.rules.standing import Actor
from selection.workflow import programme_of

PAGE = 50
DEEPEST = 100_000
SORTS: Mapping[str, Any] = {"opened": Nomination.id, "submitted": Nomination.submitted_at, "name": Nomination.name}
unit, union = aliased(Organisation), aliased(Organisation)
Line = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a text, a stage, a cycle, an order (``-`` before the key: descending), a page from 1."""

    text: str = ""
    stage: Stage | None = None
    cycle_id: int | None = None
    sort: str = "-opened"
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of the list, with all cycles to filter by."""

    lines: Sequence[Line]
    total: int
    number: int
    cycles: Sequence[Row[int, str]]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def _narrowed(query: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    if wanted.stage is not None:
        query = query.where(Nomination.stage == wanted.stage)
    if wanted.cycle_id is not None:
        query = query.where(Nomination.cycle_id == wanted.cycle_id)
    for word in wanted.text.lower().split()[:5]:
        query = query.where(Nomination.search_text.contains(word, autoescape=True))
    return query


def _lines(actor: Actor, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    column = SORTS.get(wanted.sort.removeprefix("-"), Nomination.id)
    is_falling = wanted.sort.startswith("-")
    order = [each.desc() if is_falling else each.asc() for each in (column, Nomination.id)]
    return (
        _narrowed(visible_to(actor), wanted)
        .with_only_columns(
            Nomination.id,
            Nomination.receipt,
            Nomination.name,
            Nomination.occupation,
            Nomination.stage,
            Nomination.submitted_at,
            unit.name.label("unit_name"),
            union.short_name.label("union_name"),
            Nomination.cycle_id,
            Nomination.applied_title,
            Nomination.channel,
        )
        .join(unit, unit.id == Nomination.unit_id)
        .join(union, union.id == Nomination.union_id)
        .order_by(*order)
    )


def listed(actor: Actor, wanted: Wanted) -> Page:
    """One page of what is within reach. Three queries."""
    counted = _narrowed(visible_to(actor), wanted).with_only_columns(func.count())
    total = db.session.scalar(counted) or 0
    number = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    lines = db.session.execute(_lines(actor, wanted).limit(PAGE).offset((number - 1) * PAGE)).all()
    cycles = db.session.execute(select(Cycle.id, Cycle.name).order_by(Cycle.id.desc())).all()
    return Page(lines, total, number, cycles)


def exported(actor: Actor, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    """Every line within reach as texts, a heading first; read in portions so that memory stays flat. Two queries."""
    cycles = {cycle.id: (cycle.name, programme_of(cycle)) for cycle in db.session.scalars(select(Cycle))}
    yield ("受理号", "姓名", "单位", "区局（产业）工会", "职业（工种）", "届次", "申报称号", "渠道", "阶段", "申报时间")
    found = snapshot().execute(_lines(actor, wanted).limit(DEEPEST).execution_options(yield_per=500))
    for line in found:
        name, programme = cycles[line.cycle_id]
        yield _texts(line, name, programme)


def _texts(line: Line, cycle: str, programme: Programme) -> tuple[str, ...]:
    _, receipt, name, occupation, stage, submitted_at, unit_name, union_name, _, applied_title, by = line
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
