"""What the city sees of its experts and of how dossiers were dealt out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Row, func, select

from models.event import Event
from models.people import User
from models.review import Panel, PanelMember
from models.tally import Tally
from models.vocabulary import Act, Stage
from selection.database import db
from selection.experts import dealing
from selection.review import queries as reviews


@dataclass(frozen=True)
class Seat:
    """An expert on a panel, and how many dossiers he reads."""

    name: str
    panel_id: int
    reads: int


@dataclass(frozen=True)
class Design:
    """Who was dealt how much, and how many dossiers every two panels share: pairs of names with the number."""

    panels: Sequence[Panel]
    seats: Sequence[Seat]
    shared: Sequence[tuple[str, str, int]]

    @property
    def is_linked(self) -> bool:
        """Every two panels can be compared directly."""
        return all(number for _, _, number in self.shared)

    @property
    def reads(self) -> tuple[int, int]:
        """The least and the most anybody reads."""
        loads = [each.reads for each in self.seats]
        return (min(loads), max(loads)) if loads else (0, 0)


def waiting(cycle_id: int) -> int:
    """How many nominations wait for experts."""
    counted = select(func.sum(Tally.number)).where(Tally.cycle_id == cycle_id, Tally.stage == Stage.QUALIFIED)
    return db.session.scalar(counted) or 0


def design(cycle_id: int) -> Design:
    """What stands now. Four queries."""
    panels = reviews.panels(cycle_id)
    held, shared = dealing.held_and_shared(cycle_id)
    rows = db.session.execute(
        select(PanelMember.panel_id, User.id, User.name)
        .join(User, User.id == PanelMember.expert_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.cycle_id == cycle_id, PanelMember.left_at.is_(None))
        .order_by(PanelMember.panel_id, PanelMember.id)
    )
    seats = [Seat(row.name, row.panel_id, held.get(row.id, 0)) for row in rows]
    pairs = combinations(panels, 2) if held else ()
    return Design(panels, seats, [(one.name, two.name, shared.get((one.id, two.id), 0)) for one, two in pairs])


def deals(cycle_id: int) -> Sequence[Row[Any]]:
    """How dossiers were dealt out, last first: what, facts, by whom, when."""
    return db.session.execute(
        select(Event.subject, Event.facts, Event.actor_name, Event.at)
        .where(Event.cycle_id == cycle_id, Event.act == Act.DEAL)
        .order_by(Event.id.desc())
        .limit(10)
    ).all()


def readers(cycle_id: int) -> Sequence[Row[int, int, str]]:
    """Whoever was ever seated in a cycle: panel id, user id, name."""
    return db.session.execute(
        select(PanelMember.panel_id, User.id, User.name)
        .join(User, User.id == PanelMember.expert_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.cycle_id == cycle_id)
        .order_by(User.name, User.id)
    ).all()
