"""Evidence: brought in one file at a time, taken away without being forgotten."""

from datetime import datetime

from sqlalchemy import func, select

from models.nomination import Evidence, Nomination
from models.vocabulary import Act
from selection.audit.record import record
from selection.database import db, transaction
from selection.errors import Refused
from selection.nominations.actions.holding import held, refuse_unless_open
from selection.nominations.files import Taken
from selection.rules.standing import Actor
from selection.rules.values import clean
from selection.workflow import programme_of

MOST = 30


def attach(nomination: Nomination, actor: Actor, *, kind: str, title: str, taken: Taken, now: datetime) -> Evidence:
    """Add a file that was looked into and kept. ``kind`` is an attachment of the definition."""
    with transaction() as session:
        nomination = held(nomination)
        asked = next((each for each in programme_of(nomination.cycle).uploads() if each.key == kind), None)
        if asked is None:
            raise Refused("本次评选没有这一类材料，请从页面上选择", title="现在不能上传这个文件")
        refuse_unless_open(nomination, {kind}, "这一类材料")
        there = session.scalar(
            select(func.count()).where(
                Evidence.nomination_id == nomination.id, Evidence.attachment == kind, Evidence.removed_at.is_(None)
            )
        )
        most = asked.at_most or MOST
        if (there or 0) >= most:
            raise Refused(f"“{asked.name}”已有 {there} 份，最多 {most} 份。请先删去一份", title="现在不能上传这个文件")
        evidence = Evidence(
            nomination_id=nomination.id,
            attachment=kind,
            title=(clean(title) or taken.filename.rpartition(".")[0] or asked.name)[:100],
            filename=taken.filename,
            media_type=taken.media_type,
            size=taken.kept.size,
            sha256=taken.kept.sha256,
            key=taken.kept.key,
            preview_key=taken.preview_key,
            uploaded_by=actor.user_id,
            uploaded_at=now,
        )
        session.add(evidence)
        nomination.saved_at = now
        record(Act.ATTACH, actor, now=now, nomination=nomination, facts={"kind": kind, "sha256": evidence.sha256})
    return evidence


def detach(evidence: Evidence, nomination: Nomination, actor: Actor, *, now: datetime) -> None:
    """Take a file away. What was sealed with it still shows it."""
    with transaction():
        nomination = held(nomination)
        refuse_unless_open(nomination, {evidence.attachment}, "这一类材料")
        db.session.refresh(evidence)
        if evidence.removed_at is not None:
            return
        evidence.removed_at = now
        nomination.saved_at = now
        facts = {"kind": evidence.attachment, "sha256": evidence.sha256}
        record(Act.DETACH, actor, now=now, nomination=nomination, facts=facts)
