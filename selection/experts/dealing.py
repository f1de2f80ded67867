"""Dealing dossiers out (分配评审): the solver's answer written down as review files and assignments."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models.nomination import Nomination
from models.programme import Cycle
from models.review import Assignment, Panel, PanelMember, Recusal, ReviewFile
from models.vocabulary import Act
from selection import workflow
from selection.audit.record import record
from selection.database import db
from selection.errors import Reason, Refused
from selection.experts import blind, facts
from selection.review import queries as reviews
from selection.rules.shortage import Wish
from selection.rules.standing import Actor

if TYPE_CHECKING:
    from selection.rules import assignment

TITLE = "现在不能分配专家"
LINKS = 2
"""Dossiers that every two panels share, where there are enough of them."""

Seats = Sequence[tuple[Panel, Sequence[int]]]


def proposed(cycle: Cycle, waiting: int) -> Wish:
    """What is wished where nobody says otherwise: no cap, any trade, panels linked as far as there are dossiers."""
    pairs = len(list(combinations(reviews.panels(cycle.id), 2)))
    links = min(LINKS, waiting // pairs) if pairs else 0
    sheets = workflow.programme_of(cycle).scoring.sheets
    return Wish(sheets, links=links if sheets > 1 else 0)


def seed_of(cycle: Cycle, waiting: Sequence[Nomination]) -> int:
    """A seed nobody chooses: from the frozen definition and the dossiers of this batch."""
    told = f"{cycle.definition_sha256}:{','.join(str(each.id) for each in waiting)}"
    return int.from_bytes(sha256(told.encode()).digest()[:6])


def deal(cycle: Cycle, actor: Actor, waiting: Sequence[Nomination], wish: Wish, *, now: datetime) -> None:
    """Give every waiting dossier its home panel, its experts and its blind number; inside the caller's transaction.

    Refused with every constraint that blocks it, in numbers.
    """
    from selection.rules import assignment  # noqa: PLC0415 - loads the solver and numpy, for this one act of a review

    seats = _seats(cycle)
    given = _gathered(cycle, seats, waiting)
    dealt = assignment.assign(given, wish)
    if isinstance(dealt, list):
        raise Refused(*(Reason(why) for why in dealt), title=TITLE)
    sealed = reviews.latest_dossiers([nomination.id for nomination in waiting])
    panel_of = {each.id: panel for panel, experts in given.panels.items() for each in experts}
    first = _last_number(cycle.id) + 1
    # In an order drawn as well: neighbours in the list say nothing of who came when, or from where.
    order = Random(wish.seed).sample(list(waiting), len(waiting))  # noqa: S311 - drawn to be repeated, no secret
    for number, nomination in enumerate(order, start=first):
        db.session.add(
            ReviewFile(
                nomination_id=nomination.id,
                panel_id=dealt.homes[nomination.id],
                dossier_id=sealed[nomination.id],
                blind_number=number,
                is_unchecked=True,
            )
        )
        blind.ask(nomination.id, sealed[nomination.id], now=now)
        db.session.add_all(
            Assignment(nomination_id=nomination.id, panel_id=panel_of[expert], expert_id=expert, assigned_at=now)
            for expert in dealt.experts[nomination.id]
        )
    record(Act.DEAL, actor, now=now, cycle_id=cycle.id, subject=f"{len(waiting)} 份材料", facts=_told(wish, dealt))


def _told(wish: Wish, dealt: "assignment.Dealt") -> dict[str, object]:
    loads: dict[int, int] = defaultdict(int)
    for experts in dealt.experts.values():
        for each in experts:
            loads[each] += 1
    return {
        "per_dossier": wish.per_dossier,
        "capacity": wish.capacity,
        "by_trade": wish.by_trade,
        "links": wish.links,
        "seed": str(wish.seed),
        "least": min(loads.values()),
        "most": max(loads.values()),
    }


def _gathered(cycle: Cycle, seats: Seats, waiting: Sequence[Nomination]) -> "assignment.Facts":
    from selection.rules import assignment  # noqa: PLC0415 - see deal()

    known = facts.experts([each for _, experts in seats for each in experts])
    held, shared = held_and_shared(cycle.id)
    return assignment.Facts(
        {panel.id: [known[each] for each in experts] for panel, experts in seats},
        {panel.id: panel.name for panel, _ in seats},
        facts.dossiers(waiting),
        held=held,
        linked=shared,
    )


def held_and_shared(cycle_id: int) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    """How many dossiers each expert reads already, and how many two panels share. Two queries."""
    mine = select(Assignment).join(Panel, Panel.id == Assignment.panel_id).where(Panel.cycle_id == cycle_id)
    counted = mine.with_only_columns(Assignment.expert_id, func.count()).group_by(Assignment.expert_id)
    held = {row[0]: row[1] for row in db.session.execute(counted)}
    live = mine.outerjoin(Recusal, Recusal.assignment_id == Assignment.id).where(Recusal.assignment_id.is_(None))
    panels: dict[int, set[int]] = defaultdict(set)
    for nomination_id, panel_id in db.session.execute(
        live.with_only_columns(Assignment.nomination_id, Assignment.panel_id).distinct()
    ):
        panels[nomination_id].add(panel_id)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for readers in panels.values():
        for one, other in combinations(sorted(readers), 2):
            shared[one, other] += 1
    return held, shared


def _last_number(cycle_id: int) -> int:
    """The highest blind number given out in a cycle: guests read dossiers of two panels, so panels share the count."""
    highest = select(func.max(ReviewFile.blind_number)).join(Panel, Panel.id == ReviewFile.panel_id)
    return db.session.scalar(highest.where(Panel.cycle_id == cycle_id)) or 0


def _seats(cycle: Cycle) -> Seats:
    """The panels with their experts; refused while one is too small."""
    needed = workflow.programme_of(cycle).scoring.sheets
    by_panel: dict[int, list[int]] = defaultdict(list)
    for panel_id, user_id in db.session.execute(
        select(PanelMember.panel_id, PanelMember.expert_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.cycle_id == cycle.id, PanelMember.left_at.is_(None))
        .order_by(PanelMember.id)
    ):
        by_panel[panel_id].append(user_id)
    found = [(panel, by_panel[panel.id]) for panel in reviews.panels(cycle.id)]
    small = [
        Reason(f"{panel.name}只有 {len(experts)} 名专家，每份材料须有 {needed} 名", "请给这个组增加专家。")
        for panel, experts in found
        if len(experts) < needed
    ]
    if small or not found:
        raise Refused(*(small or [Reason("还没有评审组", "请先组建评审组。")]), title=TITLE)
    return found
