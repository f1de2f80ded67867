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
    Phase.REVIEW: Stage.QUALIFIED,
    Phase.COMMITTEE: Stage.SCORED,
    Phase.PUBLICITY: Stage.RESOLVED,
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
    Stage.QUALIFIED: Phase.REVIEW,
    Stage.ASSIGNED: Phase.REVIEW,
    Stage.SCORED: Phase.COMMITTEE,
    Stage.RESOLVED: Phase.PUBLICITY,
    Stage.RESERVED: Phase.PUBLICITY,
    Stage.PUBLICISED: Phase.PUBLICITY,
    Stage.HONOURED: Phase.CERTIFICATE,
}
"""Which step of the stage line a living nomination stands at."""

UNIT = (R.UNIT_OFFICER, R.UNIT_HEAD, R.NOMINEE)
UNION = (R.UNION_OFFICER, R.UNION_HEAD)
CITY = (R.CITY_OFFICER,)


def _moves(phase: Phase, onward: Stage) -> list[tuple[Stage, Act, Stage, Sequence[Role], Phase | None]]:
    """The moves one phase brings; ``onward`` is where the next phase begins."""
    s, a = Stage, Act
    match phase:
        case Phase.FILL:
            return [(s.DRAFTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None)]
        case Phase.UNIT:
            return [
                (s.DRAFTED, a.POST, s.POSTED, UNIT, Phase.UNIT),
                (s.POSTED, a.RECALL, s.DRAFTED, UNIT, Phase.UNIT),
                (s.POSTED, a.SIGN, s.SIGNED, (R.UNIT_HEAD,), Phase.UNIT),
                (s.SIGNED, a.RECALL, s.DRAFTED, UNIT, Phase.UNIT),
                (s.SIGNED, a.SUBMIT, onward, UNIT, Phase.UNIT),
                (s.POSTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.SIGNED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                *[(stage, a.EXPIRE, s.EXPIRED, (), None) for stage in (s.DRAFTED, s.POSTED, s.SIGNED)],
            ]
        case Phase.UNION:
            return [
                (s.SUBMITTED, a.RECOMMEND, s.RECOMMENDED, UNION, Phase.UNION),
                (s.SUBMITTED, a.RETURN, s.RETURNED_BY_UNION, UNION, Phase.UNION),
                (s.SUBMITTED, a.DECLINE, s.DECLINED, UNION, Phase.UNION),
                (s.SUBMITTED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.SUBMITTED, a.EXPIRE, s.EXPIRED, (), None),
                (s.RETURNED_BY_UNION, a.RESUBMIT, s.SUBMITTED, UNIT, Phase.UNION),
                (s.RETURNED_BY_UNION, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.RETURNED_BY_UNION, a.EXPIRE, s.EXPIRED, (), None),
                (s.RECOMMENDED, a.UNRECOMMEND, s.SUBMITTED, UNION, Phase.UNION),
                (s.RECOMMENDED, a.FORWARD, onward, (R.UNION_HEAD,), Phase.UNION),
                (s.RECOMMENDED, a.EXPIRE, s.EXPIRED, (), None),
            ]
        case Phase.CHECK:
            return [
                (s.FORWARDED, a.PASS, onward, CITY, None),
                (s.FORWARDED, a.RETURN, s.RETURNED_BY_CITY, CITY, None),
                (s.FORWARDED, a.DECLINE, s.DECLINED, CITY, None),
                (s.FORWARDED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.RETURNED_BY_CITY, a.RESUBMIT, s.FORWARDED, UNIT, Phase.CHECK),
                (s.RETURNED_BY_CITY, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.RETURNED_BY_CITY, a.EXPIRE, s.EXPIRED, (), None),
            ]
        case Phase.REVIEW:
            return [
                (s.QUALIFIED, a.ASSIGN, s.ASSIGNED, CITY, None),
                (s.ASSIGNED, a.TOTAL, onward, CITY, None),
                *[(stage, a.DECLINE, s.DECLINED, CITY, None) for stage in (s.QUALIFIED, s.ASSIGNED)],
                *[(stage, a.WITHDRAW, s.WITHDRAWN, UNIT, None) for stage in (s.QUALIFIED, s.ASSIGNED)],
            ]
        case Phase.COMMITTEE:
            return [
                (s.SCORED, a.RESOLVE, onward, CITY, None),
                (s.SCORED, a.DECLINE, s.DECLINED, CITY, None),
                (s.SCORED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
            ]
        case Phase.PUBLICITY:
            # What was resolved is not told apart by the stage until the notice is out: that is the embargo.
            return [
                (s.RESOLVED, a.PUBLICISE, onward, CITY, None),
                (s.RESOLVED, a.RESERVE, s.RESERVED, CITY, None),
                (s.RESOLVED, a.PASS_OVER, s.UNCHOSEN, CITY, None),
                (s.RESOLVED, a.DROP_OUT, s.DROPPED, CITY, None),
                (s.RESOLVED, a.WITHDRAW, s.WITHDRAWN, UNIT, None),
                (s.RESERVED, a.MOVE_UP, s.RESOLVED, CITY, None),
                (s.RESERVED, a.PASS_OVER, s.UNCHOSEN, CITY, None),
                (s.PUBLICISED, a.DROP_OUT, s.DROPPED, CITY, None),
            ]
        case Phase.DECISION:
            return [(s.PUBLICISED, a.HONOUR, s.HONOURED, CITY, None)]
        case Phase.CERTIFICATE:
            return []


def table(phases: Sequence[Phase]) -> Table:
    """The transition table of a programme with these phases, in this order."""
    rows: dict[tuple[Stage, Act], Move] = {}
    for place, phase in enumerate(phases):
        onward = ENTRY[phases[place + 1]] if place + 1 < len(phases) else Stage.HONOURED
        for source, act, target, roles, closes in _moves(phase, onward):
            rows[source, act] = Move(source, act, target, frozenset(roles), closes)
    return MappingProxyType(rows)


def moves_from(rows: Table, stage: Stage, role: Role | None) -> list[Move]:
    """What this role may do at this stage, in the order of the table."""
    return [move for move in rows.values() if move.source == stage and role in move.roles]


def is_over(stage: Stage) -> bool:
    """Whether a nomination at this stage stays there for good."""
    return stage in ENDED
