"""The end of a demonstration: an authority of its own, names proven by their units, files laid out and verified."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from models.honour import Certificate
from models.programme import Cycle
from models.vocabulary import CertificateEnd
from selection import clock, storage
from selection.certificates import actions, authority, queries
from selection.certificates.facts import CertificateFacts
from selection.certificates.verdicts import verdicts
from selection.database import db
from selection.rules.standing import Actor

ISSUER = "上海市总工会（演示）"


def open_authority(*, now: datetime) -> None:
    """Make keys in this installation, and sign with them from now on."""
    folder = Path(current_app.config["VAR"]) / "ca"
    if not folder.exists():
        passphrase = current_app.config["SIGNER_PASSPHRASE"]
        authority.make(folder, organisation=ISSUER, passphrase=passphrase, key_passphrase=passphrase, now=now)
    current_app.config["SIGNER"] = str(folder / authority.SIGNER_FILE)


def prove(cycle_id: int, officer: Actor, heads: Mapping[int, Actor], *, now: datetime) -> int:
    """The head of every unit finds its names right; returns how many did."""
    cycle = db.session.get_one(Cycle, cycle_id)
    sheets = queries.sheets(officer, cycle_id)
    for sheet in sheets:
        actions.prove(cycle, sheet.unit_id, heads[sheet.unit_id], seen=sheet.digest, now=now)
    return len(sheets)


def hand_over(cycle_id: int, officer: Actor, number: int, *, now: datetime) -> None:
    """The first come for certificate and medal; the one behind them has lost his, and a second officer is asked."""
    query = select(Certificate).where(Certificate.cycle_id == cycle_id, Certificate.file_key.is_not(None))
    printed = list(db.session.scalars(query.order_by(Certificate.id).limit(number + 1)))
    for place, certificate in enumerate(printed[:number], start=1):
        holder = CertificateFacts.from_json(certificate.facts).name
        actions.hand_over(
            certificate,
            officer,
            received_by=holder,
            received_on=clock.on(now),
            medal_number=f"TZ-{now.year}-{place:03}",
            remark="",
            now=now,
        )
    if len(printed) > number:
        reason = "单位来函说明证书在搬迁中遗失，已在报纸声明作废。"
        later = now + timedelta(days=30)
        actions.propose_replacement(printed[number], officer, ended_as=CertificateEnd.LOST, reason=reason, now=later)


def lay_out(cycle_id: int, folder: Path) -> list[Path]:
    """Every printed certificate of a cycle as a file, and its card beside it; returns the certificates."""
    query = select(Certificate).where(Certificate.cycle_id == cycle_id, Certificate.file_key.is_not(None))
    files = []
    for certificate in db.session.scalars(query.order_by(Certificate.number)):
        facts = CertificateFacts.from_json(certificate.facts)
        for kind, key in (("certificates", certificate.file_key), ("cards", certificate.card_key)):
            file = folder / kind / facts.title / f"{facts.number} {facts.name}.pdf"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(storage.read(key or ""))
            if kind == "certificates":
                files.append(file)
    return files


def verified(files: list[Path], step: Callable[[], None]) -> int:
    """How many prove genuine: signature, embedded facts, the QR code off the page, the register."""
    right = 0
    for _, found in verdicts(files):
        right += found.summary[0] and found.examination.is_signed
        step()
    return right
