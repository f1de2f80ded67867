"""校对: a unit looks at its names as they will be printed, and says that they are right, or what is wrong."""

from datetime import datetime

from sqlalchemy import select

from models.certificate import Proof
from models.programme import Cycle
from models.vocabulary import Act, Role
from selection.audit.record import record
from selection.certificates import queries
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.rules.standing import Actor

NOT_NOW = "现在不能确认校对单"


def prove(
    cycle: Cycle, unit_id: int, actor: Actor, *, seen: str, objection: str = "", basis: str = "", now: datetime
) -> None:
    """Sign a unit's proof sheet, or say what is wrong on it. ``seen`` is the digest of the sheet that was shown.

    The city may sign for a unit on the ground of a stamped sheet: ``basis`` then says which.
    """
    with transaction() as session:
        lock(cycle)
        sheet = queries.sheet(actor, cycle.id, unit_id)
        if sheet is None or actor.user_id is None:
            raise Refused(Reason("这张校对单不在您的办理范围内", "请切换身份。"), title=NOT_NOW)
        if sheet.digest != seen:
            raise Refused(Reason("校对单在您看过以后有变化", "请重新看过，再确认。"), title=NOT_NOW)
        if actor.role == Role.CITY_OFFICER and not basis and not objection:
            raise Refused(Reason("代单位确认没有写明依据", "请写明单位盖章的校对单何时收到。"), title=NOT_NOW)
        proof = session.scalars(select(Proof).where(Proof.cycle_id == cycle.id, Proof.unit_id == unit_id)).one_or_none()
        if proof is None:
            proof = Proof(cycle_id=cycle.id, unit_id=unit_id)
            db.session.add(proof)
        proof.digest, proof.objection = seen, objection
        proof.signed_by, proof.signer_name, proof.signed_at = actor.user_id, actor.name, now
        told = {"numbers": [line.number for line in sheet.lines], "right": not objection}
        why = objection or basis
        record(Act.PROVE, actor, now=now, cycle_id=cycle.id, subject=sheet.unit_name, why=why, facts=told)
