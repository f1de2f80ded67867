"""Keeping the tally of nominations short."""

from collections import Counter

from sqlalchemy import delete, func, insert, select, tuple_

from models.tally import Tally
from selection.database import transaction

KEY = (Tally.cycle_id, Tally.union_id, Tally.stage, Tally.is_submitted)


def fold() -> int:
    """Put lines that tell of the same cycle, union and stage into one; returns how many lines there are less.

    Whoever counts meanwhile finds either the lines or their sum; whoever folds meanwhile finds the lines gone.
    """
    several = select(*KEY).group_by(*KEY).having(func.count() > 1)
    with transaction() as session:
        gone = session.execute(
            delete(Tally).where(tuple_(*KEY).in_(several)).returning(*KEY, Tally.number),
            execution_options={"synchronize_session": False},
        ).all()
        sums: Counter[tuple[object, ...]] = Counter()
        for *key, number in gone:
            sums[tuple(key)] += number
        lines = [dict(zip([column.key for column in KEY], key, strict=True), number=sums[key]) for key in sums]
        kept = [line for line in lines if line["number"]]
        if kept:
            session.execute(insert(Tally), kept)
    return len(gone) - len(kept)
