"""为什么: the whole way of one name, from form to certificate, for the supervisor. Experts stand there under codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from models.ballot import Meeting, MeetingRecusal, Resolution, Round
from models.event import Event
from models.honour import Certificate, Decision, Honour
from models.nomination import Dossier, Nomination, Recommendation
from models.people import User
from models.publicity import Notice, NoticeEnd, NoticeName
from models.result import ScoreCorrection
from models.review import Assignment, CalibratedFile, Panel, Recusal, ReviewFile, ScoreSheet
from models.vetting import Inquiry, Tick
from models.vocabulary import Act, Outcome, Role
from selection import workflow
from selection.audit import queries as audit
from selection.committee import queries as committee
from selection.database import db
from selection.reach import run_by
from selection.results.facts import codes
from selection.rules.ballots import votes_needed
from selection.rules.programme import Programme
from selection.rules.standing import Actor

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Sheet:
    """One assignment: the expert's code, what he wrote, why it does not count if so, what it said before."""

    expert: str
    points: Mapping[str, Decimal]
    total: Decimal | None
    recused: str
    corrections: Sequence[ScoreCorrection]

    @property
    def counts(self) -> bool:
        """Whether the total of the dossier was made of it."""
        return self.total is not None and not self.recused


@dataclass(frozen=True)
class Vote:
    """One round that somebody stood in; ``votes`` None: it was voided, or is not counted yet."""

    round: Round
    title: str
    votes: int | None
    needed: int


@dataclass(frozen=True)
class Trace:
    """Everything that made one name what it is, in the order in which it happened."""

    nomination: Nomination
    programme: Programme
    dossiers: Sequence[Dossier]
    recommendation: Recommendation | None
    ticks: Sequence[Tick]
    inquiries: Sequence[Inquiry]
    file: ReviewFile | None
    panel: str
    sheets: Sequence[Sheet]
    calibrated: CalibratedFile | None
    meeting: Meeting | None
    votes: Sequence[Vote]
    barred: Sequence[Row[str, str]]
    resolution: Resolution | None
    notices: Sequence[Row[Any]]  # notice, and its end if it was taken down
    honour: Row[Honour, Decision | None] | None
    certificates: Sequence[Certificate]
    events: Sequence[Event]

    @property
    def title(self) -> str:
        """The title resolved, in words; empty without one."""
        found = self.programme.title_named(self.resolution.title_key or "") if self.resolution else None
        return found.name if found else ""

    @property
    def undone(self) -> list[tuple[Event, Outcome, str]]:
        """What an earlier closing of the meeting had resolved, until it was opened again: outcome, title in words."""
        found = []
        for each in self.events:
            if each.act == Act.RECONSIDER:
                title = self.programme.title_named(each.facts["title"] or "")
                found.append((each, Outcome(each.facts["outcome"]), title.name if title else ""))
        return found

    @staticmethod
    def who(event: Event) -> str:
        """Who did it, for whom. An expert is told by his role: his name here would undo his code above."""
        if event.role == Role.EXPERT:
            return event.role.label
        return f"{event.actor_name}（{event.organisation_name}）" if event.organisation_name else event.actor_name


def trace(nomination_id: int, actor: Actor) -> Trace | None:
    """The way of one nomination of this house. A fixed number of queries."""
    nomination = _nomination(nomination_id, actor)
    if nomination is None:
        return None
    programme, of = workflow.programme_of(nomination.cycle), {"nomination_id": nomination.id}
    file = db.session.get(ReviewFile, nomination.id, options=[joinedload(ReviewFile.panel)])
    meeting = committee.of_cycle(nomination.cycle_id)
    honour = db.session.execute(
        select(Honour, Decision).outerjoin(Decision, Decision.id == Honour.decision_id).filter_by(**of)
    ).one_or_none()
    return Trace(
        nomination,
        programme,
        db.session.scalars(select(Dossier).filter_by(**of).order_by(Dossier.version)).all(),
        db.session.get(Recommendation, nomination.id),
        db.session.scalars(select(Tick).filter_by(**of).order_by(Tick.id)).all(),
        db.session.scalars(select(Inquiry).filter_by(**of).order_by(Inquiry.id)).all(),
        file,
        file.panel.name if file else "",
        _sheets(nomination),
        db.session.get(CalibratedFile, nomination.id),
        meeting,
        _votes(meeting, nomination.id, programme) if meeting else (),
        _barred(meeting, nomination.id) if meeting else (),
        db.session.get(Resolution, nomination.id),
        _notices(nomination.id),
        honour,
        _certificates(honour[0].id) if honour else (),
        audit.of_nomination(nomination.id)[::-1],
    )


def _nomination(nomination_id: int, actor: Actor) -> Nomination | None:
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    whole = [joinedload(each, innerjoin=True) for each in (Nomination.cycle, Nomination.unit, Nomination.union)]
    query = select(Nomination).join(Nomination.cycle).options(*whole)
    return db.session.scalars(query.where(Nomination.id == nomination_id, run_by(actor))).one_or_none()


def _sheets(nomination: Nomination) -> list[Sheet]:
    """Two queries: everybody who was given the dossier, and the codes of all experts of the cycle."""
    rows = db.session.execute(
        select(Assignment, ScoreSheet, Recusal)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Assignment.nomination_id == nomination.id)
    ).all()
    experts = db.session.scalars(
        select(Assignment.expert_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(Panel.cycle_id == nomination.cycle_id)
    ).all()
    corrected = db.session.scalars(
        select(ScoreCorrection)
        .where(ScoreCorrection.assignment_id.in_([row.Assignment.id for row in rows]))
        .order_by(ScoreCorrection.id)
    ).all()
    called = codes(nomination.cycle_id, "E", experts)
    found = [
        Sheet(
            called[row.Assignment.expert_id],
            {key: Decimal(text) for key, text in row.ScoreSheet.points.items()} if _is_in(row.ScoreSheet) else {},
            row.ScoreSheet.total if _is_in(row.ScoreSheet) else None,
            row.Recusal.reason if row.Recusal else "",
            [each for each in corrected if each.assignment_id == row.Assignment.id],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.expert)


def _is_in(sheet: ScoreSheet | None) -> bool:
    return sheet is not None and sheet.handed_in_at is not None


def _votes(meeting: Meeting, nomination_id: int, programme: Programme) -> list[Vote]:
    """The rounds he stood in; figures only once the meeting is closed."""
    threshold, found = programme.committee.threshold, []
    for each in committee.rounds(meeting.id):
        if nomination_id in each.listed:
            title = programme.title_named(each.title_key or "")
            counts = meeting.closed_at is not None and each.voided_at is None and each.votes is not None
            votes = (each.votes or {}).get(str(nomination_id)) if counts else None
            name = title.name if title else "全部称号"
            found.append(Vote(each, name, votes, votes_needed(present=each.present, threshold=threshold)))
    return found


def _barred(meeting: Meeting, nomination_id: int) -> Sequence[Row[str, str]]:
    return db.session.execute(
        select(User.name, MeetingRecusal.reason)
        .join(User, User.id == MeetingRecusal.juror_id)
        .where(MeetingRecusal.meeting_id == meeting.id, MeetingRecusal.nomination_id == nomination_id)
        .order_by(User.id)
    ).all()


def _notices(nomination_id: int) -> Sequence[Row[Any]]:
    columns: Sequence[Any] = (Notice, NoticeEnd)
    return db.session.execute(
        select(*columns)
        .join(NoticeName, NoticeName.notice_id == Notice.id)
        .outerjoin(NoticeEnd, NoticeEnd.notice_id == Notice.id)
        .where(NoticeName.nomination_id == nomination_id)
        .order_by(Notice.version)
    ).all()


def _certificates(honour_id: int) -> Sequence[Certificate]:
    return db.session.scalars(select(Certificate).filter_by(honour_id=honour_id).order_by(Certificate.id)).all()
