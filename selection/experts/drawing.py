"""The draw (抽取专家): what is committed to, and what the public number then makes of it."""

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Exists, exists, select

from models.expert import ExpertCall, ExpertDraw, ExpertDrawResult
from models.programme import Cycle
from models.vocabulary import Act, CallState
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.experts import calling, pool
from selection.filters import moment
from selection.rules import draw as rules
from selection.rules.draw import Stratum, Terms
from selection.rules.standing import Actor

SALT = 32


def code(user_id: int) -> str:
    """How minutes call somebody of the pool."""
    return f"E{user_id}"


def strata(cycle: Cycle) -> dict[str, list[pool.Candidate]]:
    """Who may be drawn, by trade."""
    found: dict[str, list[pool.Candidate]] = defaultdict(list)
    for each in pool.candidates(cycle):
        if each.may_be_asked:
            found[each.stratum].append(each)
    return dict(sorted(found.items()))


def commit(
    cycle: Cycle,
    actor: Actor,
    *,
    wanted: Mapping[str, tuple[int, int]],
    number_source: str,
    due_at: datetime,
    now: datetime,
    salt: str = "",
) -> ExpertDraw:
    """Fix who may be drawn and by which number, before that is known. ``wanted``: trade -> places, alternates.

    ``salt`` is random where none is given; a demonstration gives its own, to be the same again.
    """
    with transaction() as session:
        lock(cycle)
        there = strata(cycle)
        terms = Terms(
            f"{cycle.name}专家抽取",
            number_source,
            salt or secrets.token_hex(SALT),
            tuple(
                Stratum(name, tuple(code(each.user_id) for each in there.get(name, [])), places, alternates)
                for name, (places, alternates) in wanted.items()
                if places
            ),
        )
        refusals = [Reason(each, "请调整名额，或先补充专家库。") for each in rules.problems(terms)]
        if due_at <= now:
            refusals.append(
                Reason(f"号码产生的时间 {moment(due_at)} 已经过去", "承诺须在号码产生以前公布，请另定一个以后的号码。")
            )
        if session.scalar(select(_undrawn(cycle.id))):
            refusals.append(Reason("上一次公布的承诺还没有抽取", "请先按它抽取，再公布新的。"))
        if refusals:
            raise Refused(*refusals, title="现在不能公布抽取承诺")
        made = ExpertDraw(
            cycle_id=cycle.id,
            facts=terms.canonical,
            commitment=terms.commitment,
            number_source=number_source,
            due_at=due_at,
            committed_by=actor.user_id,
            committed_at=now,
        )
        session.add(made)
        session.flush()
        why = f"{number_source}；承诺值 {terms.commitment}"
        record(Act.COMMIT_DRAW, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=why)
    return made


def _undrawn(cycle_id: int) -> Exists:
    results = select(ExpertDrawResult.draw_id).where(ExpertDrawResult.draw_id == ExpertDraw.id).correlate(ExpertDraw)
    return exists(select(ExpertDraw.id).where(ExpertDraw.cycle_id == cycle_id, ~results.exists()))


def terms_of(made: ExpertDraw) -> Terms:
    """What was committed to."""
    return rules.read(json.loads(made.facts))


def draw(made: ExpertDraw, actor: Actor, *, number: str, now: datetime) -> ExpertDrawResult:
    """Enter the number and draw: letters go to those drawn, the alternates stand by. Once."""
    with transaction() as session:
        cycle = session.get_one(Cycle, made.cycle_id)
        lock(cycle)
        refusals = []
        if session.get(ExpertDrawResult, made.id) is not None:
            refusals.append(Reason("这一次已经抽过", "抽取记录写定以后不再改变。"))
        if now < made.due_at:
            refusals.append(Reason(f"号码要到 {moment(made.due_at)}（北京时间）才产生", "请在那以后录入。"))
        if refusals:
            raise Refused(*refusals, title="现在不能抽取")
        terms = terms_of(made)
        people = {code(each.user_id): each for each in pool.candidates(cycle)}
        pooled = {one for each in terms.strata for one in each.candidates}
        names = {key: each.name for key, each in people.items() if key in pooled}
        result = ExpertDrawResult(
            draw_id=made.id,
            number=number,
            minutes=rules.minutes(terms, number, names),
            drawn_by=actor.user_id,
            drawn_at=now,
        )
        session.add(result)
        session.flush()
        record(Act.DRAW, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=f"{made.number_source}：{number}")
        places = {each.name: each.places for each in terms.strata}
        for stratum, order in rules.drawn(terms, number).items():
            for place, one in enumerate(order, start=1):
                _enter(made, people.get(one), one, stratum, place, is_drawn=place <= places[stratum], now=now)
    return result


def _enter(
    made: ExpertDraw,
    candidate: pool.Candidate | None,
    one: str,
    stratum: str,
    place: int,
    *,
    is_drawn: bool,
    now: datetime,
) -> None:
    """One line of the order drawn; whoever was asked otherwise meanwhile stays as he stands."""
    user_id = int(one.removeprefix("E"))
    known = db.session.scalar(select(ExpertCall.id).filter_by(cycle_id=made.cycle_id, expert_id=user_id))
    if known is not None or candidate is None:
        return
    asked = ExpertCall(
        cycle_id=made.cycle_id,
        expert_id=user_id,
        draw_id=made.id,
        stratum=stratum,
        place=place,
        state=CallState.INVITED if is_drawn else CallState.RESERVE,
        called_at=now,
    )
    db.session.add(asked)
    if is_drawn:
        calling.invite(asked, db.session.get_one(Cycle, made.cycle_id), now=now)
