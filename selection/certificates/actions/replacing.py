"""换发: a name put right, or a lost certificate made again. One person proposes it, another has it done."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from models.certificate import Proof
from models.honour import Certificate
from models.nomination import Nomination
from models.vocabulary import Act, CertificateEnd, Role
from selection.audit.record import record
from selection.certificates import queries
from selection.certificates.actions.drawing import draw_again
from selection.certificates.facts import CertificateFacts
from selection.database import db, lock
from selection.errors import Reason, Refused
from selection.proposals import actions as proposals
from selection.proposals.carriers import carries_out
from selection.rules.identity import Unreadable, read_name
from selection.rules.standing import Actor

CORRECTION, REPLACEMENT = "certificate_correction", "certificate_replacement"
CITY = (Role.CITY_OFFICER,)
NOT_NOW = "现在不能换发证书"
LOSSES = (CertificateEnd.LOST, CertificateEnd.DAMAGED)


def propose_correction(certificate: Certificate, actor: Actor, *, name: str, reason: str, now: datetime) -> None:
    """Ask a second person to have the name put right on a new certificate."""
    facts = CertificateFacts.from_json(certificate.facts)
    reasons = _obstacles(certificate)
    right = read_name(name)
    if isinstance(right, Unreadable):
        reasons.append(Reason(right.message))
    elif right == facts.name:
        reasons.append(Reason("更正后的姓名与证书上的相同", "请核对要更正的字。"))
    if reasons:
        raise Refused(*reasons, title=NOT_NOW)
    proposals.propose(
        CORRECTION,
        actor,
        payload={"certificate_id": certificate.id, "name": str(right)},
        title=f"{facts.number}的姓名“{facts.name}”更正为“{right}”",
        reason=reason,
        key=certificate.number,
        lines=[("证书编号", facts.number), ("原姓名", facts.name), ("更正为", str(right))],
        cycle_id=certificate.cycle_id,
        now=now,
    )


def propose_replacement(
    certificate: Certificate, actor: Actor, *, ended_as: CertificateEnd, reason: str, now: datetime
) -> None:
    """Ask a second person to have a lost or damaged certificate made again."""
    facts = CertificateFacts.from_json(certificate.facts)
    reasons = _obstacles(certificate)
    if certificate.file_key is None:
        reasons.append(Reason("这份证书还没有制发", "制发以后才会有遗失和损毁。"))
    if ended_as not in LOSSES:
        reasons.append(Reason("补发只用于遗失和损毁", "更正姓名请用“更正姓名”。"))
    if reasons:
        raise Refused(*reasons, title=NOT_NOW)
    proposals.propose(
        REPLACEMENT,
        actor,
        payload={"certificate_id": certificate.id, "ended_as": ended_as.value},
        title=f"{facts.number}（{facts.name}）{ended_as.label}",
        reason=reason,
        key=certificate.number,
        lines=[("证书编号", facts.number), ("姓名", facts.name), ("换发原因", ended_as.label)],
        cycle_id=certificate.cycle_id,
        now=now,
    )


@carries_out(CORRECTION, label="更正证书姓名", proposers=CITY, approvers=CITY)
def correct(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Put the name right: the old certificate ends, a new one is drawn up."""
    _replace(payload["certificate_id"], actor, CertificateEnd.CORRECTED, name=payload["name"], now=now)


@carries_out(REPLACEMENT, label="补发证书", proposers=CITY, approvers=CITY)
def replace(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Make it again under a new number; whoever finds the old one is told that it was replaced."""
    _replace(payload["certificate_id"], actor, CertificateEnd(payload["ended_as"]), name="", now=now)


def _replace(certificate_id: int, actor: Actor, ended_as: CertificateEnd, *, name: str, now: datetime) -> None:
    old = lock(db.session.get_one(Certificate, certificate_id))
    if reasons := _obstacles(old):
        raise Refused(*reasons, title=NOT_NOW)
    facts = CertificateFacts.from_json(old.facts)
    old.ended_as, old.ended_at, old.ended_why = ended_as, now, ended_as.label
    db.session.flush()
    new = draw_again(old, name=name or facts.name)
    unit = select(Nomination.unit_id).where(Nomination.id == old.honour.nomination_id)
    db.session.execute(delete(Proof).where(Proof.cycle_id == old.cycle_id, Proof.unit_id.in_(unit)))
    told = {"old": old.number, "new": new.number, "as": ended_as.value}
    record(Act.REISSUE, actor, now=now, cycle_id=old.cycle_id, subject=new.number, facts=told)


def _obstacles(certificate: Certificate) -> list[Reason]:
    reasons = []
    if certificate.ended_as is not None:
        reasons.append(Reason(f"这份证书已作废（{certificate.ended_as.label}）", "请在换发的证书上办理。"))
    if queries.is_revoked(certificate.honour_id):
        reasons.append(Reason("这项荣誉已经撤销", "撤销的荣誉不再换发证书。"))
    return reasons
