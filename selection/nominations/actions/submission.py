"""Submission: everything at once or nothing; a sealed dossier, a receipt, one of each however often it is pressed."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from models.nomination import Consent, Dossier, Nomination, TeamMember, UnitRecord
from models.people import Person
from models.programme import Series
from models.sealed import keyring
from models.vocabulary import Act, SubjectKind
from selection import timetable, workflow
from selection.database import db, savepoint, transaction, upsert
from selection.errors import Refused
from selection.nominations.actions.drafting import derive
from selection.nominations.actions.holding import held, held_within
from selection.nominations.queries.form import (
    RETURNED,
    Filled,
    filled,
    judged_on,
    open_return,
    speaker,
)
from selection.nominations.queries.readiness import obstacles
from selection.pinyin import initials
from selection.rules import subjects
from selection.rules.numbering import receipt_number
from selection.rules.sealing import canonical, digest, is_private
from selection.rules.standing import Actor

ATTEMPT = 64


def hand_in(nomination_id: int, actor: Actor, *, attempt: str, now: datetime) -> bool:
    """Submit or, where it was sent back, resubmit; False where the actor reaches no such nomination."""
    with transaction():
        nomination = held_within(actor, nomination_id)
        if nomination is not None:
            do = resubmit if nomination.stage in RETURNED else submit
            do(nomination, actor, attempt=attempt, now=now)
    return nomination is not None


def submit(nomination: Nomination, actor: Actor, *, attempt: str, now: datetime) -> Dossier:
    """Seal the dossier, give the receipt, claim the person's one place in the cycle.

    ``attempt`` is the token of the form: the same press again gives the same dossier.
    Raises ``Refused`` with every obstacle; another nomination that claims the person first is told by its constraint.
    """
    with transaction():
        nomination = held(nomination)
        if pressed := _pressed_before(nomination, attempt):
            return pressed
        form = _ready(nomination, Act.SUBMIT, actor, now)
        first = _first_of(nomination) if form.programme.merges else None
        # What may need a savepoint comes first: a savepoint writes what is pending, and half a submission is no row.
        serial = _next_in(f"receipt:{form.programme.key}:{nomination.cycle.batch_year}")
        person_id = _person_of(nomination, form)
        dossier = _seal(nomination, form, actor, version=1, attempt=attempt, now=now)
        _enter_team(nomination, form, now)
        receipt = receipt_number(form.programme.code, nomination.cycle.batch_year, serial)
        facts = {"receipt": receipt, "version": 1, "sha256": dossier.sha256}
        times = timetable.closing_times(nomination.cycle_id, nomination.union_id)
        # Until the stage has changed as well, half of it is no row.
        with db.session.no_autoflush:
            nomination.submitted_at, nomination.person_id, nomination.receipt = now, person_id, receipt
            derive(nomination, form.programme, now)
            if first is None:
                nomination.claimed_key = nomination.subject_key
                workflow.advance(nomination, Act.SUBMIT, actor, now=now, facts=facts, times=times)
            else:
                nomination.merged_into = first.id
                why = f"与 {first.receipt} 是同一对象，合并办理"
                workflow.advance(nomination, Act.MERGE, actor, now=now, why=why, facts=facts, times=times)
    return dossier


def resubmit(nomination: Nomination, actor: Actor, *, attempt: str, now: datetime) -> Dossier:
    """Answer the open return with the next version of the dossier."""
    with transaction() as session:
        nomination = held(nomination)
        if pressed := _pressed_before(nomination, attempt):
            return pressed
        form = _ready(nomination, Act.RESUBMIT, actor, now)
        last = session.scalar(select(func.max(Dossier.version)).where(Dossier.nomination_id == nomination.id))
        version, person_id = (last or 0) + 1, _person_of(nomination, form)
        dossier = _seal(nomination, form, actor, version=version, attempt=attempt, now=now)
        _enter_team(nomination, form, now)
        nomination.claimed_key, nomination.person_id = nomination.subject_key, person_id
        if sent_back := open_return(nomination):
            sent_back.answered_at = now
        derive(nomination, form.programme, now)
        facts = {"receipt": nomination.receipt, "version": version, "sha256": dossier.sha256}
        workflow.advance(nomination, Act.RESUBMIT, actor, now=now, facts=facts)
    return dossier


def _first_of(nomination: Nomination) -> Nomination | None:
    """The living nomination by which the same subject came first in this cycle, locked."""
    query = select(Nomination).where(
        Nomination.cycle_id == nomination.cycle_id,
        Nomination.claimed_key == nomination.subject_key,
        Nomination.id != nomination.id,
    )
    return db.session.scalars(query.with_for_update()).one_or_none()


def _pressed_before(nomination: Nomination, attempt: str) -> Dossier | None:
    """The dossier this very press has sealed already. Tokens of other nominations say nothing here."""
    if not 0 < len(attempt) <= ATTEMPT:
        raise Refused("这一页的凭据不完整，请刷新页面后再办", title="现在不能申报")
    if nomination.submitted_at is None:
        return None
    return db.session.scalars(select(Dossier).filter_by(attempt=attempt, nomination_id=nomination.id)).one_or_none()


def _ready(nomination: Nomination, act: Act, actor: Actor, now: datetime) -> Filled:
    """The form, if nothing at all stands in the way."""
    form = filled(nomination, now=now)
    if standing := obstacles(nomination, act, now=now, form=form):
        raise Refused(*workflow.why_not(nomination, act, actor, now=now), *standing, title="现在不能申报")
    return form


def _seal(nomination: Nomination, form: Filled, actor: Actor, *, version: int, attempt: str, now: datetime) -> Dossier:
    secret = {field.key for field in form.programme.fields() if is_private(field)}
    private = {key: value for key, value in form.answers.items() if key in secret}
    content: dict[str, Any] = {
        "version": version,
        "cycle": {"name": nomination.cycle.name, "definition": nomination.cycle.definition_sha256},
        "unit": {"name": nomination.unit.name, "credit_code": nomination.unit.credit_code},
        "union": nomination.union.name,
        "channel": nomination.channel,
        "applied_title": nomination.applied_title,
        "answers": {key: value for key, value in form.answers.items() if key not in secret},
        "private_digest": keyring.index(canonical(private)),
        "evidence": [_file(file) for file in form.evidence],
        "unit_record": _unit_part(form.papers.record),
        "consents": [_consent(consent) for _, consent in sorted(form.papers.consents.items())],
    }
    text = canonical(content)
    dossier = Dossier(
        nomination_id=nomination.id,
        version=version,
        content=text,
        private_content=private,
        sha256=digest(text),
        attempt=attempt,
        sealed_by=actor.user_id,
        sealed_at=now,
    )
    db.session.add(dossier)
    return dossier


def _file(file: Any) -> dict[str, Any]:
    kept = ("id", "attachment", "title", "filename", "media_type", "size", "sha256")
    return {name: getattr(file, name) for name in kept}


def _unit_part(record: UnitRecord | None) -> dict[str, Any]:
    if record is None:
        return {}
    columns = (column.key for column in UnitRecord.__table__.columns if column.key != "nomination_id")
    values = {name: getattr(record, name) for name in columns}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "kind": consent.kind.value,
        "is_given": consent.is_given,
        "wording": consent.wording,
        "at": consent.at.isoformat(),
    }


_SERIES: Any = Series.__table__
STEP = (
    update(_SERIES)
    .where(_SERIES.c.key == bindparam("series"))
    .values(next=_SERIES.c.next + 1)
    .returning(_SERIES.c.next)
)
"""Plain rows, stated once: no object of the session stands for them."""


def _next_in(key: str) -> int:
    """The next number of a series. The row is made by whoever comes first; the others wait for it."""
    if (after := db.session.connection().scalar(STEP, {"series": key})) is None:
        try:
            with savepoint():
                db.session.add(Series(key=key, next=2))
        except IntegrityError:
            return _next_in(key)
        return 1
    return int(after) - 1


def _person_of(nomination: Nomination, form: Filled) -> int:
    """The person put forward, or the leader, in the register: found by the blind index or entered."""
    if form.known.person_id is not None:
        return form.known.person_id
    return _entered(
        name=speaker(nomination),
        sex={"male": "男", "female": "女"}.get(str(form.answers.get("gender")), ""),
        id_key=nomination.person_key,
        id_number=form.answers.get("id_number"),
        unit_name=nomination.unit.name,
        occupation=nomination.occupation,
        search_text=nomination.search_text,
    )


def _enter_team(nomination: Nomination, form: Filled, now: datetime) -> None:
    """The members of a team, each in the register; written anew with every sealing."""
    team = subjects.team_of(form.answers, today=judged_on(nomination, now)) if _has_team(form) else []
    if not team:
        return
    db.session.execute(delete(TeamMember).where(TeamMember.nomination_id == nomination.id))
    for place, mate in enumerate(team, start=1):
        person_id = _entered(
            name=mate.name,
            id_key=keyring.index(mate.number),
            id_number=mate.number,
            unit_name=nomination.unit.name,
            search_text=f"{mate.name} {initials(mate.name)} {nomination.unit.name}".lower()[:400],
        )
        db.session.add(
            TeamMember(
                nomination_id=nomination.id,
                place=place,
                person_id=person_id,
                name=mate.name,
                role=mate.role,
                share=mate.share,
            )
        )


def _has_team(form: Filled) -> bool:
    return form.programme.subject is not SubjectKind.PERSON and form.programme.field_named("team") is not None


def _entered(**known: Any) -> int:
    """The entry of this person, made now unless there is one."""
    enter = upsert(Person.__table__).values(**known)
    # Whoever enters him at the same moment is waited for; then his row is the person's.
    enter = enter.on_conflict_do_nothing(index_elements=[Person.id_key]).returning(Person.id)
    if (person_id := db.session.connection().scalar(enter)) is not None:
        return int(person_id)
    return db.session.scalars(select(Person.id).where(Person.id_key == known["id_key"])).one()
