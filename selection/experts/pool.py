"""The pool of experts (专家库): who is in it, what he said of himself, and who may be asked for a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from models.expert import ExpertCall, ExpertProfile
from models.nomination import Nomination
from models.people import Membership, Organisation, User
from models.programme import Cycle, Deadline
from models.review import Panel, PanelMember
from models.vocabulary import Level, Phase, Role, Stage
from selection.clock import on
from selection.database import db
from selection.experts import facts
from selection.nominations.queries.reach import LARGEST_ID
from selection.organisations.naming import escaped
from selection.rules.conflicts import ExpertFacts, conflicts
from selection.rules.standing import Actor
from selection.taxonomies import load

PAGE = 50
ANY_TRADE = "综合"
AWAITED = (
    Stage.SUBMITTED,
    Stage.RECOMMENDED,
    Stage.FORWARDED,
    Stage.INTERVIEWING,
    Stage.QUALIFIED,
    Stage.ASSIGNED,
)
"""Where nominations stand that an expert asked today may have to read."""


@dataclass(frozen=True)
class Listed:
    """One page of the pool: user id, name, profile or None, panels sat on."""

    rows: Sequence[Row[Any]]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Candidate:
    """Somebody in the pool, as he stands to one cycle: his trade for a draw, what speaks against asking him."""

    user_id: int
    name: str
    stratum: str
    bars: tuple[str, ...]
    must_leave: int

    @property
    def may_be_asked(self) -> bool:
        return not self.bars


def _held(organiser_id: int | None) -> Any:
    """Who holds the role of an expert in the house that runs a cycle; of the city where there is none."""
    return (
        select(Membership.user_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == Role.EXPERT, Membership.withdrawn_at.is_(None))
        .where(Organisation.level == Level.CITY if organiser_id is None else Organisation.id == organiser_id)
    )


def _house(actor: Actor) -> int | None:
    return None if actor.level is Level.CITY else actor.organisation_id


def listed(actor: Actor, *, wanted: str, number: int) -> Listed:
    """The experts of the actor's house whose name or unit holds the text. Two queries."""
    query = select(User.id, User.name, ExpertProfile).outerjoin(ExpertProfile, ExpertProfile.user_id == User.id)
    query = query.where(User.id.in_(_held(_house(actor))), User.disabled_at.is_(None))
    if wanted:
        like = escaped(wanted)
        query = query.where(User.name.like(like, escape="\\") | ExpertProfile.unit_name.like(like, escape="\\"))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE)))
    panels = select(func.count(PanelMember.id)).where(PanelMember.expert_id == User.id).scalar_subquery()
    page = query.add_columns(panels.label("panels")).order_by(User.id).limit(PAGE).offset((number - 1) * PAGE)
    return Listed(db.session.execute(page).all(), number, total)


def get(actor: Actor, user_id: int) -> User | None:
    """One expert of the actor's house."""
    if not 0 < user_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(User).where(User.id == user_id, User.id.in_(_held(_house(actor))))).one_or_none()


def profile(user_id: int) -> ExpertProfile | None:
    """What is known of an expert."""
    return db.session.get(ExpertProfile, user_id)


def past(user_id: int) -> Sequence[Row[str, str]]:
    """The panels somebody sat on, last first: cycle, panel."""
    return db.session.execute(
        select(Cycle.name, Panel.name)
        .join(Panel, Panel.cycle_id == Cycle.id)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(PanelMember.expert_id == user_id)
        .order_by(Cycle.id.desc())
    ).all()


def trades() -> dict[str, str]:
    """The trades an expert may judge: code and name of the industry."""
    return dict(load()["industries"])


def candidates(cycle: Cycle) -> list[Candidate]:
    """Everybody in the pool of the house that runs this cycle, with what speaks against asking him. Ten queries."""
    rows = db.session.execute(
        select(User.id, User.name, ExpertProfile, ExpertCall.state)
        .outerjoin(ExpertProfile, ExpertProfile.user_id == User.id)
        .outerjoin(ExpertCall, (ExpertCall.expert_id == User.id) & (ExpertCall.cycle_id == cycle.id))
        .where(User.id.in_(_held(cycle.organiser_id)), User.disabled_at.is_(None))
        .order_by(User.id)
    ).all()
    known = facts.experts([row.id for row in rows])
    nominated = list(
        db.session.scalars(select(Nomination).where(Nomination.cycle_id == cycle.id, Nomination.stage.in_(AWAITED)))
    )
    dossiers = facts.dossiers(nominated)
    closes = db.session.scalar(select(Deadline.closes_at).filter_by(cycle_id=cycle.id, phase=Phase.REVIEW))
    names, until = trades(), on(closes) if closes else None
    found = []
    for row in rows:
        told = [each for dossier in dossiers if (each := conflicts(known[row.id], dossier))]
        bars = [*_bars(row[2], known[row.id], {each.name_key for each in dossiers}, until)]
        if dossiers and 2 * len(told) > len(dossiers):
            bars.append(f"与 {len(told)} 份材料须回避，超过一半")
        if row.state is not None:
            bars.append(f"本届{row.state.label}")
        found.append(Candidate(row.id, row.name, _stratum(row[2], names), tuple(bars), len(told)))
    return found


def _bars(profile: ExpertProfile | None, known: ExpertFacts, nominees: set[str], until: date | None) -> list[str]:
    told = []
    if known.name_key in nominees:
        told.append("与本届申报人同名，可能为本人")
    if profile and profile.away_from and until and profile.away_from <= until:
        back = f"到 {profile.away_until:%Y-%m-%d}" if profile.away_until else "起"
        if not profile.away_until or profile.away_until >= until:
            told.append(f"{profile.away_from:%Y-%m-%d} {back}不能参加评审")
    return told


def _stratum(profile: ExpertProfile | None, names: dict[str, str]) -> str:
    """The trade somebody is drawn for: the first he wrote down."""
    first = profile.trades[0] if profile and profile.trades else ""
    return names.get(first, ANY_TRADE)


def oneself(actor: Actor) -> User:
    """The account of the expert who asks."""
    return db.session.get_one(User, actor.user_id)
