"""Several nominations of one subject (多渠道合并): the first stands for all."""

from collections.abc import Iterable

from sqlalchemy import select

from models.nomination import Nomination
from selection.database import db
from selection.nominations.queries.reach import WHOLE
from selection.workflow import programme_of


def joined_to(first: Nomination) -> list[Nomination]:
    """Those merged with this one, in the order they came, locked. One query."""
    query = select(Nomination).where(Nomination.merged_into == first.id).options(*WHOLE)
    ordered = query.order_by(Nomination.submitted_at, Nomination.id)
    return list(db.session.scalars(ordered.with_for_update(of=Nomination).execution_options(populate_existing=True)))


def joined(firsts: Iterable[Nomination]) -> list[tuple[Nomination, Nomination]]:
    """Those merged with any of these, in the order they came, each with the one it was merged into.

    At most one query; none where the award does not merge.
    """
    merging = {first.id: first for first in firsts if programme_of(first.cycle).merges}
    if not merging:
        return []
    query = select(Nomination).where(Nomination.merged_into.in_(merging)).options(*WHOLE)
    rows = db.session.scalars(query.order_by(Nomination.submitted_at, Nomination.id))
    return [(each, merging[each.merged_into]) for each in rows if each.merged_into is not None]
