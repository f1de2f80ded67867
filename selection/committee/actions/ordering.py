"""A choice without a vote: the definition takes the best in order, and the committee's room stays empty."""

from datetime import datetime

from models.ballot import Meeting, Resolution
from models.programme import Cycle
from models.vocabulary import Act, Outcome
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.committee.actions.meeting import unranked
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.rules import seats
from selection.rules.standing import Actor


def settle_by_order(cycle: Cycle, actor: Actor, *, now: datetime) -> list[seats.Seat]:
    """Settle every candidate of a cycle whose definition asks nobody to vote: by the experts' rank, or the unions'.

    What a meeting would have resolved is written as if one had: convened, held and closed at this moment.
    """
    programme = workflow.programme_of(cycle)
    with transaction() as session:
        lock(cycle)
        held, listed = queries.scored(cycle.id), queries.candidates(cycle.id)
        if reasons := _against(cycle, by_vote=programme.committee.method != "order", number=len(listed)):
            raise Refused(*reasons, title="现在不能核定名单")
        if reasons := unranked(cycle, listed):
            raise Refused(*reasons, title="现在不能核定名单")
        settled = seats.choose(
            queries.as_candidates(listed),
            programme.titles,
            programme.limits,
            programme.committee,
            0,
            groups=programme.groups,
        )
        meeting = Meeting(cycle_id=cycle.id, name=f"{cycle.name}名单核定", opened_at=now, closed_at=now)
        session.add(meeting)
        session.flush()
        for each in settled:
            session.add(
                Resolution(
                    nomination_id=each.nomination_id,
                    meeting_id=meeting.id,
                    votes_for=0,
                    outcome=each.outcome,
                    title_key=each.title_key,
                    position=each.position,
                    reason=each.reason,
                )
            )
            workflow.advance(held[each.nomination_id], Act.RESOLVE, actor, now=now)
        facts = {str(outcome): sum(each.outcome == outcome for each in settled) for outcome in Outcome}
        record(Act.CLOSE_MEETING, actor, now=now, cycle_id=cycle.id, subject=meeting.name, facts=facts)
    return settled


def _against(cycle: Cycle, *, by_vote: bool, number: int) -> list[Reason]:
    reasons = []
    if by_vote:
        reasons.append(Reason("本次评选由评委票决", "请召开评审会。"))
    if queries.of_cycle(cycle.id) is not None:
        reasons.append(Reason("本届名单已经核定", "请在会议列表中查看。"))
    if cycle.review_closed_at is None:
        reasons.append(Reason("专家评审还没有结束", "请先收齐评分，结束专家评审。"))
    if not number:
        reasons.append(Reason("没有等待核定的人选", "资格审查合格的会列在这里。"))
    return reasons
