"""What a meeting does: it is convened, members sign in and step back, and when all is voted it settles everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from models.ballot import Attendance, Meeting, MeetingRecusal, Resolution, Round
from models.programme import Cycle
from models.vocabulary import Act, Outcome, Phase
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.committee.queries.door import connections
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.rules import ballots, rounds, seats
from selection.rules.standing import Actor

LONGEST_REASON = 600


def convene(cycle: Cycle, actor: Actor, *, name: str, agenda: str = "", now: datetime) -> Meeting:
    """Call every juror of the house that runs the cycle to its meeting, once the review is closed."""
    with transaction() as session:
        lock(cycle)
        jurors = queries.jurors(cycle.organiser_id)
        if reasons := _against_meeting(cycle, jurors):
            raise Refused(*reasons, title="现在不能召开评审会")
        meeting = Meeting(cycle_id=cycle.id, name=name, agenda=agenda, opened_at=now)
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
        reasons += unranked(cycle, listed)
    if not jurors:
        reasons.append(Reason("还没有评委", "请系统管理员先给评委开通账号。"))
    return reasons


def unranked(cycle: Cycle, listed: Sequence[Row[Any]]) -> list[Reason]:
    """Everybody the experts should have ranked and have not: nobody can vote on them."""
    programme = workflow.programme_of(cycle)
    return [
        Reason(f"{row.name}没有专家评分和名次", "请先补齐评分，或对这份材料不予通过。")
        for row in listed
        if row.rank is None and Phase.REVIEW in programme.phases_by(row.channel)
    ]


def attend(meeting: Meeting, actor: Actor, *, now: datetime) -> int:
    """A juror signs in and is told, at the door, on whom he does not vote: returns on how many.

    Until the first round begins: from then on the number present, on which every threshold rests, stands. A second
    time changes nothing.
    """
    with transaction() as session:
        lock(meeting)
        mine = held_seat(meeting, actor, "签到")
        if mine.present_at is not None:
            return len(queries.recusals_of(meeting.id, mine.juror_id))
        if queries.latest(queries.rounds(meeting.id)) is not None:
            why = "表决已经开始，实到人数在第一轮开始时定下"
            raise Refused(Reason(why, "以后各轮按同一人数计算；您可以列席，不参加投票。"), title="现在不能签到")
        mine.present_at = now
        found = connections(meeting.cycle_id, mine.juror_id)
        session.add_all(
            MeetingRecusal(meeting_id=meeting.id, juror_id=mine.juror_id, nomination_id=each, reason=why[:300])
            for each, why in found.items()
        )
        record(
            Act.ATTEND,
            actor,
            now=now,
            cycle_id=meeting.cycle_id,
            subject=meeting.name,
            facts={"recused": sorted(found)} if found else {},
        )
    return len(found)


def recuse(meeting: Meeting, actor: Actor, *, nomination_ids: Sequence[int], reason: str, now: datetime) -> None:
    """A juror present declares that he is connected with candidates: he does not vote on them in rounds to come."""
    with transaction() as session:
        lock(meeting)
        mine = held_seat(meeting, actor, "申请回避")
        if mine.present_at is None:
            raise Refused(Reason("您还没有签到", "请先签到再申请回避。"), title="现在不能申请回避")
        last = queries.latest(queries.rounds(meeting.id))
        if last is not None and last.closed_at is None:
            raise Refused(Reason("正在投票", "请在本轮结束以后申请回避，或在本轮不选他。"), title="现在不能申请回避")
        held = queries.recusals_of(meeting.id, mine.juror_id)
        known = {row.id: row.name for row in queries.candidates(meeting.cycle_id)}
        wanted = [each for each in dict.fromkeys(nomination_ids) if each not in held]
        if not wanted or any(each not in known for each in wanted):
            raise Refused(Reason("没有选中还在票决的候选人", "请从名单中选择须回避的人。"), title="现在不能申请回避")
        for each in wanted:
            session.add(
                MeetingRecusal(
                    meeting_id=meeting.id, juror_id=mine.juror_id, nomination_id=each, reason=reason, is_declared=True
                )
            )
            record(Act.RECUSE, actor, now=now, cycle_id=meeting.cycle_id, subject=f"{known[each]}（票决）", why=reason)


def held_seat(meeting: Meeting, actor: Actor, what: str) -> Attendance:
    """The juror's row in an open meeting, locked."""
    if meeting.closed_at is not None:
        raise Refused(Reason("票决已经结束", "请查看评议结果。"), title=f"现在不能{what}")
    mine = queries.attendance_of(meeting.id, actor.user_id)
    if mine is None:
        raise Refused(Reason("您不在本次评审会的应到名单里", "请联系市总工会评选办。"), title=f"现在不能{what}")
    return lock(mine)


def close(meeting: Meeting, actor: Actor, *, now: datetime) -> list[seats.Seat]:
    """End the meeting and settle every candidate at once: chosen for a title, in reserve, or not chosen.

    Refused while a round is open or uncounted, and while a question is unanswered. Places that a further round might
    have filled may stay empty.
    """
    programme = workflow.programme_of(meeting.cycle)
    with transaction() as session:
        lock(meeting.cycle)
        lock(meeting)
        turnout = queries.turnout(meeting.id)
        held = queries.scored(meeting.cycle_id)
        listed = queries.candidates(meeting.cycle_id)
        votings = queries.rounds(meeting.id)
        if reasons := _against_closing(meeting, turnout, listed, votings):
            raise Refused(*reasons, title="现在不能结束票决")
        counts = queries.counts(votings)
        candidates = rounds.voted(programme, queries.as_candidates(listed), counts, present=turnout.present)
        settled = seats.choose(
            candidates,
            programme.titles,
            programme.limits,
            programme.committee,
            turnout.present,
            groups=programme.groups,
        )
        votes = {each.nomination_id: each.votes_for for each in candidates}
        meeting.closed_at = now
        for each in settled:
            way = rounds.history(programme, each.nomination_id, counts, present=turnout.present)
            session.add(_resolution(meeting, each, votes[each.nomination_id], way))
            workflow.advance(held[each.nomination_id], Act.RESOLVE, actor, now=now)
        counted = {outcome: sum(each.outcome == outcome for each in settled) for outcome in Outcome}
        facts = {"members": turnout.members, "present": turnout.present, "rounds": len(counts)}
        facts |= {str(outcome): number for outcome, number in counted.items()}
        record(Act.CLOSE_MEETING, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return settled


def _against_closing(
    meeting: Meeting, turnout: queries.Turnout, listed: Sequence[Row[Any]], votings: Sequence[Round]
) -> list[Reason]:
    if meeting.closed_at is not None:
        return [Reason("票决已经结束", "请查看评议结果。")]
    quorum = workflow.programme_of(meeting.cycle).committee.quorum
    told = ballots.meeting_problems(present=turnout.present, members=turnout.members, quorum=quorum)
    reasons = [Reason(each) for each in told] + unranked(meeting.cycle, listed)
    last = queries.latest(votings)
    if last is None:
        reasons.append(Reason("还没有投过票", "请先开始第一轮投票。"))
    elif last.counted_at is None:
        reasons.append(Reason(f"第 {last.number} 轮还没有计票", "请先结束本轮并开票。"))
    elif not reasons:
        asked = queries.question(meeting, votings, present=turnout.present, fills=False)
        if asked is not None:
            what = "票数相同的人还要再投一轮" if asked.why == "tie" else "还有一个称号没有投票"
            reasons.append(Reason(what, "请开始下一轮投票。"))
    return reasons


def _resolution(meeting: Meeting, settled: seats.Seat, votes_for: int, way: Sequence[str]) -> Resolution:
    return Resolution(
        nomination_id=settled.nomination_id,
        meeting_id=meeting.id,
        votes_for=votes_for,
        outcome=settled.outcome,
        title_key=settled.title_key,
        position=settled.position,
        reason="；".join((*way, settled.reason))[:LONGEST_REASON],
    )
