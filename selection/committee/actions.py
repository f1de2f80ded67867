"""What a meeting does: it is convened, members sign in and vote, it is closed; nothing is counted before that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from models.ballot import Attendance, Ballot, Meeting, Resolution
from models.programme import Cycle
from models.vocabulary import Act, Outcome
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.rules import ballots, seats
from selection.rules.standing import Actor


def convene(cycle: Cycle, actor: Actor, *, name: str, now: datetime) -> Meeting:
    """Call every juror of the city to the meeting of a cycle whose review is closed."""
    with transaction() as session:
        lock(cycle)
        jurors = queries.jurors()
        if reasons := _against_meeting(cycle, jurors):
            raise Refused(*reasons, title="现在不能召开评审会")
        meeting = Meeting(cycle_id=cycle.id, name=name, opened_at=now)
        session.add(meeting)
        session.flush()
        session.add_all(Attendance(meeting_id=meeting.id, juror_id=juror) for juror, _ in jurors)
        record(Act.CONVENE, actor, now=now, cycle_id=cycle.id, subject=name, facts={"members": len(jurors)})
    return meeting


def _against_meeting(cycle: Cycle, jurors: Sequence[Any]) -> list[Reason]:
    reasons = []
    if queries.of_cycle(cycle.id) is not None:
        reasons.append(Reason("本届的评审会已经召开", "一届评选召开一次评审会，请在会议列表中查看。"))
    if cycle.review_closed_at is None:
        reasons.append(Reason("专家评审还没有结束", "请先收齐评分，结束专家评审。"))
    elif not (listed := queries.candidates(cycle.id)):
        reasons.append(Reason("没有等待票决的候选人", "专家评审汇总以后，候选人会列在这里。"))
    else:
        reasons += _unranked(listed)
    if not jurors:
        reasons.append(Reason("还没有评委", "请系统管理员先给评委开通账号。"))
    return reasons


def _unranked(listed: Sequence[Row[Any]]) -> list[Reason]:
    return [
        Reason(f"{row.name}没有专家评分和名次", "请先补齐评分，或对这份材料不予通过。")
        for row in listed
        if row.rank is None
    ]


def attend(meeting: Meeting, actor: Actor, *, now: datetime) -> None:
    """A juror signs in; a second time changes nothing."""
    with transaction():
        lock(meeting)
        mine = _held_seat(meeting, actor, "签到")
        if mine.present_at is None:
            mine.present_at = now
            record(Act.ATTEND, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name)


def cast(meeting: Meeting, actor: Actor, *, in_favour: Sequence[int], now: datetime) -> None:
    """Cast the one ballot of a present juror: the nominations he is in favour of, none of them to be changed later.

    Raises ``Refused`` with every problem. What it says stands in the ballot alone, in no event and no log.
    """
    programme = workflow.programme_of(meeting.cycle)
    with transaction() as session:
        lock(meeting)
        mine = _held_seat(meeting, actor, "投票")
        if mine.present_at is None:
            raise Refused(Reason("您还没有签到", "请先签到再投票。"), title="现在不能投票")
        if queries.has_voted(meeting.id, mine.juror_id):
            raise Refused(Reason("您已经投过票", "每人一票，投出后不能更改。"), title="现在不能投票")
        if problems := ballot_problems(meeting, actor, in_favour, at_most=programme.places):
            raise Refused(*problems, title="现在不能投票")
        ballot = Ballot(meeting_id=meeting.id, juror_id=mine.juror_id, in_favour=sorted(in_favour), cast_at=now)
        session.add(ballot)
        record(Act.VOTE, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name)


def ballot_problems(meeting: Meeting, actor: Actor, in_favour: Sequence[int], *, at_most: int) -> list[str]:
    """Every reason why this ballot would not count. Two queries."""
    listed = queries.candidates(meeting.cycle_id)
    units = queries.own_units(actor.user_id)
    return ballots.ballot_problems(
        in_favour,
        {row.id: row.name for row in listed},
        at_most=at_most,
        recused={row.id for row in listed if row.unit_id in units},
    )


def _held_seat(meeting: Meeting, actor: Actor, what: str) -> Attendance:
    """The juror's row in an open meeting, locked."""
    if meeting.closed_at is not None:
        raise Refused(Reason("票决已经结束", "请查看评议结果。"), title=f"现在不能{what}")
    mine = queries.attendance_of(meeting.id, actor.user_id)
    if mine is None:
        raise Refused(Reason("您不在本次评审会的应到名单里", "请联系市总工会评选办。"), title=f"现在不能{what}")
    return lock(mine)


def close(meeting: Meeting, actor: Actor, *, now: datetime) -> list[seats.Seat]:
    """End the vote, count it, and settle every candidate at once: chosen for a title, in reserve, or not chosen.

    Refused without a quorum or without a ballot. Members who are present and have not voted count as present.
    """
    programme = workflow.programme_of(meeting.cycle)
    with transaction() as session:
        lock(meeting.cycle)
        lock(meeting)
        turnout = queries.turnout(meeting.id)
        held = queries.scored(meeting.cycle_id)
        listed = queries.candidates(meeting.cycle_id)
        if reasons := _against_closing(meeting, turnout, listed):
            raise Refused(*reasons, title="现在不能结束票决")
        votes = ballots.tally(queries.cast_ballots(meeting.id), held)
        settled = seats.choose(
            [_candidate(row, votes[row.id]) for row in listed],
            programme.titles,
            programme.limits,
            programme.committee,
            turnout.present,
            groups=programme.groups,
        )
        meeting.closed_at = now
        session.add_all(_resolution(meeting, each, votes[each.nomination_id]) for each in settled)
        for each in settled:
            workflow.advance(held[each.nomination_id], Act.RESOLVE, actor, now=now)
        counted = {outcome: sum(each.outcome == outcome for each in settled) for outcome in Outcome}
        facts = {"members": turnout.members, "present": turnout.present, "cast": turnout.cast}
        facts |= {str(outcome): number for outcome, number in counted.items()}
        record(Act.CLOSE_MEETING, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return settled


def _against_closing(meeting: Meeting, turnout: queries.Turnout, listed: Sequence[Row[Any]]) -> list[Reason]:
    if meeting.closed_at is not None:
        return [Reason("票决已经结束", "请查看评议结果。")]
    quorum = workflow.programme_of(meeting.cycle).committee.quorum
    told = ballots.meeting_problems(present=turnout.present, members=turnout.members, quorum=quorum)
    told += ballots.count_problems(present=turnout.present, cast=turnout.cast)
    reasons = [Reason(each) for each in told] + _unranked(listed)
    if not turnout.cast:
        reasons.append(Reason("还没有人投票", "请等到会的评委投票以后再结束。"))
    return reasons


def _candidate(row: Row[Any], votes_for: int) -> seats.Candidate:
    return seats.Candidate(
        nomination_id=row.id,
        name=row.name,
        applied_title=row.applied_title,
        rank=row.rank,
        votes_for=votes_for,
        score=row.total,
        groups=frozenset(row.groups),
        unit_id=row.unit_id,
        unit_name=row.unit,
    )


def _resolution(meeting: Meeting, settled: seats.Seat, votes_for: int) -> Resolution:
    return Resolution(
        nomination_id=settled.nomination_id,
        meeting_id=meeting.id,
        votes_for=votes_for,
        outcome=settled.outcome,
        title_key=settled.title_key,
        position=settled.position,
        reason=settled.reason,
    )
