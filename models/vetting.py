"""The city's check: formal requirements ticked off, departments asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word, one_of
from models.sealed import Sealed
from models.vocabulary import Answer


class Tick(Base):
    """要件核对: one formal requirement of one nomination."""

    __tablename__ = "tick"
    __table_args__ = (UniqueConstraint("nomination_id", "check_key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    check_key: Mapped[str] = mapped_column(String(40))
    is_met: Mapped[bool]
    note: Mapped[str] = mapped_column(String(200), default="")
    ticked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ticked_at: Mapped[datetime] = mapped_column(Moment)


class Inquiry(Base):
    """征求意见: one department asked about one nomination, and its answer."""

    __tablename__ = "inquiry"
    __table_args__ = (
        UniqueConstraint("nomination_id", "department"),
        one_of("answer", Answer),
        CheckConstraint("(answer = 'pending') = (answered_at IS NULL)", name="answered_at_a_time"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    department: Mapped[str] = mapped_column(String(40), comment="key of the definition's department")
    answer: Mapped[Answer] = mapped_column(Word(Answer), default=Answer.PENDING)
    note: Mapped[str] = mapped_column(String(500), default="", comment="for the city only")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class VettingBatch(Base):
    """征询批次: a list sent to one department, fetched once with a link and a code told apart, answered once.

    Neither link nor code is stored: only what recognises them. After too many wrong codes the link is dead.
    """

    __tablename__ = "vetting_batch"
    __table_args__ = (
        CheckConstraint("wrong >= 0", name="counts_up"),
        Index("ix_vetting_batch_cycle_id_id", "cycle_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    department: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int] = mapped_column(comment="counts within the cycle")
    size: Mapped[int] = mapped_column(comment="how many are asked about")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), comment="keyed: the code is short")
    wrong: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    fetched_at: Mapped[datetime | None] = mapped_column(Moment)
    file_sha256: Mapped[str | None] = mapped_column(String(64), comment="of the list as it was fetched")
    letter_fetched_at: Mapped[datetime | None] = mapped_column(Moment, comment="征求意见函, once like the list")


class BatchLine(Base):
    """Which inquiry a line of a batch is; the department knows only its serial number."""

    __tablename__ = "batch_line"
    __table_args__ = (Index("ix_batch_line_inquiry_id", "inquiry_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("vetting_batch.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))


class SealedAnswer(Base):
    """部门答复原件: what a department handed in, as it came. Written once."""

    __tablename__ = "sealed_answer"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="is_hashed"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("vetting_batch.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file handed in")
    content: Mapped[dict[str, Any] | None] = mapped_column(
        Sealed("sealed_answer.content"), comment="the file in base64, and what was read from it"
    )
    received_at: Mapped[datetime] = mapped_column(Moment)
