"""复会: a closed meeting is opened again by two persons, as long as nothing of its result has left the house."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from models.ballot import Meeting, Resolution
from models.proposal import Proposal
from models.vocabulary import Act, Outcome, Role, Stage
from selection import workflow
from selection.audit.record import record
from selection.committee import queries
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.proposals import actions as proposals
from selection.proposals.carriers import carries_out
from selection.publicity import queries as publicity
from selection.rules.standing import Actor, organises

KIND = "reopen_meeting"
TITLE = "现在不能复会"
MOST_NAMED = 5
GONE_BY_THEMSELVES = (Stage.RESOLVED, Stage.WITHDRAWN)
"""Whoever withdraws after the vote keeps nobody from voting again."""


def propose_meeting(meeting: Meeting, actor: Actor, *, reason: str, now: datetime) -> Proposal:
    """Ask a second person to open a closed meeting again: what it resolved is taken away, and rounds can be held."""
    with transaction():
        lock(meeting.cycle)
        lock(meeting)
        rows = queries.resolutions(meeting.id)
        reasons = against(meeting, _stages(rows))
        if not organises(actor, meeting.cycle.organiser_id):
            reasons.append(Reason("这一届评选由另一家工会主办", "请由主办的工会办理。"))
        if reasons or meeting.closed_at is None:
            raise Refused(*reasons, title=TITLE)
        told = "，".join(f"{each.label} {number} 名" for each, number in _counted(rows).items())
        return proposals.propose(
            KIND,
            actor,
            payload={"meeting_id": meeting.id, "closed_at": meeting.closed_at.isoformat(), "reason": reason},
            title=f"{meeting.name}复会，重新票决",
            lines=[
                ("会议", meeting.name),
                ("结束时间", f"{moment(meeting.closed_at)}（北京时间）"),
                ("现有结果", told),
                ("复会以后", "现有结果作废并留存在经过里，候选人回到“等待票决”，可以加投或作废重投，再结束票决"),
            ],
            reason=reason,
            key=f"meeting-{meeting.id}",
            cycle_id=meeting.cycle_id,
            now=now,
        )


@carries_out(
    KIND,
    label="评审会复会",
    proposers=(Role.CITY_OFFICER,),
    approvers=(Role.CITY_OFFICER, Role.SUPERVISOR),
)
def reopen(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Open the meeting again. What had been resolved of each name stands in an event of that name, in the chain.

    The reason stands in the meeting's event alone: the trail of a nomination is read by its unit and its union.
    """
    with transaction() as session:
        meeting = session.get_one(Meeting, payload["meeting_id"])
        lock(meeting.cycle)
        lock(meeting)
        rows = queries.resolutions(meeting.id)
        reasons = against(meeting, _stages(rows))
        closed_at = meeting.closed_at
        if closed_at is not None and closed_at != datetime.fromisoformat(payload["closed_at"]):
            reasons.append(Reason("提请以后，评审会又复会并重新结束过", "请不同意这件提请，由提请人重新提请。"))
        if reasons or closed_at is None:
            raise Refused(*reasons, title=TITLE)
        for resolution, nomination in rows:
            facts = facts_of(resolution)
            if nomination.stage is Stage.RESOLVED:
                workflow.advance(nomination, Act.RECONSIDER, actor, now=now, facts=facts)
            else:
                record(Act.RECONSIDER, actor, now=now, nomination=nomination, facts=facts)
        session.execute(delete(Resolution).where(Resolution.meeting_id == meeting.id))
        meeting.closed_at, meeting.reopened_at = None, now
        counting = [each.number for each in queries.rounds(meeting.id) if each.voided_at is None]
        told: dict[str, Any] = {"closed_at": closed_at.isoformat(), "rounds": counting}
        told |= {str(outcome): number for outcome, number in _counted(rows).items()}
        why = str(payload["reason"])
        record(Act.REOPEN_MEETING, actor, now=now, cycle_id=meeting.cycle_id, subject=meeting.name, why=why, facts=told)


def facts_of(resolution: Resolution) -> dict[str, Any]:
    """What was resolved of one name, as the event keeps it once the resolution itself is gone."""
    return {
        "outcome": str(resolution.outcome),
        "title": resolution.title_key,
        "position": resolution.position,
        "votes": resolution.votes_for,
        "reason": resolution.reason,
    }


def against(meeting: Meeting, settled: Iterable[tuple[str, Stage]]) -> list[Reason]:
    """Every reason why this meeting is not opened again; ``settled``: name and stage of all it resolved. One query."""
    if meeting.closed_at is None:
        return [Reason("票决还没有结束", "会议正在进行，不必复会。")]
    reasons = []
    if workflow.programme_of(meeting.cycle).committee.method == "order":
        reasons.append(Reason("这份名单按次序核定，没有投过票", "人选有变动的，请按退出或递补办理。"))
    if publicity.has_notice(meeting.cycle_id):
        why = "票决结果的公示已经发布，或者预定了发布"
        reasons.append(Reason(why, "预定而没有发布的，请先撤下公示；已经发布的，请更正公示，或按异议、退出办理。"))
    if gone := [each for each in settled if each[1] not in GONE_BY_THEMSELVES]:
        names = "、".join(f"{name}（{stage.label}）" for name, stage in gone[:MOST_NAMED])
        why = f"有 {len(gone)} 名候选人的结果已经办到下一步：{names}{'等' if len(gone) > MOST_NAMED else ''}"
        reasons.append(Reason(why, "请按异议、退出或递补办理。"))
    return reasons


def _stages(rows: Sequence[queries.Resolved]) -> list[tuple[str, Stage]]:
    return [(nomination.name, nomination.stage) for _, nomination in rows]


def _counted(rows: Sequence[queries.Resolved]) -> dict[Outcome, int]:
    return {outcome: sum(each.outcome == outcome for each, _ in rows) for outcome in Outcome}
