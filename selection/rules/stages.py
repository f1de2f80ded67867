"""The transition table: which act leads from which stage to which, and by whom (办理流程).

A programme lists its phases in order; each phase brings its own moves, and "onward" is the first stage of the next.
Pages draw their buttons from this table and ``workflow.advance`` obeys it: no page offers what would be refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from models.vocabulary import ENDED, Act, Phase, Role, Stage

R = Role


@dataclass(frozen=True)
class Move:
    """One row of the table. ``closes`` is the phase whose deadline ends it; None: open as long as the stage lasts."""

    source: Stage
    act: Act
    target: Stage
    roles: frozenset[Role]
    closes: Phase | None


Table = Mapping[tuple[Stage, Act], Move]

ENTRY = {
    Phase.FILL: Stage.DRAFTED,
    Phase.UNIT: Stage.DRAFTED,
    Phase.UNION: Stage.SUBMITTED,
    Phase.CHECK: Stage.FORWARDED,
    Phase.INTERVIEW: Stage.INTERVIEWING,
    Phase.REVIEW: Stage.QUALIFIED,
    Phase.COMMITTEE: Stage.SCORED,
    Phase.PUBLICITY: Stage.RESOLVED,
    Phase.REPORT: Stage.PUBLICISED,
    Phase.DECISION: Stage.PUBLICISED,
    Phase.CERTIFICATE: Stage.HONOURED,
}
"""Where a nomination stands when a phase begins."""

PHASE_OF = {
    Stage.DRAFTED: Phase.FILL,
    Stage.POSTED: Phase.UNIT,
    Stage.SIGNED: Phase.UNIT,
    Stage.SUBMITTED: Phase.UNION,
    Stage.RETURNED_BY_UNION: Phase.UNION,
    Stage.RECOMMENDED: Phase.UNION,
    Stage.FORWARDED: Phase.CHECK,
    Stage.RETURNED_BY_CITY: Phase.CHECK,
    Stage.INTERVIEWING: Phase.INTERVIEW,
    Stage.QUALIFIED: Phase.REVIEW,
    Stage.ASSIGNED: Phase.REVIEW,
    Stage.SCORED: Phase.COMMITTEE,
    Stage.RESOLVED: Phase.PUBLICITY,
    Stage.RESERVED: Phase.PUBLICITY,
    Stage.PUBLICISED: Phase.PUBLICITY,
    Stage.REPORTED: Phase.REPORT,
    Stage.HONOURED: Phase.CERTIFICATE,
}
"""Which step of the stage line a living nomination stands at."""

UNIT = (R.UNIT_OFFICER, R.UNIT_HEAD, R.NOMINEE)
UNION = (R.UNION_OFFICER, R.UNION_HEAD)
CITY = (R.CITY_OFFICER,)
"""The officer of whoever runs the cycle: the city, or a union in its place."""


Row = tuple[Stage, Act, Stage | None, Sequence[Role], Phase | None]
s, a = Stage, Act
MOVES: Mapping[Phase, Sequence[Row]] = {
    Phase.FILL: [(s.DRAFTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None)],
    Phase.UNIT: [
        (s.DRAFTED, a.POST, s.POSTED, UNIT, Phase.UNIT),
        (s.POSTED, a.RECALL, s.DRAFTED, UNIT, Phase.UNIT),
        (s.POSTED, a.SIGN, s.SIGNED, (R.UNIT_HEAD,), Phase.UNIT),
        (s.SIGNED, a.RECALL, s.DRAFTED, UNIT, Phase.UNIT),
        (s.SIGNED, a.SUBMIT, None, UNIT, Phase.UNIT),
        (s.SIGNED, a.MERGE, s.MERGED, UNIT, Phase.UNIT),
        (s.MERGED, a.STAND_IN, None, (), None),
        (s.POSTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.SIGNED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        *[(stage, a.EXPIRE, s.EXPIRED, (), None) for stage in (s.DRAFTED, s.POSTED, s.SIGNED)],
    ],
    Phase.UNION: [
        (s.SUBMITTED, a.RECOMMEND, s.RECOMMENDED, UNION, Phase.UNION),
        (s.SUBMITTED, a.RETURN, s.RETURNED_BY_UNION, UNION, Phase.UNION),
        (s.SUBMITTED, a.DECLINE, s.DECLINED, UNION, Phase.UNION),
        (s.SUBMITTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.SUBMITTED, a.EXPIRE, s.EXPIRED, (), None),
        (s.RETURNED_BY_UNION, a.RESUBMIT, s.SUBMITTED, UNIT, Phase.UNION),
        (s.RETURNED_BY_UNION, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.RETURNED_BY_UNION, a.EXPIRE, s.EXPIRED, (), None),
        (s.RECOMMENDED, a.UNRECOMMEND, s.SUBMITTED, UNION, Phase.UNION),
        (s.RECOMMENDED, a.FORWARD, None, (R.UNION_HEAD,), Phase.UNION),
        (s.RECOMMENDED, a.EXPIRE, s.EXPIRED, (), None),
    ],
    Phase.CHECK: [
        (s.FORWARDED, a.PASS, None, CITY, None),
        (s.FORWARDED, a.RETURN, s.RETURNED_BY_CITY, CITY, None),
        (s.FORWARDED, a.DECLINE, s.DECLINED, CITY, None),
        (s.FORWARDED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.RETURNED_BY_CITY, a.RESUBMIT, s.FORWARDED, UNIT, Phase.CHECK),
        (s.RETURNED_BY_CITY, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.RETURNED_BY_CITY, a.EXPIRE, s.EXPIRED, (), None),
    ],
    Phase.INTERVIEW: [
        (s.INTERVIEWING, a.ADMIT, None, CITY, None),
        (s.INTERVIEWING, a.DECLINE, s.DECLINED, CITY, None),
        (s.INTERVIEWING, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
    ],
    Phase.REVIEW: [
        (s.QUALIFIED, a.ASSIGN, s.ASSIGNED, CITY, None),
        (s.ASSIGNED, a.TOTAL, None, CITY, None),
        *[(stage, a.DECLINE, s.DECLINED, CITY, None) for stage in (s.QUALIFIED, s.ASSIGNED)],
        *[(stage, a.WITHDRAW, s.WITHDRAWN, UNIT, None) for stage in (s.QUALIFIED, s.ASSIGNED)],
    ],
    Phase.COMMITTEE: [
        (s.SCORED, a.RESOLVE, None, CITY, None),
        (s.SCORED, a.DECLINE, s.DECLINED, CITY, None),
        (s.SCORED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        # The meeting is opened again; whoever agreed to it, an officer or the supervisor, does this.
        (s.RESOLVED, a.RECONSIDER, s.SCORED, (*CITY, R.SUPERVISOR), None),
    ],
    # What was resolved is not told apart by the stage until the notice is out: that is the embargo.
    Phase.PUBLICITY: [
        (s.RESOLVED, a.PUBLICISE, None, CITY, None),
        (s.RESOLVED, a.RESERVE, s.RESERVED, CITY, None),
        (s.RESOLVED, a.PASS_OVER, s.UNCHOSEN, CITY, None),
        (s.RESOLVED, a.DROP_OUT, s.DROPPED, CITY, None),
        (s.RESOLVED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
        (s.RESERVED, a.MOVE_UP, s.RESOLVED, CITY, None),
        (s.RESERVED, a.PASS_OVER, s.UNCHOSEN, CITY, None),
        (s.PUBLICISED, a.DROP_OUT, s.DROPPED, CITY, None),
    ],
    # The body above decides; its answer is written down when it comes.
    Phase.REPORT: [
        (s.PUBLICISED, a.REPORT_UP, s.REPORTED, CITY, None),
        (s.REPORTED, a.HONOUR, s.HONOURED, CITY, None),
        (s.REPORTED, a.PASS_OVER, s.UNCHOSEN, CITY, None),
        (s.REPORTED, a.DROP_OUT, s.DROPPED, CITY, None),
    ],
    Phase.DECISION: [(s.PUBLICISED, a.HONOUR, s.HONOURED, CITY, None)],
    Phase.CERTIFICATE: [],
}
"""The moves each phase brings; None leads onward, to where the next phase begins."""


def table(phases: Sequence[Phase]) -> Table:
    """The transition table of a programme with these phases, in this order."""
    rows: dict[tuple[Stage, Act], Move] = {}
    for place, phase in enumerate(phases):
        onward = ENTRY[phases[place + 1]] if place + 1 < len(phases) else Stage.HONOURED
        for source, act, target, roles, closes in MOVES[phase]:
            rows[source, act] = Move(source, act, target or onward, frozenset(roles), closes)
    return MappingProxyType(rows)


def moves_from(rows: Table, stage: Stage, role: Role | None) -> list[Move]:
    """What this role may do at this stage, in the order of the table."""
    return [move for move in rows.values() if move.source == stage and role in move.roles]


def is_over(stage: Stage) -> bool:
    """Whether a nomination at this stage stays there for good."""
    return stage in ENDED
