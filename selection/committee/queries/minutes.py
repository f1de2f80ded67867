"""The facts of a closed meeting, ready for its papers: minutes (评审会纪要), tally sheet, signature page.

Plain values only, so that whoever sets them in type needs no database. A secret round names nobody's vote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from models.ballot import Meeting
from models.vocabulary import Outcome
from selection import workflow
from selection.committee.queries.meetings import attendance, results
from selection.committee.queries.reopenings import Reopening, reopenings
from selection.committee.queries.rounds import names, recusals, rounds
from selection.committee.queries.tellers import tellers
from selection.rules.ballots import least, votes_needed


@dataclass(frozen=True)
class Line:
    """One candidate in a tally or a list; ``position`` within title or reserve, 0 for neither."""

    nomination_id: int
    name: str
    unit: str
    occupation: str
    votes: int
    position: int
    reason: str


@dataclass(frozen=True)
class RoundFacts:
    """One round. ``votes``: by nomination. ``passed``: how many reached the threshold. ``receipts``: secret rounds."""

    number: int
    title: str
    why: str
    places: int
    present: int
    ballots: int
    needed: int
    is_on_paper: bool
    opened_at: datetime
    closed_at: datetime | None
    counted_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    votes: Mapping[int, int]
    tally: Sequence[tuple[str, int]]
    receipts: Sequence[str]

    @property
    def passed(self) -> int:
        """How many reached the threshold."""
        return sum(votes >= self.needed for votes in self.votes.values())

    @property
    def unused(self) -> int:
        """Members present whose ballot did not come in."""
        return self.present - self.ballots


@dataclass(frozen=True)
class Minutes:
    """Everything the papers of a meeting say. ``members``: name and when he signed in; ``tellers``: by number."""

    name: str
    cycle: str
    organiser: str
    opened_at: datetime
    closed_at: datetime
    reopened: Sequence[Reopening]
    agenda: Sequence[str]
    members: Sequence[tuple[str, datetime | None]]
    present: int
    quorum_share: str
    quorum: int
    threshold_share: str
    needed: int
    is_secret: bool
    tellers: Sequence[str]
    tellers_needed: int
    sealing_key: str
    recusals: Sequence[tuple[str, str, str]]
    rounds: Sequence[RoundFacts]
    titles: Sequence[tuple[str, int, Sequence[Line]]]
    reserve: Sequence[Line]
    unchosen: Sequence[Line]

    @property
    def summoned(self) -> int:
        """应到."""
        return len(self.members)

    @property
    def absent(self) -> list[str]:
        """Who did not come."""
        return [name for name, present_at in self.members if present_at is None]


def minutes(meeting: Meeting) -> Minutes:
    """The facts of a closed meeting; ask only once it is closed. At most seven queries, whatever it decided."""
    programme = workflow.programme_of(meeting.cycle)
    committee = programme.committee
    members = [(row.name, row.present_at) for row in attendance(meeting.id)]
    present = sum(moment is not None for _, moment in members)
    rows = results(meeting)
    lines = {
        row.Resolution.nomination_id: Line(
            row.Resolution.nomination_id,
            row.name,
            row.unit,
            row.occupation,
            row.Resolution.votes_for,
            row.Resolution.position or 0,
            row.Resolution.reason,
        )
        for row in rows
    }
    by_title = {title.key: [row for row in rows if row.Resolution.title_key == title.key] for title in programme.titles}
    of = {
        outcome: [lines[row.Resolution.nomination_id] for row in rows if row.Resolution.outcome == outcome]
        for outcome in Outcome
    }
    return Minutes(
        name=meeting.name,
        cycle=meeting.cycle.name,
        organiser=programme.organiser,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at or meeting.opened_at,
        reopened=reopenings(meeting),
        agenda=meeting.agenda.splitlines(),
        members=members,
        present=present,
        quorum_share=_share(committee.quorum),
        quorum=least(len(members), committee.quorum),
        threshold_share=_share(committee.threshold),
        needed=votes_needed(present=present, threshold=committee.threshold),
        is_secret=committee.is_secret,
        tellers=[row.name for row in tellers(meeting.id)] if committee.is_secret else [],
        tellers_needed=committee.tellers_needed,
        sealing_key=meeting.sealing_key or "",
        recusals=[(row.name, row.candidate, row.reason) for row in recusals(meeting.id)],
        rounds=_rounds(meeting, {each.nomination_id: each.name for each in lines.values()}),
        titles=[
            (title.name, title.places, [lines[row.Resolution.nomination_id] for row in by_title[title.key]])
            for title in programme.titles
        ],
        reserve=of[Outcome.RESERVED],
        unchosen=of[Outcome.UNCHOSEN],
    )


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _rounds(meeting: Meeting, settled: Mapping[int, str]) -> list[RoundFacts]:
    programme, held = workflow.programme_of(meeting.cycle), rounds(meeting.id)
    gone = {each for round_ in held for each in round_.listed} - settled.keys()
    called = {**settled, **(names(gone) if gone else {})}
    found = []
    for round_ in held:
        title = programme.title_named(round_.title_key or "")
        votes = {int(each): number for each, number in (round_.votes or {}).items()}
        tally = sorted(((called[each], number) for each, number in votes.items()), key=lambda line: -line[1])
        found.append(
            RoundFacts(
                number=round_.number,
                title=title.name if title else "、".join(each.name for each in programme.titles),
                why=round_.why,
                places=round_.places,
                present=round_.present,
                ballots=round_.ballots or 0,
                needed=votes_needed(present=round_.present, threshold=programme.committee.threshold),
                is_on_paper=round_.is_on_paper,
                opened_at=round_.opened_at,
                closed_at=round_.closed_at,
                counted_at=round_.counted_at,
                voided_at=round_.voided_at,
                void_reason=round_.void_reason,
                votes=votes,
                tally=tally,
                receipts=round_.receipts or (),
            )
        )
    return found
