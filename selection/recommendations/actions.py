"""What a union does with the nominations that reached it: recommend, take back, put in order, hand on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from models.forwarding import Forwarding
from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, Cycle
from models.vocabulary import Act, Phase, Role, Stage
from selection import mail, timetable, workflow
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.nominations.files import Taken
from selection.places import ledger
from selection.recommendations import queries
from selection.recommendations.queries import Board, Candidate
from selection.register.queries.bans import why_banned
from selection.rules.standing import UNION, Actor
from selection.rules.values import characters

OPINION = range(30, 201)
"""How long an opinion may be, in characters without white space."""


def recommend(nomination: Nomination, actor: Actor, *, opinion: str, now: datetime) -> None:
    """Spend one of the union's places on this nomination and put it last in the list."""
    nomination_id = nomination.id
    with transaction() as session:
        board, nomination = _held(nomination_id)
        candidate = queries.candidate_of(nomination)
        times = timetable.closing_times(board.cycle.id, board.allocation.union_id)
        if reasons := refusals(board, nomination, candidate, actor, opinion=opinion, now=now, times=times):
            raise Refused(*reasons, title=f"现在不能推荐{nomination.name}")
        recommendation = Recommendation(
            nomination_id=nomination.id,
            allocation_id=board.allocation.id,
            rank=board.last_rank + 1,
            opinion=opinion.strip(),
            prepared_by=actor.user_id,
            prepared_at=now,
        )
        session.add(recommendation)
        if board.uses_place(candidate):
            ledger.reserve(recommendation, actor, now=now)
        facts = {"rank": recommendation.rank, "opinion": recommendation.opinion}
        workflow.advance(nomination, Act.RECOMMEND, actor, now=now, facts=facts, times=times)


def refusals(
    board: Board,
    nomination: Nomination,
    candidate: Candidate,
    actor: Actor,
    *,
    now: datetime,
    opinion: str | None = None,
    times: Mapping[Phase, datetime] | None = None,
) -> list[Reason]:
    """Every reason against recommending; without an opinion yet, every other one."""
    reasons = [*_not_his(nomination, actor), *workflow.why_not(nomination, Act.RECOMMEND, actor, now=now, times=times)]
    if nomination.stage is Stage.SUBMITTED:
        cure = "请先撤回一人的推荐，或向市总工会申请调剂名额。"
        reasons += [Reason(why, cure) for why in board.obstacles(candidate)]
    if banned := why_banned(board.allocation.union_id, board.cycle):
        reasons.append(Reason(banned, "从下一届起可以推荐。"))
    if opinion is not None and (length := characters(opinion)) not in OPINION:
        fewest, most = OPINION[0], OPINION[-1]
        reasons.append(Reason(f"推荐意见写了 {length} 字", f"请写 {fewest} 到 {most} 字。"))
    return reasons


def unrecommend(nomination: Nomination, actor: Actor, *, reason: str, now: datetime) -> None:
    """Take a recommendation back: the place is free again, the nomination waits again, those behind move up."""
    nomination_id = nomination.id
    with transaction() as session:
        board, nomination = _held(nomination_id)
        times = timetable.closing_times(board.cycle.id, board.allocation.union_id)
        reasons = [
            *_not_his(nomination, actor),
            *workflow.why_not(nomination, Act.UNRECOMMEND, actor, now=now, times=times),
        ]
        recommendation = queries.recommendation_of(nomination.id)
        if reasons or recommendation is None:
            raise Refused(*reasons, title=f"现在不能撤回{nomination.name}的推荐")
        facts = {"rank": recommendation.rank, "opinion": recommendation.opinion}
        ledger.release(recommendation, actor, now=now, reason=reason)
        session.delete(recommendation)
        session.flush()
        _number(board, [each.id for each in board.prepared if each.id != nomination.id])
        workflow.advance(nomination, Act.UNRECOMMEND, actor, now=now, why=reason, facts=facts, times=times)


def rank(board: Board, actor: Actor, *, order: Sequence[int], revision: str, now: datetime) -> str:
    """Put the recommended in this order, best first; returns the new revision of the list.

    Refused if somebody changed the list since ``revision`` was shown.
    """
    with transaction():
        board = _locked(board.cycle, board.allocation, board.union_name)
        if reasons := _closed(board, actor, now):
            raise Refused(*reasons, title="现在不能调整推荐顺序")
        if revision != board.revision or sorted(order) != sorted(each.id for each in board.prepared):
            raise Refused(
                Reason("推荐名单刚刚有变化，这一次没有移动", "请刷新页面，看过最新名单后再调整。"),
                title="现在不能调整推荐顺序",
            )
        if list(order) != [each.id for each in board.prepared]:
            _number(board, order)
            record(
                Act.RANK,
                actor,
                now=now,
                cycle_id=board.cycle.id,
                subject=f"{board.union_name}推荐名单",
                facts={"order": list(order)},
            )
    return queries.revision_of(order)


def forward(board: Board, actor: Actor, *, revision: str, now: datetime, minutes: Taken | None = None) -> int:
    """Confirm the list and hand it on, all of it or nothing; returns how many were handed on."""
    with transaction() as session:
        board = _locked(board.cycle, board.allocation, board.union_name)
        nominations = _locked_nominations(board)
        times = timetable.closing_times(board.cycle.id, board.allocation.union_id)
        reasons = not_ready(board, actor, now=now)
        if minutes is None and queries.needs_minutes():
            reasons.append(Reason("还没有上传推荐会议纪要", "请选择会议纪要的扫描件后再上报。"))
        if revision != board.revision:
            reasons.append(Reason("推荐名单刚刚有变化", "请刷新页面，核对最新名单后再上报。"))
        for nomination in nominations:
            found = workflow.why_not(nomination, Act.FORWARD, actor, now=now, times=times)
            reasons += [each for each in found if each not in reasons]
        if reasons:
            raise Refused(*reasons, title="现在不能上报市总工会")
        listed = [each.id for each in nominations]
        session.execute(
            update(Recommendation)
            .where(Recommendation.nomination_id.in_(listed))
            .values(confirmed_by=actor.user_id, confirmed_at=now)
            .execution_options(synchronize_session="fetch")
        )
        session.add(
            Forwarding(
                allocation_id=board.allocation.id,
                people=len(listed),
                minutes_key=minutes.kept.key if minutes else None,
                minutes_name=minutes.filename if minutes else "",
                forwarded_by=actor.user_id,
                forwarded_at=now,
            )
        )
        ranks = {each.id: each.rank for each in board.prepared}
        for nomination in nominations:
            facts = {"rank": ranks[nomination.id]}
            workflow.advance(nomination, Act.FORWARD, actor, now=now, facts=facts, times=times)
        _tell_the_units(board, nominations, now)
    return len(listed)


def not_ready(board: Board, actor: Actor, *, now: datetime) -> list[Reason]:
    """Why the list cannot be handed on by this actor as it stands, the minutes aside."""
    reasons = _closed(board, actor, now)
    if actor.role is not Role.UNION_HEAD:
        reasons.append(Reason(f"上报由{Role.UNION_HEAD.label}办理", "名单排好后，请负责人核定上报。"))
    if not board.prepared:
        reasons.append(Reason("名单上还没有拟推荐的人", "请先从候选人中推荐。"))
    for state in board.limits([]):
        if state.is_unmet:
            cure = "请撤回有关人员的推荐后再上报。"
            reasons.append(Reason(f"{state.label}：{state.sentence}", cure, state.limit.article))
    return reasons


def _held(nomination_id: int) -> tuple[Board, Nomination]:
    """The union's list with its places locked, then the nomination, locked as well."""
    row = db.session.execute(
        select(Allocation, Cycle, Organisation.name)
        .join(Cycle, Cycle.id == Allocation.cycle_id)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .join(Nomination, (Nomination.cycle_id == Allocation.cycle_id) & (Nomination.union_id == Allocation.union_id))
        .where(Nomination.id == nomination_id)
        .with_for_update(of=Allocation, key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise Refused(Reason("本届还没有给这个工会分配名额", "请联系市总工会评选办。"), title="现在不能推荐")
    allocation, cycle, union_name = row
    nomination = db.session.scalars(
        select(Nomination)
        .where(Nomination.id == nomination_id)
        .options(joinedload(Nomination.cycle, innerjoin=True), joinedload(Nomination.unit, innerjoin=True))
        .with_for_update(of=Nomination, key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    return queries.board_of(cycle, allocation, union_name), nomination


def _locked(cycle: Cycle, allocation: Allocation, union_name: str) -> Board:
    return queries.board_of(cycle, lock(allocation), union_name)


def _locked_nominations(board: Board) -> list[Nomination]:
    """Everybody on the list, locked in the order of their ids."""
    query = (
        select(Nomination)
        .where(Nomination.id.in_([each.id for each in board.prepared]))
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _not_his(nomination: Nomination, actor: Actor) -> list[Reason]:
    if actor.role in UNION and actor.organisation_id != nomination.union_id:
        return [Reason(f"{nomination.name}由另一个工会推荐", "请由该工会办理。")]
    return []


def _closed(board: Board, actor: Actor, now: datetime) -> list[Reason]:
    """What forbids any change of the list: another union's, or too late."""
    if actor.role not in UNION or actor.organisation_id != board.allocation.union_id:
        return [Reason("这是另一个工会的推荐名单", "请由该工会办理。")]
    closes = timetable.closes_at(board.cycle.id, Phase.UNION, board.allocation.union_id)
    if closes is None or timetable.is_open(closes, now):
        return []
    return [
        Reason(
            f"“推荐”环节已于 {moment(closes)}（北京时间）截止",
            "确有特殊情况的，请由区局（产业）工会向市总工会申请延期。",
        )
    ]


def _number(board: Board, order: Sequence[int]) -> None:
    """Give these people the ranks behind those already handed on. Two steps: no rank may stand twice in between."""
    session = db.session
    taken = select(Recommendation.rank).where(
        Recommendation.allocation_id == board.allocation.id, Recommendation.nomination_id.not_in(order)
    )
    first = max(session.scalars(taken), default=0) + 1
    rows = {
        row.nomination_id: row
        for row in session.scalars(
            select(Recommendation)
            .where(Recommendation.nomination_id.in_(order))
            .execution_options(populate_existing=True)
        )
    }
    for sign in (-1, 1):
        for place, nomination_id in enumerate(order, start=first):
            rows[nomination_id].rank = sign * place
        session.flush()


def _tell_the_units(board: Board, nominations: Sequence[Nomination], now: datetime) -> None:
    """One letter per unit, to its officers, with everybody of theirs who was handed on."""
    by_unit: dict[int, list[Nomination]] = {}
    for nomination in nominations:
        by_unit.setdefault(nomination.unit_id, []).append(nomination)
    for unit_id, theirs in sorted(by_unit.items()):
        for user in mail.to_role(unit_id, Role.UNIT_OFFICER):
            mail.write(
                "forwarded",
                to=user,
                subject=f"{'、'.join(each.name for each in theirs)}已由{board.union_name}推荐上报",
                now=now,
                nomination=theirs[0] if len(theirs) == 1 else None,
                nominations=theirs,
                union=board.union_name,
                cycle=board.cycle,
            )
