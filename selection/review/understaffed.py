"""评审人数不足: dossiers that fewer experts read than the definition asks for, and giving one of them another reader.

An expert stepped back, was replaced or found in conflict, and nobody stood by. The office is told on its desk and on
the page of the review, the supervisor among the alerts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.nomination import Nomination
from models.programme import Cycle
from models.review import Assignment, Panel, PanelMember, Recusal, ReviewFile
from models.vocabulary import Act, Stage
from selection import workflow
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.experts import calls, facts
from selection.review import peering, queries
from selection.rules.conflicts import may_judge
from selection.rules.standing import Actor

TITLE = "现在不能补派专家"


@dataclass(frozen=True)
class Thin:
    """A dossier under review that ``readers`` experts read, where ``wanted`` should."""

    nomination_id: int
    name: str
    blind_number: int
    panel_id: int
    readers: int
    wanted: int

    @property
    def blind_name(self) -> str:
        """How the experts know it: K-017."""
        return f"K-{self.blind_number:03d}"


@dataclass(frozen=True)
class Reader:
    """Somebody who may read a dossier besides: on which panel he sits, if on any, and how many he reads."""

    user_id: int
    name: str
    panel_id: int | None
    panel: str
    reads: int

    @property
    def label(self) -> str:
        """As a list offers him."""
        return f"{self.name}，{self.panel or '还不在评审组'}，现评 {self.reads} 份"


def thin(cycle: Cycle) -> list[Thin]:
    """The dossiers of a cycle that too few read, by number: somebody stepped back from each. One query."""
    wanted = workflow.programme_of(cycle).scoring.sheets
    rows = db.session.execute(
        queries.LEFT_BY_SOMEBODY.add_columns(Nomination.name, ReviewFile.panel_id)
        .where(Nomination.cycle_id == cycle.id)
        .group_by(Nomination.name, ReviewFile.panel_id)
        .having(queries.still_reading < wanted)
        .order_by(ReviewFile.blind_number)
    )
    return [Thin(row.nomination_id, row.name, row.blind_number, row.panel_id, row.readers, wanted) for row in rows]


def offered(cycle: Cycle, short: Sequence[Thin]) -> dict[int, list[Reader]]:
    """Who may read each of these besides, whoever reads least first: not in conflict, with room, not asked before."""
    if not short:
        return {}
    people = _people(cycle)
    ids = [each.nomination_id for each in short]
    nominations = db.session.scalars(select(Nomination).where(Nomination.id.in_(ids))).all()
    known, told = facts.experts(list(people)), {each.nomination_id: each for each in facts.dossiers(nominations)}
    given = db.session.execute(
        select(Assignment.nomination_id, Assignment.expert_id).where(Assignment.nomination_id.in_(ids))
    )
    taken = set(map(tuple, given))
    return {
        each.nomination_id: [
            person
            for person in sorted(people.values(), key=lambda one: (one.reads, one.user_id))
            if (each.nomination_id, person.user_id) not in taken
            and person.reads < (known[person.user_id].load_cap or person.reads + 1)
            and may_judge(known[person.user_id], told[each.nomination_id], by_trade=False)
        ]
        for each in short
    }


def _people(cycle: Cycle) -> dict[int, Reader]:
    """Everybody on the panels, and who could be: experts of the house who accepted its call, if it called any."""
    named = {each.id: each.name for each in queries.panels(cycle.id)}
    seats = db.session.execute(
        select(PanelMember.expert_id, PanelMember.panel_id, PanelMember.left_at)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.cycle_id == cycle.id)
    ).all()
    seated = {row.expert_id: row.panel_id for row in seats if row.left_at is None}
    gone = {row.expert_id for row in seats} - seated.keys()
    reads = _reads(cycle.id)
    names = {row[1]: row[2] for row in queries.members(cycle.id)}
    if not peering.is_by_peers(cycle):
        asked = calls.accepted(cycle.id)
        pool = ((row[0], row[1]) for row in queries.experts(cycle.organiser_id))
        names |= {user_id: name for user_id, name in pool if asked is None or user_id in asked}
    return {
        user_id: Reader(user_id, name, panel := seated.get(user_id), named.get(panel or 0, ""), reads[user_id])
        for user_id, name in names.items()
        if user_id not in gone
    }


def _reads(cycle_id: int) -> dict[int, int]:
    """How many dossiers of a cycle everybody reads, those left out that he stepped back from."""
    rows = db.session.execute(
        select(Assignment.expert_id, func.count())
        .join(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Panel.cycle_id == cycle_id, Recusal.assignment_id.is_(None))
        .group_by(Assignment.expert_id)
    )
    return defaultdict(int, {row[0]: row[1] for row in rows})


def add_reader(cycle: Cycle, actor: Actor, *, nomination_id: int, expert_id: int, now: datetime) -> tuple[Thin, Reader]:
    """Give a dossier that too few read one more expert; who sits on no panel yet joins that of the dossier."""
    with transaction() as session:
        lock(cycle)
        nomination = session.get(Nomination, nomination_id)
        is_open = nomination is not None and lock(nomination).stage is Stage.ASSIGNED
        short = next((each for each in thin(cycle) if each.nomination_id == nomination_id), None)
        if short is None or not is_open:
            why = Reason("这份材料的专家已经够数，或评审已经结束", "请刷新页面，看最新情况。")
            raise Refused(why, title=TITLE)
        found = next((each for each in offered(cycle, [short])[nomination_id] if each.user_id == expert_id), None)
        if found is None:
            why = Reason("所选的专家须回避这份材料、已经评满，或不在名单里", "请从名单里另选一位。")
            raise Refused(why, title=TITLE)
        if found.panel_id is None:
            session.add(PanelMember(panel_id=short.panel_id, expert_id=expert_id))
        session.add(
            Assignment(
                nomination_id=nomination_id,
                panel_id=found.panel_id or short.panel_id,
                expert_id=expert_id,
                assigned_at=now,
            )
        )
        subject = f"给 {short.blind_name} 补派{found.name}"
        record(Act.DEAL, actor, now=now, cycle_id=cycle.id, subject=subject)
    return short, found
