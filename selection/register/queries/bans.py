"""Unions that sit a round out, because they recommended against the rules."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.honour import Honour, RecommendationBan, Revocation
from models.people import Person
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
    if ban is None:
        return ""
    name, title = db.session.execute(
        select(Person.name, Honour.title_name)
        .join(Honour, Honour.person_id == Person.id)
        .join(Revocation, Revocation.honour_id == Honour.id)
        .where(Revocation.id == ban.revocation_id)
    ).one()
    return f"上一届违规推荐{name}（{title}已撤销），按规定取消本届推荐资格"
