"""Several nominations of one subject (多渠道合并): the first stands for all."""

from sqlalchemy import select

from models.nomination import Nomination
from selection.database import db
from selection.nominations.queries.reach import WHOLE


def joined_to(first: Nomination) -> list[Nomination]:
    """Those merged with this one, in the order they came, locked. One query."""
    query = select(Nomination).where(Nomination.merged_into == first.id).options(*WHOLE)
    ordered = query.order_by(Nomination.submitted_at, Nomination.id)
    return list(db.session.scalars(ordered.with_for_update(of=Nomination).execution_options(populate_existing=True)))
