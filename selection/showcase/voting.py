"""What the committee does: it meets, names its tellers where it votes secretly, and votes round after round."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from models.ballot import Meeting, Round
from models.programme import Cycle
from selection.committee import actions, queries
from selection.database import db
from selection.proposals import actions as proposals
from selection.rules.standing import Actor
from selection.workflow import programme_of

AGENDA = "推选监票人\n介绍候选人和专家评审情况\n说明表决办法\n投票\n宣布结果"
A_ROUND = timedelta(minutes=25)
Step = Callable[[], None]


def summon(
    cycle_id: int, officer: Actor, jurors: Sequence[Actor], *, name: str, now: datetime
) -> tuple[int, list[str]]:
    """Convene, sign in, make the key; the meeting's id and what the tellers wrote down."""
    cycle = db.session.get_one(Cycle, cycle_id)
    meeting = actions.convene(cycle, officer, name=name, agenda=AGENDA, now=now)
    for juror in jurors:
        actions.attend(meeting, juror, now=now)
    committee = programme_of(cycle).committee
    if not committee.is_secret:
        return meeting.id, []
    tellers = jurors[: committee.tellers]
    signed_in = [secrets.token_hex(16) for _ in tellers]
    actions.appoint(meeting, officer, user_ids=[each.user_id or 0 for each in tellers], now=now)
    for teller, secret in zip(tellers, signed_in, strict=True):
        actions.take_seat(meeting, teller, secret=secret, now=now)
    words = [
        actions.read_share(meeting, teller, secret=secret, now=now)
        for teller, secret in zip(tellers, signed_in, strict=True)
    ]
    return meeting.id, words


def open_round(meeting_id: int, officer: Actor, *, now: datetime) -> int:
    """Put the next question; returns the round's id."""
    return actions.open_round(_meeting(meeting_id), officer, fills=False, now=now).id


def vote(round_id: int, jurors: Sequence[Actor], chance: Random, *, now: datetime, step: Step) -> None:
    """The members agree on the best; for the last quarter of the places each has favourites of his own."""
    round_ = db.session.get_one(Round, round_id)
    meeting_id, ranked, places = round_.meeting_id, list(round_.listed), round_.places
    most = min(places, max(1, round(0.8 * len(ranked))))
    sure = 0 if len(ranked) <= most + 2 else round(0.75 * most)
    near = ranked[sure : sure + max(most - sure, round(0.42 * most), 2)]
    for juror in jurors:
        meeting = _meeting(meeting_id)
        barred = queries.recusals_of(meeting_id, juror.user_id)
        chosen = ranked[:sure] + chance.sample(near, min(len(near), most - sure))
        actions.cast(meeting, juror, in_favour=[each for each in chosen if each not in barred], now=now)
        step()


def hold(
    cycle_id: int,
    officer: Actor,
    jurors: Sequence[Actor],
    chance: Random,
    *,
    name: str,
    now: datetime,
    step: Step,
) -> None:
    """The whole meeting: round after round, as long as the rules have a question; then everybody is settled."""
    meeting_id, words = summon(cycle_id, officer, jurors, name=name, now=now)
    while _is_asked(meeting_id, len(jurors)):
        now += A_ROUND
        vote(open_round(meeting_id, officer, now=now), jurors, chance, now=now, step=step)
        now += A_ROUND
        actions.close_round(_meeting(meeting_id), officer, now=now)
        if words:
            needed = programme_of(_meeting(meeting_id).cycle).committee.tellers_needed
            actions.open_ballots(_meeting(meeting_id), officer, shares=chance.sample(words, needed), now=now)
    actions.close(_meeting(meeting_id), officer, now=now + A_ROUND)


def hold_again(cycle_id: int, officer: Actor, second: Actor, *, now: datetime) -> None:
    """Two officers open the closed meeting again; it looks at its votes once more and is closed."""
    meeting = queries.of_cycle(cycle_id)
    if meeting is None:
        raise LookupError("no committee has met in this cycle")
    proposal = actions.propose_meeting(meeting, officer, reason="会后核对签名页，请评委再确认一次结果。", now=now)
    proposals.approve(proposal, second, now=now + A_ROUND)
    actions.close(_meeting(meeting.id), officer, now=now + 2 * A_ROUND)


def _is_asked(meeting_id: int, present: int) -> bool:
    """Whether there is a question; places that stay open are left so."""
    held = queries.rounds(meeting_id)
    return queries.question(_meeting(meeting_id), held, present=present, fills=False) is not None


def _meeting(meeting_id: int) -> Meeting:
    return db.session.get_one(Meeting, meeting_id)
