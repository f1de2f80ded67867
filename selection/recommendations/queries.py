"""The board of a union: who is recommended, who waits, what still fits. Each list is one query."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, func, select

from models.forwarding import Forwarding
from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, Cycle, Deadline, Extension, Setting
from models.tally import Tally
from models.vocabulary import Phase, Place, Role, Stage
from selection.database import db
from selection.nominations.queries import visible_to
from selection.paging import Page, part
from selection.rules import composition
from selection.rules.composition import LimitState, Member
from selection.rules.programme import Group, Programme
from selection.rules.reach import Verdict, verdicts
from selection.rules.standing import UNION, Actor
from selection.taxonomies import load
from selection.timetable import is_open
from selection.todo import Question, Todo
from selection.workflow import programme_of

WAITING = (Stage.SUBMITTED, Stage.RETURNED_BY_UNION)
LARGEST_ID = 2**63 - 1
NEEDS_MINUTES = "forwarding_needs_minutes"
GONE = (Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED)


CANDIDATE = (
    Nomination.id,
    Nomination.name,
    Nomination.receipt,
    Nomination.stage,
    Nomination.occupation,
    Nomination.unit_id,
    Organisation.name,
    Nomination.channel,
    Nomination.applied_title,
    Nomination.groups,
    Nomination.submitted_at,
)
"""What a ``Candidate`` is made of, in its order."""


@dataclass(frozen=True)
class Candidate:
    """One line of the board: a nomination of this union, with its recommendation where there is one."""

    id: int
    name: str
    receipt: str
    stage: Stage
    occupation: str
    unit_id: int
    unit_name: str
    channel: str
    applied_title: str
    groups: frozenset[str]
    submitted_at: datetime | None
    rank: int | None = None
    opinion: str = ""
    place: Place | None = None

    @property
    def member(self) -> Member:
        """As the rules of composition see him."""
        return Member(self.id, self.name, self.unit_id, self.unit_name, self.groups)


@dataclass(frozen=True)
class Board:
    """A union's list in one cycle, complete, best first."""

    cycle: Cycle
    programme: Programme
    allocation: Allocation
    union_name: str
    ranked: Sequence[Candidate]
    last_rank: int = 0
    tried: Sequence[Candidate] = ()

    @property
    def prepared(self) -> list[Candidate]:
        """Those recommended and not yet handed on: what the head confirms."""
        return [each for each in self.ranked if each.stage is Stage.RECOMMENDED]

    @property
    def forwarded(self) -> list[Candidate]:
        """Those handed on."""
        return [each for each in self.ranked if each.stage is not Stage.RECOMMENDED]

    @property
    def members(self) -> list[Member]:
        """Those who count for the composition: each of them holds a place, or would on trial."""
        return [each.member for each in (*self.ranked, *self.tried) if each.place is not None or each in self.tried]

    @property
    def revision(self) -> str:
        """Names the present order, so that a change by somebody else is noticed."""
        return revision_of([each.id for each in self.prepared])

    @property
    def left(self) -> int:
        """Places that can still be used."""
        return self.allocation.ceiling - self.allocation.reserved - self.allocation.committed - len(self.tried)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of people, those of a family under their names."""
        return composition.spelled(self.programme, load(self.programme.taxonomies))

    @property
    def needs_all(self) -> bool:
        """Whether it hangs on everybody who waits what the list can still become."""
        return composition.has_soft(self.programme.limits, "union")

    def trying(self, candidates: Sequence[Candidate]) -> "Board":
        """The board as it would be with these recommended as well, as far as there are places."""
        return replace(self, tried=[each for each in candidates if self.uses_place(each)][: max(0, self.left)])

    def verdicts(self, waiting: Sequence[Candidate]) -> dict[int, Verdict]:
        """What recommending each of those who wait would mean for the rest of the list, by id."""
        return verdicts(
            self.programme.limits,
            self.members,
            [each.member for each in waiting if self.uses_place(each)],
            places=self.allocation.ceiling,
            groups=self.groups,
        )

    def uses_place(self, candidate: Candidate) -> bool:
        """Whether recommending him takes a place; an unknown channel does."""
        channel = self.programme.channel_named(candidate.channel)
        return channel is None or channel.uses_place

    def limits(self, waiting: Sequence[Candidate]) -> list[LimitState]:
        """Where the list stands to each limit, and whom of those waiting that keeps out."""
        members = [each.member for each in waiting if self.uses_place(each)]
        return composition.standing(
            self.programme.limits,
            self.members,
            members,
            places=self.allocation.ceiling,
            groups=self.groups,
        )

    def obstacles(self, candidate: Candidate) -> list[str]:
        """Why he cannot be added to the list, as far as places and composition go; empty when he can."""
        if not self.uses_place(candidate):
            return []
        if self.left < 1:
            return [f"{self.allocation.ceiling} 个名额已用完。"]
        return composition.blocking(
            self.programme.limits,
            self.members,
            candidate.member,
            places=self.allocation.ceiling,
            groups=self.groups,
        )

    def cautions(self, candidate: Candidate) -> list[str]:
        """What recommending him would mean for the places after him."""
        if not self.uses_place(candidate):
            return ["不占用名额"]
        return composition.cautions(
            self.programme.limits,
            self.members,
            candidate.member,
            places=self.allocation.ceiling,
            groups=self.groups,
        )

    def kinds(self, candidate: Candidate) -> list[str]:
        """The groups he belongs to, by name, in the order of the definition."""
        return [group.name for group in self.programme.groups if group.key in candidate.groups]


def revision_of(order: Sequence[int]) -> str:
    """The name of an order: the same people in the same order have the same."""
    return hashlib.sha256(",".join(map(str, order)).encode()).hexdigest()[:16]


def board(actor: Actor, cycle_id: int) -> Board | None:
    """The board of the actor's own union in this cycle; None where it has no part. Two queries."""
    if actor.role not in UNION or not 0 < cycle_id <= LARGEST_ID:
        return None
    row = db.session.execute(
        select(Cycle, Allocation, Organisation.name)
        .join(Allocation, Allocation.cycle_id == Cycle.id)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .where(Cycle.id == cycle_id, Allocation.union_id == actor.organisation_id)
    ).first()
    return board_of(*row) if row else None


def board_of(cycle: Cycle, allocation: Allocation, union_name: str) -> Board:
    """The list as it stands now. Inside a transaction that holds the allocation it stays so."""
    rows = db.session.execute(
        select(*CANDIDATE, Recommendation.rank, Recommendation.opinion, Recommendation.place)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .join(Recommendation, Recommendation.nomination_id == Nomination.id)
        .where(Recommendation.allocation_id == allocation.id)
        .order_by(Recommendation.rank)
    )
    listed = [_candidate(row) for row in rows]
    ranked = [each for each in listed if each.stage not in GONE]
    last_rank = max((each.rank or 0 for each in listed), default=0)
    return Board(cycle, programme_of(cycle), allocation, union_name, ranked, last_rank)


def waiting(actor: Actor, cycle_id: int, page: int) -> Page[Candidate]:
    """A page of those who wait for the union, in the order of submission. One query."""
    query = (
        visible_to(actor)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .with_only_columns(*CANDIDATE, func.count().over())
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(WAITING))
        .order_by(Nomination.submitted_at, Nomination.id)
    )
    rows = db.session.execute(part(query, page)).all()
    return Page([_candidate(row[:11]) for row in rows], rows[0][11] if rows else 0, page)


def pool(actor: Actor, cycle_id: int) -> list[Candidate]:
    """Everybody who waits for the union, in the order of submission. One query."""
    rows = db.session.execute(
        visible_to(actor)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .with_only_columns(*CANDIDATE)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(WAITING))
        .order_by(Nomination.submitted_at, Nomination.id)
    )
    return [_candidate(row) for row in rows]


def candidate_of(nomination: Nomination) -> Candidate:
    """One nomination, loaded with its unit, as the board shows it."""
    return Candidate(
        nomination.id,
        nomination.name,
        nomination.receipt or "",
        nomination.stage,
        nomination.occupation,
        nomination.unit_id,
        nomination.unit.name,
        nomination.channel,
        nomination.applied_title,
        frozenset(nomination.groups),
        nomination.submitted_at,
    )


def _candidate(row: Sequence[object]) -> Candidate:
    fields = list(row)
    fields[2] = fields[2] or ""
    fields[9] = frozenset(fields[9])  # type: ignore[call-overload]
    return Candidate(*fields)  # type: ignore[arg-type]


def recommendation_of(nomination_id: int) -> Recommendation | None:
    """What the union said of a nomination."""
    return db.session.get(Recommendation, nomination_id, populate_existing=True)


def forwardings(allocation: Allocation) -> list[Forwarding]:
    """The lists this union has handed on, newest first."""
    found = select(Forwarding).where(Forwarding.allocation_id == allocation.id).order_by(Forwarding.id.desc())
    return list(db.session.scalars(found))


def forwarding_of(allocation: Allocation, forwarding_id: int) -> Forwarding | None:
    """One list handed on by this union."""
    if not 0 < forwarding_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        select(Forwarding).where(Forwarding.id == forwarding_id, Forwarding.allocation_id == allocation.id)
    )


def needs_minutes() -> bool:
    """Whether a list is only handed on with the minutes of the meeting: a setting, off unless switched on."""
    return db.session.scalar(select(Setting.value).where(Setting.key == NEEDS_MINUTES)) == "yes"


def boards_of(actor: Actor) -> Sequence[Row[int, str, int, int, int, datetime | None]]:
    """The open cycles in which the actor's union has places, newest first: id, name, ceiling, used, how many wait to be
    examined, when recommending closes for this union. One query.
    """
    waiting = select(func.coalesce(func.sum(Tally.number), 0)).where(
        Tally.cycle_id == Cycle.id, Tally.union_id == Allocation.union_id, Tally.stage == Stage.SUBMITTED
    )
    closing = select(Deadline.closes_at).where(Deadline.cycle_id == Cycle.id, Deadline.phase == Phase.UNION)
    extended = select(Extension.closes_at).where(
        Extension.cycle_id == Cycle.id, Extension.phase == Phase.UNION, Extension.union_id == Allocation.union_id
    )
    used = (Allocation.reserved + Allocation.committed).label("used")
    return db.session.execute(
        select(
            *(Cycle.id, Cycle.name, Allocation.ceiling, used, waiting.scalar_subquery().label("waiting")),
            func.coalesce(extended.scalar_subquery(), closing.scalar_subquery()).label("closes_at"),
        )
        .join(Allocation, Allocation.cycle_id == Cycle.id)
        .where(Cycle.closed_at.is_(None), Allocation.union_id == actor.organisation_id)
        .order_by(Cycle.id.desc())
    ).all()


def todos(actor: Actor, now: datetime) -> list[Question]:
    """What waits for a union: candidates for the officer, a list to confirm for the head."""
    if actor.role not in UNION:
        return []
    extended = (Extension.cycle_id == Cycle.id) & (Extension.union_id == actor.organisation_id)
    waiting = (
        select(
            Cycle.id,
            Cycle.name,
            Tally.stage,
            func.sum(Tally.number),
            func.max(Deadline.closes_at),
            func.max(Extension.closes_at),
        )
        .join(Tally, Tally.cycle_id == Cycle.id)
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.UNION))
        .outerjoin(Extension, extended & (Extension.phase == Phase.UNION))
        .where(
            Tally.union_id == actor.organisation_id,
            Tally.stage.in_((*WAITING, Stage.RECOMMENDED)),
            Cycle.closed_at.is_(None),
        )
        .group_by(Cycle.id, Cycle.name, Tally.stage)
        .having(func.sum(Tally.number) > 0)
        .order_by(Cycle.id)
    )
    return [Question(waiting, lambda *row: _todo(actor.role, now, *row))]


def _todo(
    role: Role | None,
    now: datetime,
    cycle_id: int,
    name: str,
    stage: Stage,
    number: int,
    closes: datetime | None,
    later: datetime | None,
) -> Todo | None:
    due_at = max(closes, later or closes) if closes else None
    if not is_open(due_at, now):
        return None
    values: dict[str, int | str] = {"cycle_id": cycle_id}
    endpoint, mine = "recommendations.board", False
    if stage is Stage.SUBMITTED:
        what, mine = f"审核 {number} 份申报，决定是否推荐", role is Role.UNION_OFFICER
    elif stage is Stage.RETURNED_BY_UNION:
        what = f"{number} 份材料退回单位补正，等待重新申报"
    elif role is Role.UNION_HEAD:
        what, mine, endpoint = f"核定并上报 {number} 人的推荐名单", True, "recommendations.forwarding"
    else:
        what = f"{number} 人拟推荐，等待负责人核定上报"
    return Todo(what, name, endpoint, values, due_at, mine)
