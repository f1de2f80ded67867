"""``advance()``: the only code that moves a nomination from one stage to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import ENDED, Act, Phase, Role
from selection import timetable
from selection.audit.record import record
from selection.database import db
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.rules import stages
from selection.rules.definition import thaw
from selection.rules.programme import Programme
from selection.rules.stages import Move, Table
from selection.rules.standing import SYSTEM, Actor, organises

_THAWED: dict[str, tuple[Programme, Mapping[str, Table]]] = {}


def _thawed(cycle: Cycle) -> tuple[Programme, Mapping[str, Table]]:
    """Known by its hash, so that the long text is fetched once in the life of a process (the column is deferred)."""
    found = _THAWED.get(cycle.definition_sha256)
    if found is None:
        programme = thaw(cycle.definition)
        tables = {each.key: stages.table(programme.phases_by(each.key)) for each in programme.channels}
        found = _THAWED[cycle.definition_sha256] = (programme, tables)
    return found


def programme_of(cycle: Cycle) -> Programme:
    """The programme as frozen into the cycle."""
    return _thawed(cycle)[0]


def programme_frozen(cycle_id: int, sha256: str) -> Programme:
    """The same for whoever knows of a cycle only its id and the hash. No query once it has been thawed here."""
    return _THAWED[sha256][0] if sha256 in _THAWED else programme_of(db.session.get_one(Cycle, cycle_id))


def table_of(nomination: Nomination) -> Table:
    """The transition table of the way a nomination came by: some channels skip a phase."""
    programme, tables = _thawed(nomination.cycle)
    return tables.get(nomination.channel) or stages.table(programme.phases)


def why_not(
    nomination: Nomination, act: Act, actor: Actor, *, now: datetime, times: Mapping[Phase, datetime] | None = None
) -> list[Reason]:
    """Every reason the table gives against this step now; empty when it may be taken.

    ``times``: what ``timetable.closing_times`` answered, where a page asks about several steps.
    """
    move = table_of(nomination).get((nomination.stage, act))
    if move is None:
        here = f"{nomination.name or '这份材料'}现在是“{nomination.stage.label}”"
        return [Reason(f"{here}，不能{act.label}", "请刷新页面，按最新情况办理。")]
    reasons = []
    if actor != SYSTEM and actor.role not in move.roles:
        who = "、".join(role.label for role in sorted(move.roles))
        reasons.append(Reason(f"{act.label}须由{who}办理", "请切换身份，或转请有权限的同志办理。"))
    elif actor.role is Role.CITY_OFFICER and not organises(actor, nomination.cycle.organiser_id):
        reasons.append(Reason("这一届评选由另一家工会主办", "请由主办的工会办理。"))
    if late := _late(nomination, move, now, times):
        reasons.append(late)
    return reasons


def _late(nomination: Nomination, move: Move, now: datetime, times: Mapping[Phase, datetime] | None) -> Reason | None:
    if move.closes is None:
        return None
    if times is None:
        times = timetable.closing_times(nomination.cycle_id, nomination.union_id)
    closes = times.get(move.closes)
    if timetable.is_open(closes, now) or closes is None:
        return None
    return Reason(
        f"“{move.closes.label}”环节已于 {moment(closes)}（北京时间）截止",
        "确有特殊情况的，请由区局（产业）工会向市总工会申请延期。",
    )


def advance(
    nomination: Nomination,
    act: Act,
    actor: Actor,
    *,
    now: datetime,
    why: str = "",
    facts: dict[str, Any] | None = None,
    times: Mapping[Phase, datetime] | None = None,
) -> None:
    """Move a locked nomination by one row of the table and record it. Raises ``Refused`` with every reason.

    ``times``: the union's closing times, where many move at once. A nomination that comes to its end gives up its
    claim on the person.
    """
    if reasons := why_not(nomination, act, actor, now=now, times=times):
        raise Refused(*reasons, title=f"现在不能{act.label}")
    before = nomination.stage
    nomination.stage = table_of(nomination)[before, act].target
    nomination.stage_since = now
    if nomination.stage in ENDED:
        nomination.claimed_key = None
    record(
        act, actor, now=now, nomination=nomination, from_stage=before, to_stage=nomination.stage, why=why, facts=facts
    )
