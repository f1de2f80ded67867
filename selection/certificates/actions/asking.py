"""Counting those who ask at random."""

from datetime import datetime

from models.people import Guesses
from selection.certificates import queries
from selection.database import db, lock, transaction, upsert


def miss(address: str, now: datetime) -> None:
    """Count one question from this address: one without an answer in the register, or one by number."""
    key, since = queries.counted_as(address), now - queries.WINDOW
    with transaction():
        insert = upsert(Guesses)
        db.session.execute(insert.values(key=key, wrong=0, since_at=now).on_conflict_do_nothing())
        row = lock(db.session.get_one(Guesses, key))
        if row.since_at <= since:
            row.wrong, row.since_at = 0, now
        row.wrong += 1
