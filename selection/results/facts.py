"""What a result pack says, read from the database as it stands: plain JSON, member by member (docs/verification.md).

Experts and jurors stand there under codes; candidates under the number of their nomination, with what the binding
limits of the award ask of them and nothing else. Names are only in the published lists, and of jurors in named votes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from models.ballot import Attendance, Ballot, Meeting, MeetingRecusal, Resolution, Round
from models.event import Event
from models.nomination import Dossier, Nomination, Recommendation
from models.people import User
from models.programme import Cycle
from models.result import ScoreCorrection
from models.review import Assignment, Calibration, Panel, Recusal, ReviewFile, ScoreSheet
from models.sealed import keyring
from models.vocabulary import Act
from selection import workflow
from selection.committee import queries as committee
from selection.database import db
from selection.results.afterwards import LEAVING, NAMING, notices, timeline
from selection.rules import double_entry
from selection.rules.clauses import EITHER, applying
from selection.rules.programme import Programme

ANCHORS = (
    *(Act.CLOSE_REVIEW, Act.COUNT, Act.CLOSE_MEETING, Act.REOPEN_MEETING),
    *(Act.PUBLISH_NOTICE, Act.CORRECT_NOTICE),
)
"""The acts by which a result came about: the pack gives the hash of each in the chain of events."""

TOTALLING = ("void_score", "correct_score")
"""The proposals after which all dossiers are totalled and ranked again."""

STEPS = (*LEAVING, Act.APPROVE, Act.MOVE_UP, *NAMING, Act.CALL_OFF_NOTICE, Act.OPEN_ROUND, Act.RECONSIDER, *ANCHORS)
Json = Any


def members(cycle: Cycle, issuer: str) -> dict[str, Json]:
    """Everything but the frozen rules, which go in as the very text that was hashed. LookupError: nothing resolved."""
    programme = workflow.programme_of(cycle)
    meeting = committee.of_cycle(cycle.id)
    if meeting is None or meeting.closed_at is None:
        raise LookupError("nothing has been resolved in this cycle")
    steps = _steps(cycle.id)
    held = committee.rounds(meeting.id)
    nominations = _nominations(cycle, programme, held, steps)
    return {
        "cycle": _cycle(cycle, programme, steps, issuer),
        "nominations": nominations,
        "review": _review(cycle),
        "ranking": _ranking(cycle, {each["id"] for each in nominations if each["left"] == "review"}),
        "meeting": _meeting(meeting, programme, held, steps),
        "seats": _seats(meeting),
        "timeline": timeline(cycle, programme, meeting, steps),
        "notices": notices(cycle),
    }


def chain(cycle_id: int) -> dict[str, Json]:
    """The last event a result rests on: its hash, and how many events the chain had with it."""
    return _chain(_steps(cycle_id))


def _steps(cycle_id: int) -> list[Event]:
    """Everything that made the result, in order."""
    query = select(Event).where(Event.cycle_id == cycle_id, Event.act.in_(STEPS)).order_by(Event.id)
    return list(db.session.scalars(query))


def _chain(steps: Sequence[Event]) -> dict[str, Json]:
    last = [each for each in steps if each.act in ANCHORS][-1]
    length = db.session.scalar(select(func.count(Event.id)).where(Event.id <= last.id))
    return {"hash": last.hash, "length": length}


def codes(cycle_id: int, kind: str, user_ids: Sequence[int]) -> dict[int, str]:
    """A code for each of these people: the same ones for the same cycle, and in no order that tells anything."""
    ordered = sorted(set(user_ids), key=lambda each: keyring.index(f"result-pack:{kind}:{cycle_id}:{each}"))
    width = max(2, len(str(len(ordered))))
    return {each: f"{kind}{place:0{width}d}" for place, each in enumerate(ordered, start=1)}


def _cycle(cycle: Cycle, programme: Programme, steps: Sequence[Event], issuer: str) -> Json:
    anchors = [each for each in steps if each.act in ANCHORS]
    return {
        "name": cycle.name,
        "batch_year": cycle.batch_year,
        "programme": programme.key,
        "organiser": programme.organiser,
        "issuer": issuer,
        "definition_sha256": cycle.definition_sha256,
        "chain": _chain(steps),
        "anchors": [{"act": str(each.act), "event": each.id, "hash": each.hash} for each in anchors],
    }


def _nominations(cycle: Cycle, programme: Programme, held: Sequence[Round], steps: Sequence[Event]) -> Json:
    """Everybody the experts or the committee had before them, with the dossier they had."""
    listed = {each for round_ in held for each in round_.listed}
    listed |= {each.nomination_id for each in steps if each.act == Act.RECONSIDER and each.nomination_id}
    newest = (
        select(Dossier.nomination_id, func.max(Dossier.version).label("version"))
        .group_by(Dossier.nomination_id)
        .subquery()
    )
    query = (
        select(Nomination, ReviewFile, Resolution.nomination_id, Recommendation.rank, newest.c.version)
        .outerjoin(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .outerjoin(Resolution, Resolution.nomination_id == Nomination.id)
        .outerjoin(Recommendation, Recommendation.nomination_id == Nomination.id)
        .outerjoin(newest, newest.c.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle.id)
        .order_by(Nomination.id)
    )
    rows = [row for row in db.session.execute(query) if row[1] or row[2] or row[0].id in listed]
    dossiers = _dossiers(cycle.id)
    wanted = _groups_that_bind(programme)
    return [
        {
            "id": nomination.id,
            "dossier": dossiers[file.dossier_id if file else (nomination.id, version)],
            "channel": nomination.channel,
            "applied_title": nomination.applied_title,
            "unit": nomination.unit_id,
            "union": nomination.union_id,
            "union_rank": union_rank,
            "groups": sorted(each for each in nomination.groups if each.partition(":")[0] in wanted),
            "reviewed": file is not None,
            "left": None if settled else _left(nomination.id, file, steps),
        }
        for nomination, file, settled, union_rank, version in rows
    ]


def _dossiers(cycle_id: int) -> dict[object, dict[str, object]]:
    """Version and digest of every sealed dossier, by its id and by nomination and version."""
    rows = db.session.execute(
        select(Dossier.id, Dossier.nomination_id, Dossier.version, Dossier.sha256)
        .join(Nomination, Nomination.id == Dossier.nomination_id)
        .where(Nomination.cycle_id == cycle_id)
    )
    found: dict[object, dict[str, object]] = {}
    for row in rows:
        found[row.id] = found[row.nomination_id, row.version] = {"version": row.version, "sha256": row.sha256}
    return found


def _groups_that_bind(programme: Programme) -> set[str]:
    """The groups of people that binding limits of the award speak of: what is said of a candidate, and no more."""
    binding = [each for each in applying(programme.limits, "award") if each.binding]
    named = {each.group for each in binding}
    return named | {branch.group for each in binding if each.group == EITHER for branch in each.either}


def _left(nomination_id: int, file: ReviewFile | None, steps: Sequence[Event]) -> str | int:
    """How far somebody came whom the committee did not settle: the review, or so many rounds opened before he left."""
    ranked_by = [each.id for each in steps if _totals(each)]
    gone = [each.id for each in steps if each.act in LEAVING and each.nomination_id == nomination_id]
    if file is not None and (file.rank is None or (ranked_by and gone and gone[-1] < ranked_by[-1])):
        return "review"
    opened = 0
    for each in steps:
        opened += each.act == Act.OPEN_ROUND
        if each.act in LEAVING and each.nomination_id == nomination_id:
            break
    return opened


def _totals(event: Event) -> bool:
    """Whether everybody was ranked by it."""
    return event.act == Act.CLOSE_REVIEW or (event.act == Act.APPROVE and event.facts.get("kind") in TOTALLING)


def _review(cycle: Cycle) -> Json:
    """Who was given what, who stepped back, and every sheet handed in. No comment, no reason, no name."""
    rows = db.session.execute(
        select(
            Assignment.nomination_id,
            Assignment.expert_id,
            Panel.id.label("panel"),
            Recusal.assignment_id.label("recused"),
            Assignment.id.label("assignment_id"),
            ScoreSheet,
        )
        .join(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Panel.cycle_id == cycle.id)
    ).all()
    called = codes(cycle.id, "E", [row.expert_id for row in rows])
    panels = {panel: f"P{place}" for place, panel in enumerate(sorted({row.panel for row in rows}), start=1)}
    ordered = sorted(rows, key=lambda row: (row.nomination_id, called[row.expert_id]))

    def about(row: Any) -> dict[str, object]:
        return {"nomination": row.nomination_id, "expert": called[row.expert_id]}

    corrected: dict[int, list[ScoreCorrection]] = {}
    done = select(ScoreCorrection).join(Assignment, Assignment.id == ScoreCorrection.assignment_id)
    done = done.join(Panel, Panel.id == Assignment.panel_id).where(Panel.cycle_id == cycle.id)
    for each in db.session.scalars(done.order_by(ScoreCorrection.id)):
        corrected.setdefault(each.assignment_id, []).append(each)
    return {
        "corrections": [
            about(row) | {"before": each.points_before, "after": each.points_after}
            for row in ordered
            for each in corrected.get(row.assignment_id, ())
        ],
        "assignments": [about(row) | {"panel": panels[row.panel]} for row in ordered],
        "recusals": [about(row) for row in ordered if row.recused is not None],
        "sheets": [
            about(row) | {"points": row.ScoreSheet.points, "total": f"{row.ScoreSheet.total.normalize():f}"}
            for row in ordered
            if row.ScoreSheet is not None and row.ScoreSheet.handed_in_at is not None
        ],
    }


def _ranking(cycle: Cycle, gone: set[int]) -> Json:
    """The ranking the committee had before it; whoever had left by then is not in it."""
    rows = db.session.scalars(
        select(ReviewFile)
        .join(Panel, Panel.id == ReviewFile.panel_id)
        .where(Panel.cycle_id == cycle.id, ReviewFile.rank.is_not(None))
        .order_by(ReviewFile.rank, ReviewFile.nomination_id)
    )
    found = db.session.get(Calibration, cycle.id)
    return {
        "calibrated": found is not None and found.counts,
        "rows": [
            {
                "id": each.nomination_id,
                "rank": each.rank,
                "total": f"{each.total:.4f}",
                "sheets": each.sheets,
                "tie_broken_by": each.tie_broken_by,
            }
            for each in rows
            if each.nomination_id not in gone
        ],
    }


def _meeting(meeting: Meeting, programme: Programme, held: Sequence[Round], steps: Sequence[Event]) -> Json:
    """Who came, who stepped back from whom, and the rounds. In a secret vote jurors have codes and no names."""
    rules = programme.committee
    is_named = not rules.is_secret
    summoned = db.session.execute(
        select(Attendance.juror_id, Attendance.present_at, User.name)
        .join(User, User.id == Attendance.juror_id)
        .where(Attendance.meeting_id == meeting.id)
    ).all()
    called = codes(meeting.cycle_id, "J", [row.juror_id for row in summoned])
    recused = db.session.execute(
        select(MeetingRecusal.juror_id, MeetingRecusal.nomination_id).where(MeetingRecusal.meeting_id == meeting.id)
    )
    counted = {each.facts["round"]: each.facts["sha256"] for each in steps if each.act == Act.COUNT}
    return {
        "method": rules.method,
        "secret": rules.is_secret,
        "present": sum(row.present_at is not None for row in summoned),
        "jurors": sorted(
            (
                {"code": called[row.juror_id], "present": row.present_at is not None}
                | ({"name": row.name} if is_named else {})
                for row in summoned
            ),
            key=lambda each: str(each["code"]),
        ),
        "recusals": sorted(
            ({"juror": called[row.juror_id], "nomination": row.nomination_id} for row in recused),
            key=lambda each: (str(each["juror"]), each["nomination"]),
        ),
        "rounds": [_round(each, called, counted) for each in held],
        "reopenings": _reopenings(steps),
    }


def _reopenings(steps: Sequence[Event]) -> list[Json]:
    """Every time the closed meeting was opened again: which rounds counted then, and what had been resolved."""
    found: list[Json] = []
    opened, seats = 0, []
    for each in steps:
        opened += each.act == Act.OPEN_ROUND
        if each.act == Act.RECONSIDER:
            kept = {key: each.facts[key] for key in ("outcome", "title", "position", "votes")}
            seats.append({"id": each.nomination_id, **kept})
        elif each.act == Act.REOPEN_MEETING:
            found.append({"event": each.id, "after": opened, "counted": each.facts["rounds"], "seats": seats})
            seats = []
    return found


def _round(round_: Round, called: Mapping[int, str], counted: Mapping[int, str]) -> Json:
    if round_.voided_at is not None:
        return {"number": round_.number, "voided": True}
    return {
        "number": round_.number,
        "voided": False,
        "title": round_.title_key,
        "attempt": round_.attempt,
        "why": round_.why,
        "listed": round_.listed,
        "places": round_.places,
        "present": round_.present,
        "paper": round_.is_on_paper,
        "votes": round_.votes,
        "ballots": _ballots(round_, called),
        "receipts": round_.receipts,
        "sha256": counted[round_.number],
    }


def _ballots(round_: Round, called: Mapping[int, str]) -> list[dict[str, object]]:
    """Named ballots by their juror; secret and paper ones in the order of what they say."""
    if round_.is_on_paper:
        read = double_entry.papers(committee.entries("ballot", round_.id))
        return [{"in_favour": each} for each in sorted(paper.content for paper in read)]
    named = db.session.execute(select(Ballot.juror_id, Ballot.in_favour).where(Ballot.round_id == round_.id))
    found: list[dict[str, object]] = [
        {"juror": called[row.juror_id], "in_favour": sorted(row.in_favour)} for row in named
    ]
    if found:
        return sorted(found, key=lambda each: str(each["juror"]))
    return [{"in_favour": each} for each in sorted(committee.opened_ballots(round_))]


def _seats(meeting: Meeting) -> Json:
    rows = db.session.scalars(
        select(Resolution).where(Resolution.meeting_id == meeting.id).order_by(Resolution.nomination_id)
    )
    return [
        {
            "id": each.nomination_id,
            "outcome": str(each.outcome),
            "title": each.title_key,
            "position": each.position,
            "votes": each.votes_for,
        }
        for each in rows
    ]
