"""A pack is asked for and made."""

import hashlib
import io
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from models.certificate import VerifyingKey
from models.programme import Cycle
from models.result import ResultPack
from models.vocabulary import Act
from selection import storage
from selection.audit.record import record
from selection.certificates import payload as codes
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.jobs import enqueue, handles
from selection.publicity import queries as publicity
from selection.results import facts, packing, queries
from selection.rules.standing import Actor

KIND = "result_pack"


def ask(cycle: Cycle, actor: Actor, *, now: datetime) -> None:
    """Have a pack made of the result as it is published. Refused before anything is: nothing leaves the house."""
    with transaction():
        lock(cycle)
        refuse_early(cycle, now=now)
        record(Act.MAKE_PACK, actor, now=now, cycle_id=cycle.id, subject=cycle.name)
        enqueue(KIND, {"cycle_id": cycle.id}, key=f"{KIND}:{cycle.id}:{now.isoformat()}", now=now)


def refuse_early(cycle: Cycle, *, now: datetime) -> None:
    """Raise ``Refused`` where the result is not before the public."""
    if why := queries.why_not(cycle.id, now):
        raise Refused(Reason(why, "请在公示发布以后再制作。"), title="现在不能制作结果包")


@handles(KIND)
def make(payload: dict[str, Any], now: datetime) -> None:
    """Make the pack and enter it. The same facts are the same bytes, and the same row."""
    cycle = db.session.get_one(Cycle, payload["cycle_id"])
    content, said = packing.packed(cycle), facts.chain(cycle.id)
    sha256 = hashlib.sha256(content).hexdigest()
    if db.session.scalars(select(ResultPack.id).filter_by(cycle_id=cycle.id, sha256=sha256)).first() is not None:
        return
    kept = storage.keep(io.BytesIO(content))
    public = codes.public_key(current_app.config["QR_SECRET"])
    with transaction() as session:
        if session.get(VerifyingKey, codes.key_id(public)) is None:  # it stays published whatever key comes after it
            session.add(VerifyingKey(key_id=codes.key_id(public), public_key=public, since_at=now))
        session.add(
            ResultPack(
                cycle_id=cycle.id,
                notice_version=publicity.last_version(cycle.id),
                sha256=sha256,
                key=kept.key,
                size=kept.size,
                chain_head=said["hash"],
                chain_length=said["length"],
                made_at=now,
            )
        )
