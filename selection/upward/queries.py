"""Who is to be reported upward, and whose result is awaited."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from models.ballot import Resolution
from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle, Deadline
from models.publicity import Notice
from models.vocabulary import Phase, Role, Stage
from selection.clock import on
from selection.database import db
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo

SHOWN = (Stage.PUBLICISED, Stage.REPORTED, Stage.HONOURED)


def held(cycle_id: int, *stages: Stage) -> list[Nomination]:
    """The nominations of a cycle at these stages, locked in the order of their ids."""
    query = (
        select(Nomination)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(stages))
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
    )
    return list(db.session.scalars(query))


def listed(cycle_id: int) -> Sequence[Row[Any]]:
    """Everybody to be reported, reported, or honoured since: id, name, stage, unit, title, position. One query."""
    columns: Sequence[Any] = (
        *(Nomination.id, Nomination.name, Nomination.stage, Organisation.name.label("unit")),
        *(Resolution.title_key, Resolution.position),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(SHOWN))
        .order_by(Resolution.title_key, Resolution.position, Nomination.id)
    ).all()
    return rows


def publicity_ends_on(cycle_id: int) -> date | None:
    """The last day of the latest notice of a cycle; None where there is none."""
    return db.session.scalar(select(func.max(Notice.ends_on)).where(Notice.cycle_id == cycle_id, not_called_off()))


def title_of(nomination_id: int) -> str | None:
    """The title the committee chose somebody for."""
    return db.session.scalar(select(Resolution.title_key).filter_by(nomination_id=nomination_id))


def todos(actor: Actor, now: datetime) -> list[Question]:
    """Lists to report and results to write down when they come, for whoever runs the cycle."""
    if actor.role is not Role.CITY_OFFICER:
        return []

    def counted(stage: Stage) -> Select[int, str, int]:
        return (
            select(Cycle.id, Cycle.name, func.count(Nomination.id))
            .join(Nomination, (Nomination.cycle_id == Cycle.id) & (Nomination.stage == stage))
            .where(Cycle.closed_at.is_(None), run_by(actor))
            .group_by(Cycle.id, Cycle.name)
            .order_by(Cycle.id)
        )

    reporting = select(Deadline.id).where(Deadline.cycle_id == Cycle.id, Deadline.phase == Phase.REPORT).exists()
    running = select(Notice.id).where(Notice.cycle_id == Cycle.id, Notice.ends_on >= on(now), not_called_off()).exists()
    to_report = counted(Stage.PUBLICISED).where(reporting, ~running)
    return [Question(to_report, _to_report), Question(counted(Stage.REPORTED), _to_wait_for)]


def _to_report(cycle_id: int, name: str, number: int) -> Todo:
    return Todo(f"推荐上报 {number} 份", f"{name}，公示已经结束", "upward.index", {"cycle_id": cycle_id})


def _to_wait_for(cycle_id: int, name: str, number: int) -> Todo:
    what = f"等待上级对 {number} 份推荐的结果"
    return Todo(what, name, "upward.index", {"cycle_id": cycle_id}, mine=False)
