"""The batches of a cycle, and who stands in one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select

from models.document import Document
from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.vetting import BatchLine, Inquiry, SealedAnswer, VettingBatch
from models.vocabulary import Answer, PaperKind
from selection.access import digest
from selection.database import db
from selection.rules.exchange import Asked
from selection.vetting.queries import AT_THE_CITY

MOST_WRONG = 5
LARGEST = 500


def batches(cycle_id: int) -> Sequence[Row[VettingBatch, SealedAnswer | None]]:
    """The batches of a cycle with the answer to each, latest first. One query."""
    return db.session.execute(
        select(VettingBatch, SealedAnswer)
        .outerjoin(SealedAnswer, SealedAnswer.batch_id == VettingBatch.id)
        .where(VettingBatch.cycle_id == cycle_id)
        .order_by(VettingBatch.id.desc())
        .limit(200)
    ).all()


def unsent(cycle_id: int, department: str, now: datetime) -> list[int]:
    """The unanswered inquiries of a department that stand in no batch that may still be answered. One query."""
    waiting = (
        select(BatchLine.inquiry_id)
        .join(VettingBatch, VettingBatch.id == BatchLine.batch_id)
        .where(BatchLine.inquiry_id == Inquiry.id, VettingBatch.expires_at > now, VettingBatch.wrong < MOST_WRONG)
    )
    answered = exists().where(SealedAnswer.batch_id == VettingBatch.id)
    query = (
        select(Inquiry.id)
        .join(Nomination, Nomination.id == Inquiry.nomination_id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(AT_THE_CITY), Inquiry.department == department)
        .where(Inquiry.answer == Answer.PENDING, ~waiting.where(~answered).exists())
        .order_by(Inquiry.id)
        .limit(LARGEST)
    )
    return list(db.session.scalars(query))


def behind(token: str, now: datetime) -> tuple[VettingBatch, Cycle] | None:
    """The batch a link opens, while it lives. One query."""
    row = db.session.execute(
        select(VettingBatch, Cycle)
        .join(Cycle, Cycle.id == VettingBatch.cycle_id)
        .where(VettingBatch.token_hash == digest(token), VettingBatch.expires_at > now)
        .where(VettingBatch.wrong < MOST_WRONG)
    ).first()
    return (row[0], row[1]) if row else None


def letter(batch_id: int) -> Document | None:
    """The letter (征求意见函) that belongs to a batch, if it was made. One query."""
    of_batch = select(Document).filter_by(kind=PaperKind.CONSULTATION, source_id=batch_id)
    return db.session.scalars(of_batch.order_by(Document.edition.desc()).limit(1)).first()


def is_answered(batch_id: int) -> bool:
    """Whether the department has handed in its answer."""
    return db.session.get(SealedAnswer, batch_id) is not None


def asked(batch_id: int, *, with_numbers: bool) -> list[Asked]:
    """Who stands in a batch; the ID number is opened only where the department needs it. One query."""
    columns: list[Any] = [BatchLine.serial, Nomination.name, Organisation.name, Organisation.credit_code]
    columns += [Nomination.private_answers] if with_numbers else []
    rows = db.session.execute(
        select(*columns)
        .join(Inquiry, Inquiry.id == BatchLine.inquiry_id)
        .join(Nomination, Nomination.id == Inquiry.nomination_id)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(BatchLine.batch_id == batch_id)
        .order_by(BatchLine.serial)
    )
    return [
        Asked(row[0], row[1], row[2], row[3] or "", str((row[4] or {}).get("id_number", "")) if with_numbers else "")
        for row in rows
    ]


def inquiries(batch_id: int) -> dict[int, Inquiry]:
    """The inquiries of a batch by their serial number."""
    rows = db.session.execute(
        select(BatchLine.serial, Inquiry)
        .join(Inquiry, Inquiry.id == BatchLine.inquiry_id)
        .where(BatchLine.batch_id == batch_id)
        .order_by(Inquiry.nomination_id)
    )
    return {row[0]: row[1] for row in rows}
