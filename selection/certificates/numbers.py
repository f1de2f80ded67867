"""Series of numbers without gaps: what a change takes is given back with it if the change is undone."""

from models.programme import Series
from selection.database import db, upsert


def take(key: str, count: int = 1) -> int:
    """The first of ``count`` consecutive numbers nobody else has, inside the transaction that uses them.

    One statement on both databases: whoever comes at the same moment waits for this transaction to end.
    """
    insert = upsert(Series)
    begin = insert.values(key=key, next=count + 1)
    step = begin.on_conflict_do_update(index_elements=[Series.key], set_={"next": Series.next + count})
    after: int = db.session.scalars(step.returning(Series.next)).one()
    return after - count
