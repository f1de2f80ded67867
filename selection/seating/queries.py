"""What a meeting's votes and limits are made of, for looking at them another way. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from models.ballot import Meeting, Resolution
from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.review import ReviewFile
from selection import workflow
from selection.committee import queries as committee
from selection.database import db
from selection.rules import rounds
from selection.rules.clauses import spelled
from selection.rules.composition import LimitState, Member, Roll, applying, standing
from selection.rules.programme import Group, Limit, Programme
from selection.rules.reach import Outlook, Verdict
from selection.rules.relaxing import Difference, loosened, what_if
from selection.rules.seats import Candidate, choose
from selection.taxonomies import load

AWARD = "award"


@dataclass(frozen=True)
class Votes:
    """What the seats were made of: candidates with their votes, how many were present, the rules."""

    programme: Programme
    candidates: Sequence[Candidate]
    present: int
    is_as_resolved: bool

    @property
    def groups(self) -> Sequence[Group]:
        """The groups of people, those of a family under their names."""
        return spelled(self.programme, load(self.programme.taxonomies))

    @property
    def limits(self) -> list[Limit]:
        """The limits that bind the award's list."""
        return [each for each in applying(self.programme.limits, AWARD) if each.binding]

    def without(self, limit: Limit, by: int) -> Difference:
        """What the votes would have made of the list with this limit wider by so much, or gone."""
        rules = self.programme
        return what_if(
            self.candidates,
            rules.titles,
            rules.limits,
            rules.committee,
            self.present,
            groups=self.groups,
            limit=limit,
            instead=loosened(limit, by) if by else None,
        )


def votes(meeting: Meeting) -> Votes:
    """The votes of a closed meeting. Five queries."""
    programme = workflow.programme_of(meeting.cycle)
    rows = _resolved(meeting)
    candidates: Sequence[Candidate] = committee.as_candidates(rows)
    present = committee.turnout(meeting.id).present
    if programme.committee.method != "order":
        counts = committee.counts(committee.rounds(meeting.id))
        candidates = rounds.voted(programme, candidates, counts, present=present)
    rules = (programme.titles, programme.limits, programme.committee, present)
    now = {each.nomination_id: each.title_key for each in choose(candidates, *rules, groups=programme.groups)}
    return Votes(programme, candidates, present, now == {row.id: row.title_key for row in rows})


def _resolved(meeting: Meeting) -> Sequence[Row[Any]]:
    """The names a meeting settled, as ``committee.queries.candidates`` gives them before it."""
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    columns: Sequence[Any] = (
        *(getattr(Nomination, name) for name in ("id", "name", "groups", "applied_title", "unit_id", "union_id")),
        Recommendation.rank.label("union_rank"),
        ReviewFile.rank,
        ReviewFile.total,
        unit.c.name.label("unit"),
        union.c.short_name.label("union"),
        Resolution.title_key,
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .outerjoin(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .outerjoin(Recommendation, Recommendation.nomination_id == Nomination.id)
        .where(Resolution.meeting_id == meeting.id)
        .order_by(ReviewFile.rank, Nomination.id)
    ).all()
    return rows


@dataclass(frozen=True)
class Trial:
    """A list on trial: the candidates by rank, who is ticked, what each of the others would mean, the limits."""

    programme: Programme
    rows: Sequence[Row[Any]]
    ticked: frozenset[int]
    verdicts: dict[int, Verdict]
    limits: Sequence[LimitState]
    missing: Sequence[tuple[str, int, str]]
    groups: Sequence[Group]


def trial(meeting: Meeting, ticks: Sequence[int]) -> Trial:
    """The names before the committee with some of them on a list. One query."""
    programme, rows = workflow.programme_of(meeting.cycle), committee.candidates(meeting.cycle_id)
    groups = spelled(programme, load(programme.taxonomies))
    people = {row.id: _member(row) for row in rows}
    listed = [people[each] for each in dict.fromkeys(ticks) if each in people][: programme.places]
    waiting = [each for each in people.values() if each not in listed]
    roll = Roll(listed, programme.places, programme.places - len(listed), groups)
    outlook = Outlook(programme.limits, roll, waiting, AWARD)
    return Trial(
        programme,
        rows,
        frozenset(each.id for each in listed),
        {each.id: outlook.verdict(each) for each in waiting},
        standing(programme.limits, listed, [], places=programme.places, groups=groups, scope=AWARD),
        [(clause.name, short, clause.limit.article) for clause, short in outlook.missing()],
        groups,
    )


def _member(row: Row[Any]) -> Member:
    return Member(row.id, row.name, row.unit_id, row.unit, frozenset(row.groups), row.union_id, row.union)
