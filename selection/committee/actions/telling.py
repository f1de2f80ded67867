"""Tellers: appointed, seated, given their shares of the key; papers read twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from models.ballot import Meeting, PaperEntry, Round, Teller
from models.vocabulary import Act
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.committee.actions.voting import count
from selection.committee.sealing import Unreadable, make_key, open_share, seal_share, seat_key
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.rules import ballots, double_entry
from selection.rules.standing import Actor

BALLOT = "ballot"


def appoint(meeting: Meeting, actor: Actor, *, user_ids: Sequence[int], now: datetime) -> None:
    """Name the tellers, all of them; a key that was made before is void. Not while a round waits to be counted."""
    committee = workflow.programme_of(meeting.cycle).committee
    with transaction() as session:
        lock(meeting)
        wanted = list(dict.fromkeys(user_ids))
        known = {row.id: row.name for row in queries.may_be_tellers(meeting)}
        reasons = _against_appointing(meeting)
        if not committee.is_secret:
            reasons.append(Reason("本项目用记名票，不用密钥", "可以直接开始投票。"))
        if len(wanted) != committee.tellers or any(each not in known for each in wanted):
            chosen = sum(each in known for each in wanted)
            why = f"须有 {committee.tellers} 位监票人，现选 {chosen} 位"
            reasons.append(Reason(why, "请从到会评委、纪检监督员和经办人中选够人数。"))
        if reasons:
            raise Refused(*reasons, title="现在不能指定监票人")
        session.execute(delete(Teller).where(Teller.meeting_id == meeting.id))
        meeting.sealing_key = None
        session.add_all(
            Teller(meeting_id=meeting.id, user_id=each, number=place) for place, each in enumerate(wanted, start=1)
        )
        facts = {"tellers": [known[each] for each in wanted], "needed": committee.tellers_needed}
        record(Act.APPOINT_TELLERS, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)


def _against_appointing(meeting: Meeting) -> list[Reason]:
    last = queries.latest(queries.rounds(meeting.id))
    if meeting.closed_at is not None:
        return [Reason("票决已经结束", "请查看评议结果。")]
    if last is not None and last.counted_at is None:
        return [Reason(f"第 {last.number} 轮还没有开票", "这一轮的票只有现在的监票人能开，请先开票，或提请作废本轮。")]
    return []


def take_seat(meeting: Meeting, actor: Actor, *, secret: str, now: datetime) -> bool:
    """A teller is there. With the last of them the key is made and split; returns whether it has been made.

    ``secret``: the token of his sign-in, which nobody stores: his share is sealed to it until he has read it.
    """
    committee = workflow.programme_of(meeting.cycle).committee
    with transaction():
        lock(meeting)
        mine = _my_seat(meeting, actor, "就位")
        if meeting.sealing_key is not None:
            return True
        mine.seat_key = bytes(seat_key(secret, meeting.id).public_key).hex()
        db.session.flush()
        all_of_them = _seats(meeting.id)
        if any(each.seat_key is None for each in all_of_them):
            return False
        meeting.sealing_key, shares = make_key(needed=committee.tellers_needed, of=committee.tellers)
        for each, share in zip(all_of_them, shares, strict=True):
            each.sealed_share = seal_share(share, each.seat_key or "")
        facts = {"key": meeting.sealing_key, "tellers": committee.tellers, "needed": committee.tellers_needed}
        record(Act.MAKE_KEY, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return True


def read_share(meeting: Meeting, actor: Actor, *, secret: str, now: datetime) -> str:
    """A teller's words, this one time: they are on no page, in no row and in no log again."""
    with transaction():
        lock(meeting)
        mine = _my_seat(meeting, actor, "领取密语")
        if mine.sealed_share is None:
            why = "您的密语已经显示过" if mine.shown_at else "密钥还没有生成"
            cure = "丢失的，由其余监票人开票。" if mine.shown_at else "所有监票人就位以后，密钥自动生成。"
            raise Refused(Reason(why, cure), title="现在不能领取密语")
        try:
            words = open_share(mine.sealed_share, seat_key(secret, meeting.id))
        except Unreadable as trouble:
            cure = "请用就位时的那次登录领取；已经退出的，请主持人重新指定监票人。"
            raise Refused(Reason(str(trouble), cure), title="现在不能领取密语") from None
        mine.sealed_share, mine.shown_at = None, now
        facts = {"number": mine.number}
        record(Act.READ_SHARE, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)
    return words


def _seats(meeting_id: int) -> list[Teller]:
    return db.session.query(Teller).filter_by(meeting_id=meeting_id).order_by(Teller.number).all()


def _my_seat(meeting: Meeting, actor: Actor, what: str) -> Teller:
    mine = queries.teller(meeting.id, actor.user_id)
    if mine is None:
        raise Refused(Reason("您不是本次会议的监票人", "监票人由主持人指定。"), title=f"现在不能{what}")
    if meeting.closed_at is not None:
        raise Refused(Reason("票决已经结束", "请查看评议结果。"), title=f"现在不能{what}")
    return lock(mine)


def enter_ballot(round_: Round, actor: Actor, *, number: int, in_favour: Sequence[int], now: datetime) -> None:
    """One teller reads one paper ballot; whoever finds that he misread it enters it again."""
    with transaction():
        lock(round_.meeting)
        lock(round_)
        if reasons := _against_reading(round_, actor):
            raise Refused(*reasons, title="现在不能录入纸质票")
        listed = {row.id: row.name for row in queries.listed(round_)}
        if problems := ballots.ballot_problems(in_favour, listed, at_most=round_.places):
            raise Refused(*problems, title="现在不能录入纸质票")
        if not 1 <= number <= round_.present:
            why = f"票的编号应在 1 至 {round_.present} 之间（实到 {round_.present} 人）"
            raise Refused(Reason(why, "请按票面上的编号录入。"), title="现在不能录入纸质票")
        enter(BALLOT, round_.id, actor, number=number, content=sorted(in_favour), now=now)
        facts = {"round": round_.number, "paper": number}
        meeting = round_.meeting
        record(Act.ENTER_PAPER, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, facts=facts)


def enter(kind: str, subject_id: int, actor: Actor, *, number: int, content: Any, now: datetime) -> None:
    """Keep how somebody read a paper, in place of how he read it before. Call it inside a transaction."""
    mine = queries.entry(kind, subject_id, number, actor.user_id)
    if mine is not None:
        mine.content, mine.entered_at = content, now
        return
    db.session.add(
        PaperEntry(
            kind=kind,
            subject_id=subject_id,
            number=number,
            entered_by=actor.user_id,
            content=content,
            entered_at=now,
        )
    )


def _against_reading(round_: Round, actor: Actor) -> list[Reason]:
    reasons = []
    if queries.teller(round_.meeting_id, actor.user_id) is None:
        reasons.append(Reason("您不是本次会议的监票人", "纸质票由两位监票人各录一遍。"))
    if not round_.is_on_paper:
        reasons.append(Reason("本轮不用纸质票", "请按本轮的方式计票。"))
    elif round_.closed_at is None:
        reasons.append(Reason("本轮投票还没有结束", "请先封箱、结束本轮投票，再开箱录入。"))
    if round_.counted_at is not None or round_.voided_at is not None:
        reasons.append(Reason("本轮已经计票或作废", "录入的内容不能再改。"))
    return reasons


def count_papers(round_: Round, actor: Actor, *, collected: int, now: datetime) -> None:
    """Count the papers taken out of the box, once two tellers have read every one of them alike."""
    with transaction():
        lock(round_.meeting)
        lock(round_)
        reasons = _against_reading(round_, actor)
        papers = double_entry.papers(queries.entries(BALLOT, round_.id))
        if collected < 1:
            reasons.append(Reason("没有填收回的票数", "请清点票箱里的票，填写张数。"))
        elif not reasons:
            reasons += [Reason(each) for each in double_entry.problems(papers, collected=collected)]
        if reasons:
            raise Refused(*reasons, title="现在不能计票")
        count(round_, actor, [paper.content for paper in papers], now=now)
