"""Interviews (面试、展演): a sitting with its judges, who is heard when, and what each judge gives."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Exact, Moment, RowId
from models.nomination import Nomination


class Sitting(Base):
    """一场面试: where and when, and the seed its running order was drawn with."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("cycle_id", "name"),
        CheckConstraint("minutes > 0 AND pause >= 0", name="takes_time"),
        CheckConstraint("(drawn_at IS NULL) = (seed = '')", name="drawn_with_a_seed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    name: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(comment="for each candidate")
    pause: Mapped[int] = mapped_column(comment="minutes between two candidates")
    seed: Mapped[str] = mapped_column(String(64), default="", server_default="")
    drawn_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class SittingJudge(Base):
    """面试评委: who scores in a sitting."""

    __tablename__ = "sitting_judge"
    __table_args__ = (Index("ix_sitting_judge_judge_id", "judge_id"),)

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)


class Slot(Base):
    """场次中的一位: which candidate is heard when; his total once the sitting is closed."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),
        CheckConstraint("(position IS NULL) = (starts_at IS NULL)", name="position_with_a_time"),
        CheckConstraint("NOT (is_absent AND called_at IS NOT NULL)", name="absent_or_called"),
        CheckConstraint("total IS NULL OR sheets > 0", name="total_from_sheets"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int | None] = mapped_column(comment="drawn, from 1")
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    is_absent: Mapped[bool] = mapped_column(default=False)
    sheets: Mapped[int] = mapped_column(default=0, comment="sheets the total was made from")
    total: Mapped[Decimal | None] = mapped_column(Exact)

    nomination: Mapped[Nomination] = relationship()
    sitting: Mapped[Sitting] = relationship()


class SlotSheet(Base):
    """面试评分表: a draft until it is handed in."""

    __tablename__ = "slot_sheet"
    __table_args__ = (
        CheckConstraint("handed_in_at IS NULL OR total IS NOT NULL", name="handed_in_with_a_total"),
        Index("ix_slot_sheet_judge_id", "judge_id"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("slot.nomination_id"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    points: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, comment="criterion -> points as exact text")
    comment: Mapped[str] = mapped_column(String(1000), default="")
    total: Mapped[Decimal | None] = mapped_column(Exact)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
