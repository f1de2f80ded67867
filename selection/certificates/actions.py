"""Drawing certificates up, printing them in the background, each once; and counting those who ask at random."""

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from models.honour import Certificate, Honour
from models.nomination import Nomination
from models.people import Guesses
from models.programme import Cycle
from models.vocabulary import Act
from selection import storage
from selection.audit.record import record
from selection.certificates import queries
from selection.certificates.designs import design_for
from selection.certificates.facts import CertificateFacts, date_in_characters
from selection.certificates.numbers import take
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import day
from selection.jobs import enqueue, handles
from selection.rules.naming import edition
from selection.rules.numbering import RANDOM_BYTES, certificate_number, verification_code
from selection.rules.programme import Programme
from selection.rules.standing import SYSTEM, Actor
from selection.workflow import programme_of

Draw = Callable[[int], bytes]
"""So many random bytes; `secrets.token_bytes` everywhere but in the demonstration, which repeats itself."""

SLICE = 20
LEASE = timedelta(minutes=1)
"""A slice takes seconds: where its worker was killed, people wait before the page no longer than this and a sweep."""

LONGEST_REFUSAL = 300


def draw_up(
    cycle: Cycle, honours: Sequence[tuple[Honour, str]], *, draw: Draw = secrets.token_bytes
) -> list[Certificate]:
    """Number the certificates of these honours, in this order, and freeze what they say: (honour, holder's name).

    Inside the transaction of the decision. Codes are drawn from ``draw``. Numbers run within a title and a batch year,
    without gaps.
    """
    programme = programme_of(cycle)
    db.session.add_all(honour for honour, _ in honours)
    db.session.flush()
    counts: dict[str, int] = {}
    for honour, _ in honours:
        counts[honour.title_key] = counts.get(honour.title_key, 0) + 1
    serials = {
        key: iter(range(first := take(_series(programme, key, cycle.batch_year), count), first + count))
        for key, count in counts.items()
    }
    ordinal = _edition(cycle)
    made = [
        Certificate(honour_id=honour.id, cycle_id=cycle.id, number=facts.number, code=facts.code, facts=facts.to_json())
        for honour, name in honours
        for code in [verification_code(draw(RANDOM_BYTES))]
        for facts in [_facts(programme, cycle, honour, name, next(serials[honour.title_key]), ordinal, code)]
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def issue(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Ask for every certificate of the cycle that has no file, those refused before included. Returns how many."""
    with transaction():
        lock(cycle)
        if db.session.scalar(queries.under_way(cycle.id).limit(1)) is not None:
            raise Refused(Reason("证书正在制发", "请等这一批办完。"), title="现在不能再次制发")
        waiting = queries.unprinted(cycle.id)
        if not waiting:
            raise Refused(Reason("没有等待制发的证书", "已经制发的证书可以直接下载。"), title="现在不能制发证书")
        for certificate in waiting:
            certificate.refused_because = ""
        for place in range(0, len(waiting), SLICE):
            ids = [certificate.id for certificate in waiting[place : place + SLICE]]
            key = f"{queries.KIND}:{cycle.id}:{now:%Y%m%d%H%M%S%f}:{place}"
            enqueue(queries.KIND, {"certificates": ids}, key=key, now=now)
        record(Act.ISSUE, actor, now=now, cycle_id=cycle.id, subject=cycle.name, facts={"number": len(waiting)})
    return len(waiting)


@handles(queries.KIND, lease=LEASE)
def print_slice(payload: dict[str, Any], now: datetime) -> None:
    """Print the certificates of one slice; those that have a file already stay as they are."""
    for certificate_id in payload["certificates"]:
        print_one(certificate_id, now=now)


def print_one(certificate_id: int, *, now: datetime) -> None:
    """Print one certificate and keep its file. What cannot be drawn is noted with the reason, and stops nobody else.

    Equal facts give equal bytes, and equal bytes one key: a print interrupted before its commit leaves nothing double.
    """
    # What draws and measures takes 15 MiB, and only the worker prints.
    from selection.certificates.pdf import render  # noqa: PLC0415
    from selection.certificates.setting import UndrawableFacts  # noqa: PLC0415

    certificate = db.session.get_one(Certificate, certificate_id, populate_existing=True)
    if certificate.file_key is not None:
        return
    try:
        kept = storage.keep(BytesIO(render(CertificateFacts.from_json(certificate.facts))))
    except UndrawableFacts as trouble:
        with transaction():
            lock(certificate).refused_because = "".join(trouble.reasons)[:LONGEST_REFUSAL]
        return
    with transaction():
        if lock(certificate).file_key is not None:
            return
        certificate.file_key, certificate.file_sha256 = kept.key, kept.sha256
        certificate.issued_at, certificate.refused_because = now, ""
        facts = {"number": certificate.number, "sha256": kept.sha256}
        record(Act.ISSUE, SYSTEM, now=now, nomination=_nomination_of(certificate), facts=facts)


def miss(address: str, now: datetime) -> None:
    """Count one question from this address: one without an answer in the register, or one by number."""
    key, since = queries.counted_as(address), now - queries.WINDOW
    with transaction():
        insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Guesses)
        db.session.execute(insert.values(key=key, wrong=0, since_at=now).on_conflict_do_nothing())
        row = lock(db.session.get_one(Guesses, key))
        if row.since_at <= since:
            row.wrong, row.since_at = 0, now
        row.wrong += 1


def _nomination_of(certificate: Certificate) -> Nomination | None:
    query = select(Nomination).join(Honour, Honour.nomination_id == Nomination.id)
    return db.session.scalars(query.where(Honour.id == certificate.honour_id)).one_or_none()


def _series(programme: Programme, title_key: str, year: int) -> str:
    return f"certificate:{programme.certificate.code[title_key]}:{year}"


def _edition(cycle: Cycle) -> int:
    """Which one of its programme a cycle is, among those held with this system."""
    held = select(func.count(Cycle.id)).where(
        Cycle.programme_key == cycle.programme_key, Cycle.batch_year <= cycle.batch_year
    )
    return db.session.scalar(held) or 1


def _facts(
    programme: Programme, cycle: Cycle, honour: Honour, name: str, serial: int, ordinal: int, code: str
) -> CertificateFacts:
    wording, title = programme.certificate, programme.title_named(honour.title_key)
    if title is None or honour.named_on is None:
        raise ValueError("a certificate needs a title of the programme and a date")
    words = {
        "name": name,
        "year": str(cycle.batch_year),
        "edition": edition(ordinal),
        "award": programme.name,
        "title": title.name,
        "unit": honour.unit_name,
        "date": day(honour.named_on),
    }
    text = re.sub(r"\{(\w+)\}", lambda found: words[found[1]], wording.text)
    return CertificateFacts(
        number=certificate_number(wording.number, wording.code[title.key], cycle.batch_year, serial),
        code=code,
        verify_url=f"{current_app.config['BASE_URL']}/verify/{code}",
        name=name,
        title=title.name,
        title_en=title.name_en,
        heading=wording.heading,
        heading_en=wording.heading_en,
        text=tuple(line.strip() for line in text.splitlines() if line.strip()),
        issuer=wording.issuer,
        issuer_en=wording.issuer_en,
        named_on=date_in_characters(honour.named_on),
        named_on_iso=honour.named_on.isoformat(),
        award=programme.name,
        year=str(cycle.batch_year),
        unit=honour.unit_name,
        design=design_for(title.name),
    )
