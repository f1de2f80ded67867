"""Printing in the background: in slices that may be repeated, each certificate and its card once."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from models.honour import Certificate, Honour
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Act
from selection import storage
from selection.audit.record import record
from selection.certificates import queries
from selection.certificates.facts import CertificateFacts
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.jobs import enqueue, handles
from selection.rules.standing import SYSTEM, Actor

SLICE = 20
LEASE = timedelta(minutes=1)
"""A slice takes seconds: where its worker was killed, people wait before the page no longer than this and a sweep."""

LONGEST_REFUSAL = 300
NOT_NOW = "现在不能制发证书"


def issue(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Ask for every certificate without a file whose unit has found its names right. Returns how many."""
    with transaction():
        lock(cycle)
        if db.session.scalar(queries.under_way(cycle.id).limit(1)) is not None:
            raise Refused(Reason("证书正在制发", "请等这一批办完。"), title="现在不能再次制发")
        waiting = queries.unprinted(cycle.id)
        if not waiting:
            raise Refused(Reason("没有等待制发的证书", "已经制发的证书可以直接下载。"), title=NOT_NOW)
        proven = queries.proven(cycle.id)
        ready = [each for each in waiting if each.id in proven]
        if not ready:
            why = f"等待制发的 {len(waiting)} 份证书，姓名都还没有校对"
            raise Refused(Reason(why, "请单位在“证书校对”中确认，或凭单位盖章的校对单代为确认。"), title=NOT_NOW)
        for certificate in ready:
            certificate.refused_because = ""
        for place in range(0, len(ready), SLICE):
            ids = [certificate.id for certificate in ready[place : place + SLICE]]
            key = f"{queries.KIND}:{cycle.id}:{now:%Y%m%d%H%M%S%f}:{place}"
            enqueue(queries.KIND, {"certificates": ids, "asked_at": now.isoformat()}, key=key, now=now)
        record(Act.ISSUE, actor, now=now, cycle_id=cycle.id, subject=cycle.name, facts={"number": len(ready)})
    return len(ready)


@handles(queries.KIND, lease=LEASE)
def print_slice(payload: dict[str, Any], now: datetime) -> None:
    """Print the certificates of one slice; those that have a file already stay as they are."""
    asked_at = datetime.fromisoformat(payload["asked_at"]) if "asked_at" in payload else now
    for certificate_id in payload["certificates"]:
        print_one(certificate_id, asked_at=asked_at, now=now)


def print_one(certificate_id: int, *, asked_at: datetime, now: datetime) -> None:
    """Print one certificate and its card, and keep the files. What cannot be drawn is noted, and stops nobody else.

    ``asked_at`` is the moment told in the signature. Equal facts and moments give equal bytes, and equal bytes one
    key: a print interrupted before its commit leaves nothing double.
    """
    # What draws, measures and signs takes 80 MiB, and only the worker prints.
    from selection.certificates.designs import Form  # noqa: PLC0415 - heavy, and no web worker needs it at start
    from selection.certificates.pdf import Signing, render  # noqa: PLC0415 - heavy, and no web worker needs it at start
    from selection.certificates.sealing import configured_seal  # noqa: PLC0415 - heavy to load
    from selection.certificates.setting import UndrawableFacts  # noqa: PLC0415 - heavy to load

    certificate = db.session.get_one(Certificate, certificate_id, populate_existing=True)
    if certificate.file_key is not None or certificate.ended_at is not None:
        return
    facts, supplied = CertificateFacts.from_json(certificate.facts), queries.supplied(certificate_id)
    seal = configured_seal()
    signing = None if seal is None else Signing(seal, asked_at)
    try:
        sheet = render(facts, supplied=supplied, signing=signing)
        card = render(facts, Form.CARD, supplied=supplied, signing=signing)
    except UndrawableFacts as trouble:
        with transaction():
            lock(certificate).refused_because = "".join(trouble.reasons)[:LONGEST_REFUSAL]
        return
    kept, kept_card = storage.keep(BytesIO(sheet)), storage.keep(BytesIO(card))
    with transaction():
        if lock(certificate).file_key is not None:
            return
        certificate.file_key, certificate.file_sha256 = kept.key, kept.sha256
        certificate.card_key, certificate.card_sha256 = kept_card.key, kept_card.sha256
        certificate.signed_as = seal.fingerprint if seal else ""
        certificate.issued_at, certificate.refused_because = now, ""
        told = {"number": certificate.number, "sha256": kept.sha256}
        record(Act.ISSUE, SYSTEM, now=now, nomination=_nomination_of(certificate), facts=told)


def _nomination_of(certificate: Certificate) -> Nomination | None:
    query = select(Nomination).join(Honour, Honour.nomination_id == Nomination.id)
    return db.session.scalars(query.where(Honour.id == certificate.honour_id)).one_or_none()
