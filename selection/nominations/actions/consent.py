"""The nominee's own word: asked for through a link that opens once, given or refused question by question."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from models.nomination import Consent, ConsentLink, Nomination
from models.vocabulary import ENDED, Act, ConsentKind, Role, Stage
from selection import mail
from selection.audit.record import record
from selection.database import db, transaction
from selection.errors import Refused
from selection.nominations.actions.holding import held
from selection.nominations.queries.form import consents_of, speaker
from selection.rules.standing import Actor, nominee
from selection.workflow import programme_of

LASTS = timedelta(days=7)
ASKABLE = (Stage.DRAFTED, Stage.POSTED, Stage.SIGNED, Stage.SUBMITTED, Stage.RETURNED_BY_UNION, Stage.RETURNED_BY_CITY)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite_consent(nomination: Nomination, actor: Actor, *, now: datetime) -> str:
    """Make a link for the nominee and return its token, which is stored nowhere. Earlier links no longer open."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        nomination = held(nomination)
        if nomination.stage not in ASKABLE:
            raise Refused(
                f"{nomination.name}现在是“{nomination.stage.label}”，不需要本人确认", title="现在不能请本人确认"
            )
        if not speaker(nomination):
            raise Refused("姓名没有填。请先在“基本信息”里填好姓名", title="现在不能请本人确认")
        for link in session.scalars(select(ConsentLink).filter_by(nomination_id=nomination.id, used_at=None)):
            link.expires_at = min(link.expires_at, now)
        session.add(
            ConsentLink(
                token_hash=_digest(token), nomination_id=nomination.id, expires_at=now + LASTS, made_by=actor.user_id
            )
        )
        record(Act.INVITE_CONSENT, actor, now=now, nomination=nomination)
    return token


def holder_of(token: str) -> tuple[ConsentLink, Nomination] | None:
    """The link behind a token and what it is for; whether it still opens is for ``is_open`` to say."""
    row = db.session.execute(
        select(ConsentLink, Nomination)
        .join(Nomination, Nomination.id == ConsentLink.nomination_id)
        .where(ConsentLink.token_hash == _digest(token))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def is_open(link: ConsentLink, nomination: Nomination, now: datetime) -> bool:
    """Whether the link may still be answered."""
    return link.used_at is None and now < link.expires_at and nomination.stage in ASKABLE


def answer_link(
    link: ConsentLink, nomination: Nomination, *, given: Mapping[ConsentKind, bool], reason: str, now: datetime
) -> bool:
    """The nominee's answer through his link, which closes with it. False where it had closed already."""
    with transaction():
        nomination = held(nomination)
        db.session.refresh(link)
        if not is_open(link, nomination, now):
            return False
        link.used_at = now
        _settle(nomination, nominee(speaker(nomination)), given, reason, now)
    return True


def consent(
    nomination: Nomination, actor: Actor, *, given: Mapping[ConsentKind, bool], reason: str, now: datetime
) -> None:
    """The answer of somebody who nominated himself, given where he fills in the form."""
    with transaction():
        nomination = held(nomination)
        if actor.role != Role.NOMINEE or nomination.opened_by != actor.user_id:
            raise Refused("只有本人可以表示同意，请把确认链接发给本人", title="现在不能代替本人同意")
        if nomination.stage not in ASKABLE or nomination.stage in ENDED:
            raise Refused(f"这份材料现在是“{nomination.stage.label}”", title="现在不能改变本人意见")
        _settle(nomination, actor, given, reason, now)


def _settle(
    nomination: Nomination, actor: Actor, given: Mapping[ConsentKind, bool], reason: str, now: datetime
) -> None:
    wording, answers = programme_of(nomination.cycle).consent_text, consents_of(nomination)
    for kind, is_given in given.items():
        answer = answers.get(kind) or Consent(nomination_id=nomination.id, kind=kind)
        answer.is_given, answer.wording, answer.at = is_given, wording[kind], now
        db.session.add(answer)
    asked = {kind.value: is_given for kind, is_given in given.items()}
    act = Act.CONSENT if all(given.values()) else Act.REFUSE
    record(act, actor, now=now, nomination=nomination, why=reason, facts=asked)
    if act == Act.REFUSE:
        for officer in mail.to_role(nomination.unit_id, Role.UNIT_OFFICER):
            subject = f"{speaker(nomination)}本人没有同意"
            mail.write(
                "refused", to=officer, subject=subject, now=now, nomination=nomination, given=given, reason=reason
            )
