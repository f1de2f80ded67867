"""What the public may verify: by a code, by a number and its name, by a file. A number alone tells nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, or_, select

from models.certificate import VerifyingKey
from models.honour import Certificate, Honour, Revocation
from models.people import Guesses
from models.sealed import keyring
from models.vocabulary import Basis, CertificateEnd
from selection import clock
from selection.certificates import payload
from selection.certificates.facts import CertificateFacts
from selection.database import db
from selection.rules.identity import Unreadable, read_name
from selection.rules.numbering import read_certificate_number, read_code

MISSES = 30
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Verified:
    """What stands in the register behind a code, a number or a file."""

    facts: CertificateFacts
    basis: Basis
    is_signed: bool = False
    ended_as: CertificateEnd | None = None
    ended_on: date | None = None
    revoked_on: date | None = None

    @property
    def is_valid(self) -> bool:
        return self.ended_as is None and self.revoked_on is None


def by_code(raw: str) -> Verified | None:
    """What stands behind the code of a QR; None for every other text. At most one query."""
    code = read_code(raw)
    return _verified(Certificate.code == code) if code else None


def by_number(raw: str, name: str) -> Verified | None:
    """What stands behind a typed number, if the name that was typed with it is the holder's. At most one query."""
    number, wanted = read_certificate_number(raw), read_name(name)
    if number is None or isinstance(wanted, Unreadable):
        return None
    found = _verified(Certificate.number == number)
    return found if found and read_name(found.facts.name) == wanted else None


def by_hash(sha256: str) -> Verified | None:
    """What stands behind a file, certificate or card, by its hash. One query."""
    return _verified(or_(Certificate.file_sha256 == sha256, Certificate.card_sha256 == sha256))


def is_revoked(honour_id: int) -> bool:
    """Whether an honour has been taken back. One query."""
    return db.session.scalar(select(Revocation.id).where(Revocation.honour_id == honour_id)) is not None


def keys() -> Mapping[str, str]:
    """Every key that codes were ever signed with, and the present one: public keys by their id. One query."""
    present = payload.public_key(current_app.config["QR_SECRET"])
    kept = db.session.execute(select(VerifyingKey.key_id, VerifyingKey.public_key).order_by(VerifyingKey.since_at))
    return {**{row.key_id: row.public_key for row in kept}, payload.key_id(present): present}


def void(now: datetime) -> list[tuple[str, str, str]]:
    """Every certificate that no longer holds: number, day, and why (replaced or revoked). No names. One query."""
    query = (
        select(Certificate.number, Certificate.ended_at, Revocation.revoked_on)
        .outerjoin(Revocation, Revocation.honour_id == Certificate.honour_id)
        .where(or_(Certificate.ended_at.is_not(None), Revocation.id.is_not(None)))
        .order_by(Certificate.number)
    )
    return [
        (number, (revoked_on or clock.on(ended_at or now)).isoformat(), "revoked" if revoked_on else "replaced")
        for number, ended_at, revoked_on in db.session.execute(query)
    ]


def signed_list(name: str, content: object, now: datetime) -> str:
    """A published list as JSON: ``body`` is the exact text that ``signature`` (Ed25519) is of."""
    secret = current_app.config["QR_SECRET"]
    said = {"list": name, "issuer": current_app.config["BASE_URL"], "made_at": now.isoformat(), name: content}
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    signature = payload.private_key(secret).sign(body.encode()).hex()
    key = payload.key_id(payload.public_key(secret))
    return json.dumps({"body": body, "key": key, "signature": signature}, ensure_ascii=False)


def is_barred(address: str, now: datetime) -> bool:
    """Whether too much was asked from this address lately. One query."""
    row = db.session.get(Guesses, counted_as(address))
    return row is not None and row.wrong >= MISSES and row.since_at + WINDOW > now


def counted_as(address: str) -> str:
    """The blind index under which an address is counted."""
    return keyring.index(f"verify:{address}")


def digest_of(content: bytes) -> str:
    """The hash by which the register knows a file."""
    return hashlib.sha256(content).hexdigest()


def _verified(condition: ColumnElement[bool]) -> Verified | None:
    columns = (
        *(Certificate.facts, Certificate.signed_as, Honour.basis),
        *(Certificate.ended_as, Certificate.ended_at, Revocation.revoked_on),
    )
    query = (
        select(*columns)
        .join(Honour, Honour.id == Certificate.honour_id)
        .outerjoin(Revocation, Revocation.honour_id == Honour.id)
        .where(condition)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    ended_on = clock.on(row.ended_at) if row.ended_at else None
    facts = CertificateFacts.from_json(row.facts)
    return Verified(facts, row.basis, bool(row.signed_as), row.ended_as, ended_on, row.revoked_on)
