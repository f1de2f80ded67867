"""Drawing certificates up: numbers without gaps, facts frozen, the QR code signed."""

import re
import secrets
from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy import func, select

from models.certificate import VerifyingKey
from models.honour import Certificate, Honour
from models.nomination import TeamMember
from models.programme import Cycle
from models.vocabulary import SubjectKind
from selection import clock
from selection.certificates import payload
from selection.certificates.designs import design_for
from selection.certificates.facts import CertificateFacts, date_in_characters
from selection.certificates.numbers import take
from selection.database import db
from selection.filters import day
from selection.rules.naming import edition
from selection.rules.numbering import RANDOM_BYTES, certificate_number, verification_code
from selection.rules.programme import Programme
from selection.workflow import programme_of

Draw = Callable[[int], bytes]
"""So many random bytes; `secrets.token_bytes` everywhere but in the demonstration, which repeats itself."""


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
    _publish_key()
    db.session.flush()
    return made


def draw_again(old: Certificate, *, name: str) -> Certificate:
    """A further certificate of the same honour under the next number of its series, inside a transaction.

    The old one must have ended before it is written: an honour has one current certificate.
    """
    cycle, honour = db.session.get_one(Cycle, old.cycle_id), old.honour
    programme = programme_of(cycle)
    serial = take(_series(programme, honour.title_key, cycle.batch_year))
    code = verification_code(secrets.token_bytes(RANDOM_BYTES))
    facts = _facts(programme, cycle, honour, name, serial, _edition(cycle), code)
    _publish_key()
    new = Certificate(
        honour_id=honour.id,
        cycle_id=cycle.id,
        number=facts.number,
        code=code,
        facts=facts.to_json(),
        replaces_id=old.id,
    )
    db.session.add(new)
    db.session.flush()
    return new


def _publish_key() -> None:
    """Enter the key the codes are signed with in the list that stays, so that they can be checked for ever."""
    public = payload.public_key(current_app.config["QR_SECRET"])
    name = payload.key_id(public)
    if db.session.get(VerifyingKey, name) is None:
        db.session.add(VerifyingKey(key_id=name, public_key=public, since_at=clock.now()))


def _series(programme: Programme, title_key: str, year: int) -> str:
    return f"certificate:{programme.certificate.code[title_key]}:{year}"


def _edition(cycle: Cycle) -> int:
    """Which one of its programme in its house a cycle is, among those held with this system."""
    held = select(func.count(Cycle.id)).where(
        Cycle.programme_key == cycle.programme_key,
        Cycle.organiser_id.is_not_distinct_from(cycle.organiser_id),
        Cycle.batch_year <= cycle.batch_year,
    )
    return db.session.scalar(held) or 1


def _team(honour: Honour) -> str:
    """The team of a project or studio, in its order; nothing for a person."""
    if honour.subject_kind is SubjectKind.PERSON:
        return ""
    names = select(TeamMember.name).filter_by(nomination_id=honour.nomination_id).order_by(TeamMember.place)
    return "、".join(db.session.scalars(names))


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
        "team": _team(honour),
    }
    text = re.sub(r"\{(\w+)\}", lambda found: words[found[1]], wording.text)
    number = certificate_number(wording.number, wording.code[title.key], cycle.batch_year, serial)
    told = payload.payload((number, name, title.name, str(cycle.batch_year)), current_app.config["QR_SECRET"])
    return CertificateFacts(
        number=number,
        code=code,
        verify_url=f"{current_app.config['BASE_URL']}/verify/{code}#{told}",
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
