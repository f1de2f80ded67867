"""Rounds: one is opened, members cast, it is closed and counted. Nothing is counted, or can be, before it is closed."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from models.ballot import Ballot, Envelope, Meeting, OpenedBallot, Round, SealedBallot
from models.proposal import Proposal
from models.vocabulary import Act, Role
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.committee.actions.meeting import held_seat, unranked
from selection.committee.sealing import BallotPaper, Unreadable, problems_of, receipt, recover, shuffled
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.proposals import actions as proposals
from selection.proposals.carriers import carries_out
from selection.rules import ballots
from selection.rules.standing import Actor

REOPENING = "reopen_round"


def open_round(meeting: Meeting, actor: Actor, *, on_paper: bool = False, fills: bool = True, now: datetime) -> Round:
    """Put the next question to the members present: the rules say which.

    ``on_paper``: papers are handed out for it. Without ``fills`` places that stayed open are left so.
    """
    with transaction() as session:
        lock(meeting)
        turnout, held = queries.turnout(meeting.id), queries.rounds(meeting.id)
        asked = queries.question(meeting, held, present=turnout.present, fills=fills)
        reasons = _against_opening(meeting, turnout, held, on_paper=on_paper)
        if asked is None and not reasons:
            reasons.append(Reason("各轮表决都有了结果", "请结束票决，列出评议结果。"))
        if asked is None or reasons:
            raise Refused(*reasons, title="现在不能开始投票")
        opened = Round(
            meeting_id=meeting.id,
            number=len(held) + 1,
            title_key=asked.title_key,
            attempt=asked.attempt,
            why=asked.why,
            listed=list(asked.listed),
            places=asked.places,
            present=turnout.present,
            is_on_paper=on_paper,
            opened_at=now,
        )
        session.add(opened)
        facts = {"round": opened.number, "title": asked.title_key, "why": asked.why, "listed": len(asked.listed)}
        facts |= {"places": asked.places, "present": turnout.present, "paper": on_paper}
        record(Act.OPEN_ROUND, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return opened


def _against_opening(
    meeting: Meeting, turnout: queries.Turnout, held: Sequence[Round], *, on_paper: bool
) -> list[Reason]:
    if meeting.closed_at is not None:
        return [Reason("票决已经结束", "请查看评议结果。")]
    committee, last = workflow.programme_of(meeting.cycle).committee, queries.latest(held)
    if last is not None and last.counted_at is None:
        return [Reason(f"第 {last.number} 轮还没有计票", "请先结束本轮并开票。")]
    told = ballots.meeting_problems(present=turnout.present, members=turnout.members, quorum=committee.quorum)
    reasons = [Reason(each) for each in told] + unranked(meeting.cycle, queries.candidates(meeting.cycle_id))
    if on_paper and not committee.is_secret:
        reasons.append(Reason("记名票须由评委本人在线投出", "请不要选用纸质票。"))
    if committee.is_secret and not on_paper:
        ready = sum(each.has_read for each in queries.tellers(meeting.id))
        if meeting.sealing_key is None or ready < committee.tellers_needed:
            why = f"须有 {committee.tellers_needed} 位监票人抄下密语，现有 {ready} 位"
            reasons.append(Reason(why, "请先指定监票人、生成密钥，再请监票人逐位领取密语。"))
    return reasons


def cast(meeting: Meeting, actor: Actor, *, in_favour: Sequence[int], now: datetime) -> str | None:
    """Cast the one ballot of a present juror in the open round: whom he is in favour of, none of it to be changed.

    A secret ballot is sealed here and now, and only so is it stored; its receipt is returned. Raises ``Refused`` with
    every problem. The event tells that he voted, never how.
    """
    with transaction() as session:
        lock(meeting)
        mine = held_seat(meeting, actor, "投票")
        if mine.present_at is None:
            raise Refused(Reason("您还没有签到", "请先签到再投票。"), title="现在不能投票")
        round_ = _open_round(meeting)
        if queries.has_voted(round_.id, mine.juror_id):
            raise Refused(Reason("您已经投过票", "每轮一人一票，投出后不能更改。"), title="现在不能投票")
        if problems := ballot_problems(round_, actor, in_favour):
            raise Refused(*problems, title="现在不能投票")
        given = None
        if workflow.programme_of(meeting.cycle).committee.is_secret and meeting.sealing_key:
            sealed = paper_of(round_).seal(in_favour, meeting.sealing_key)
            given = receipt(sealed)
            envelope = Envelope(round_id=round_.id, juror_id=mine.juror_id, sha256=given)
            session.add(envelope)
            session.flush()
            session.add(SealedBallot(envelope_id=envelope.id, ciphertext=sealed))
        else:
            session.add(Ballot(round_id=round_.id, juror_id=mine.juror_id, in_favour=sorted(in_favour), cast_at=now))
        facts = {"round": round_.number}
        record(Act.VOTE, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return given


def ballot_problems(round_: Round, actor: Actor, in_favour: Sequence[int]) -> list[str]:
    """Every reason why this ballot would not count. Two queries."""
    return ballots.ballot_problems(
        in_favour,
        {row.id: row.name for row in queries.listed(round_)},
        at_most=round_.places,
        recused=queries.recusals_of(round_.meeting_id, actor.user_id),
    )


def paper_of(round_: Round) -> BallotPaper:
    """The paper on which the ballots of a round are written before they are sealed."""
    return BallotPaper(round_.id, tuple(round_.listed))


def _open_round(meeting: Meeting) -> Round:
    last = queries.latest(queries.rounds(meeting.id))
    if last is None or last.closed_at is not None:
        why = "投票还没有开始" if last is None or last.counted_at else "本轮投票已经结束"
        raise Refused(Reason(why, "请等主持人开始下一轮。"), title="现在不能投票")
    if last.is_on_paper:
        raise Refused(Reason("本轮用纸质票", "请把票投入票箱。"), title="现在不能投票")
    return last


def close_round(meeting: Meeting, actor: Actor, *, now: datetime) -> Round:
    """No more ballots. Named ones are counted at once; sealed ones wait for the tellers, papers for their readers."""
    with transaction():
        lock(meeting)
        round_ = _uncounted(meeting, "结束本轮投票")
        turnout = queries.turnout(meeting.id)
        if round_.closed_at is not None:
            raise Refused(Reason("本轮投票已经结束", "请开票计票。"), title="现在不能结束本轮投票")
        if not turnout.cast and not round_.is_on_paper:
            raise Refused(Reason("还没有人投票", "请等到会的评委投票以后再结束。"), title="现在不能结束本轮投票")
        round_.closed_at = now
        facts = {"round": round_.number, "cast": turnout.cast, "present": turnout.present}
        record(Act.CLOSE_ROUND, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
        if not workflow.programme_of(meeting.cycle).committee.is_secret:
            count(round_, actor, queries.cast_ballots(round_.id), now=now)
    return round_


def open_ballots(meeting: Meeting, actor: Actor, *, shares: Sequence[str], now: datetime) -> Round:
    """Enough tellers give their words: every sealed ballot of the closed round is opened, all together.

    The envelopes are taken off, what was inside is shuffled, opened and put in the order of what it says. The key, and
    which ballot came out of which envelope, are never written down; the sealed ballots are erased.
    """
    committee = workflow.programme_of(meeting.cycle).committee
    with transaction() as session:
        lock(meeting)
        round_ = _uncounted(meeting, "开票")
        if reasons := _against_opening_ballots(meeting, round_, actor, shares):
            raise Refused(*reasons, title="现在不能开票")
        sealed = queries.sealed_ballots(round_.id)
        spoiled = sum(row.ciphertext is None or receipt(row.ciphertext) != row.sha256 for row in sealed)
        if spoiled:
            why = f"{len(sealed)} 份封套里有 {spoiled} 份与回执不符"
            raise Refused(Reason(why, "密封票被动过。请提请作废本轮，重新投票。"), title="现在不能开票")
        paper = paper_of(round_)
        try:
            key = recover(shares, needed=committee.tellers_needed, key=meeting.sealing_key or "")
            opened = sorted(paper.open(each, key) for each in shuffled(row.ciphertext or b"" for row in sealed))
        except Unreadable as trouble:
            raise Refused(str(trouble), title="现在不能开票") from None
        session.add_all(
            OpenedBallot(round_id=round_.id, position=place, in_favour=each)
            for place, each in enumerate(opened, start=1)
        )
        erase_sealed(round_.id)
        round_.receipts = [row.sha256 for row in sealed]
        count(round_, actor, opened, now=now)
    return round_


def _against_opening_ballots(meeting: Meeting, round_: Round, actor: Actor, shares: Sequence[str]) -> list[Reason]:
    committee = workflow.programme_of(meeting.cycle).committee
    if actor.role != Role.CITY_OFFICER and queries.teller(meeting.id, actor.user_id) is None:
        return [Reason("开票由主持人或监票人办理", "请到计票席办理。")]
    if round_.is_on_paper or not committee.is_secret:
        return [Reason("本轮不是在线的无记名票", "请按本轮的方式计票。")]
    if round_.closed_at is None:
        return [Reason("本轮投票还没有结束", "请先结束本轮投票，再开票。")]
    return [Reason(each) for each in problems_of(shares, needed=committee.tellers_needed)]


def count(round_: Round, actor: Actor, cast_: Iterable[Sequence[int]], *, now: datetime) -> None:
    """Write down what the ballots of a closed round give, with a digest that holds them to the chain of events."""
    found = list(cast_)
    if told := ballots.count_problems(present=round_.present, cast=len(found)):
        raise Refused(*told, title="现在不能计票")
    votes = ballots.tally(found, round_.listed)
    round_.votes = {str(nomination): number for nomination, number in votes.items()}
    round_.ballots, round_.counted_at = len(found), now
    content = {"ballots": sorted(sorted(each) for each in found), "receipts": round_.receipts, "votes": round_.votes}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    facts = {"round": round_.number, "ballots": len(found), "sha256": sha256(text.encode()).hexdigest()}
    meeting = round_.meeting
    record(Act.COUNT, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)


def erase_sealed(*round_ids: int) -> None:
    """The sealed ballots of these rounds are not kept."""
    inside = select(Envelope.id).where(Envelope.round_id.in_(round_ids))
    db.session.execute(delete(SealedBallot).where(SealedBallot.envelope_id.in_(inside)))


def _uncounted(meeting: Meeting, what: str) -> Round:
    last = queries.latest(queries.rounds(meeting.id))
    if meeting.closed_at is not None or last is None or last.counted_at is not None:
        raise Refused(Reason("没有正在进行的一轮", "请先开始投票。"), title=f"现在不能{what}")
    return last


def propose_reopening(round_: Round, actor: Actor, *, reason: str, now: datetime) -> Proposal:
    """Ask a second person to have a round voided and held again, with every round after it."""
    meeting = round_.meeting
    if reasons := _against_voiding(meeting, round_):
        raise Refused(*reasons, title="现在不能重新投票")
    return proposals.propose(
        REOPENING,
        actor,
        payload={"round_id": round_.id},
        title=f"作废第 {round_.number} 轮投票，重新表决",
        lines=[("会议", meeting.name), ("作废", f"第 {round_.number} 轮和以后各轮"), ("现有票数", _cast(round_))],
        reason=reason,
        key=f"round-{round_.id}",
        cycle_id=meeting.cycle_id,
        now=now,
    )


@carries_out(
    REOPENING,
    label="作废一轮投票",
    proposers=(Role.CITY_OFFICER,),
    approvers=(Role.CITY_OFFICER, Role.SUPERVISOR),
)
def void_round(payload: dict[str, object], actor: Actor, now: datetime) -> None:
    """A round does not count, nor does any after it; what was sealed in them is erased unopened."""
    with transaction() as session:
        round_ = session.get_one(Round, payload["round_id"])
        meeting = lock(round_.meeting)
        if reasons := _against_voiding(meeting, lock(round_)):
            raise Refused(*reasons, title="现在不能重新投票")
        gone = [each for each in queries.rounds(meeting.id) if each.number >= round_.number and not each.voided_at]
        erase_sealed(*(each.id for each in gone))
        for each in gone:
            each.voided_at, each.void_reason = now, "复核同意，重新表决"
        facts = {"rounds": [each.number for each in gone]}
        record(Act.VOID_ROUND, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)


def _against_voiding(meeting: Meeting, round_: Round) -> list[Reason]:
    if meeting.closed_at is not None:
        return [Reason("票决已经结束", "请查看评议结果。")]
    if round_.voided_at is not None:
        return [Reason(f"第 {round_.number} 轮已经作废", "请开始新的一轮。")]
    return []


def _cast(round_: Round) -> str:
    return f"{round_.ballots} 张，已经计票" if round_.ballots is not None else "还没有计票"
