"""Unions that sit a round out, because they recommended against the rules."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.honour import Honour, RecommendationBan, Revocation
from models.people import Organisation, Person
from models.programme import Cycle
from selection.database import db


def ban_of(union_id: int, cycle: Cycle) -> RecommendationBan | None:
    """The ban that keeps this union out of this cycle: it holds for the first round of a later year. One query."""
    between = aliased(Cycle)
    passed = select(between.id).where(
        between.programme_key == cycle.programme_key,
        between.batch_year > RecommendationBan.after_year,
        between.batch_year < cycle.batch_year,
    )
    query = select(RecommendationBan).where(
        RecommendationBan.union_id == union_id,
        RecommendationBan.programme_key == cycle.programme_key,
        RecommendationBan.after_year < cycle.batch_year,
        ~passed.exists(),
    )
    return db.session.scalars(query.limit(1)).first()


def why_banned(union_id: int, cycle: Cycle) -> str:
    """Why this union may recommend nobody in this cycle, as a sentence without its end; empty if it may. One query."""
    ban = ban_of(union_id, cycle)
    return _told(ban) if ban else ""


def all_banned(unions: Iterable[int], cycle: Cycle) -> list[tuple[str, str]]:
    """Those of these unions that sit this cycle out, by name, and why. One query while there are none."""
    ever = select(RecommendationBan.union_id).where(RecommendationBan.programme_key == cycle.programme_key)
    found = []
    for union in db.session.scalars(select(Organisation).where(Organisation.id.in_(unions), Organisation.id.in_(ever))):
        if why := why_banned(union.id, cycle):
            found.append((union.short_name, why))
    return found


def _told(ban: RecommendationBan) -> str:
    name, title = db.session.execute(
        select(Person.name, Honour.title_name)
        .join(Honour, Honour.person_id == Person.id)
        .join(Revocation, Revocation.honour_id == Honour.id)
        .where(Revocation.id == ban.revocation_id)
    ).one()
    return f"上一届违规推荐{name}（{title}已撤销），按规定取消本届推荐资格"
