"""Which new nominations somebody may open now: cycle, channel and titles."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.nomination import Nomination
from models.people import Affiliation
from models.programme import Cycle
from models.vocabulary import Level, Phase, Role
from selection import timetable
from selection.database import db
from selection.rules.programme import Channel, Title
from selection.rules.standing import Actor
from selection.workflow import programme_of


@dataclass(frozen=True)
class Opening:
    """A cycle in which this actor may open a nomination, and how."""

    cycle: Cycle
    channels: tuple[Channel, ...]
    titles: tuple[Title, ...]
    closes_at: datetime | None


def union_of(unit_id: int) -> int | None:
    """The union under which a unit recommends at present."""
    return db.session.scalar(select(Affiliation.union_id).filter_by(unit_id=unit_id, until=None))


def first_section(nomination: Nomination) -> str:
    """The key of the page where filling in begins."""
    return programme_of(nomination.cycle).sections[0].key


def openings(actor: Actor, now: datetime) -> list[Opening]:
    """Cycles open for filling, with the channels this actor may open; empty for everybody but unit and nominee."""
    if (
        actor.role not in (Role.UNIT_OFFICER, Role.NOMINEE)
        or actor.level != Level.UNIT
        or actor.organisation_id is None
    ):
        return []
    union_id, found = union_of(actor.organisation_id), []
    open_here = Cycle.organiser_id.is_(None) | (Cycle.organiser_id == union_id)
    for cycle in db.session.scalars(
        select(Cycle).where(Cycle.closed_at.is_(None), open_here).order_by(Cycle.id.desc())
    ):
        programme = programme_of(cycle)
        channels = tuple(channel for channel in programme.channels if channel.opened_by == actor.role)
        closes = timetable.closes_at(cycle.id, Phase.FILL, union_id)
        if channels and timetable.is_open(closes, now):
            found.append(Opening(cycle, channels, programme.titles, closes))
    return found
