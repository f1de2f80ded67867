"""领取: who took a certificate and the bronze medal, and when."""

from datetime import date, datetime

from sqlalchemy import select

from models.certificate import HandOver
from models.honour import Certificate
from models.vocabulary import Act
from selection import clock
from selection.audit.record import record
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.filters import day
from selection.rules.standing import Actor

NOT_NOW = "现在不能登记领取"


def hand_over(
    certificate: Certificate,
    actor: Actor,
    *,
    received_by: str,
    received_on: date,
    medal_number: str,
    remark: str,
    now: datetime,
) -> None:
    """Note who took it. Once: what was handed over is not handed over again."""
    with transaction() as session:
        lock(certificate)
        reasons = []
        if certificate.file_key is None:
            reasons.append(Reason("这份证书还没有制发", "请制发以后再登记。"))
        if certificate.ended_as is not None:
            reasons.append(Reason(f"这份证书已作废（{certificate.ended_as.label}）", "请在换发的证书上登记。"))
        if certificate.issued_at is not None and not clock.on(certificate.issued_at) <= received_on <= clock.on(now):
            span = f"{day(clock.on(certificate.issued_at))}制发以后、今天以前"
            reasons.append(Reason(f"领取日期不在{span}", "请核对日期。"))
        taken = session.scalars(select(HandOver).where(HandOver.certificate_id == certificate.id)).one_or_none()
        if taken is not None:
            reasons.append(Reason(f"{day(taken.received_on)}已由{taken.received_by}领取", "不必重复登记。"))
        medal = select(HandOver.id).where(HandOver.medal_number == medal_number)
        if medal_number and session.scalar(medal) is not None:
            reasons.append(Reason(f"大铜章编号 {medal_number} 已经登记给别人", "请核对铜章上的编号。"))
        if reasons:
            raise Refused(*reasons, title=NOT_NOW)
        session.add(
            HandOver(
                certificate_id=certificate.id,
                medal_number=medal_number or None,
                received_by=received_by,
                received_on=received_on,
                remark=remark,
                recorded_by=actor.user_id,
                recorded_at=now,
            )
        )
        told = {"number": certificate.number, "medal": medal_number}
        cycle_id = certificate.cycle_id
        record(Act.HAND_OVER, actor, now=now, cycle_id=cycle_id, subject=certificate.number, facts=told)
