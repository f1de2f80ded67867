"""What proves a result, and what was put right before it stood."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Exact, Moment, RowId


class ResultPack(Base):
    """结果包: a published result in one signed file that anybody can recompute. Written once; equal facts, one row."""

    __tablename__ = "result_pack"
    __table_args__ = (
        UniqueConstraint("cycle_id", "sha256"),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    notice_version: Mapped[int] = mapped_column(comment="the latest notice in it")
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100), comment="where storage keeps it")
    size: Mapped[int] = mapped_column(comment="bytes")
    chain_head: Mapped[str] = mapped_column(String(64), comment="hash of the last event it rests on")
    chain_length: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)


class ScoreCorrection(Base):
    """评分更正: a sheet put right after the review was closed by two persons. Written once, with what stood there."""

    __tablename__ = "score_correction"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        CheckConstraint("proposed_by <> approved_by", name="four_eyes"),
        Index("ix_score_correction_assignment_id", "assignment_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    points_before: Mapped[dict[str, str]] = mapped_column(JSON)
    points_after: Mapped[dict[str, str]] = mapped_column(JSON)
    total_before: Mapped[Decimal] = mapped_column(Exact)
    total_after: Mapped[Decimal] = mapped_column(Exact)
    reason: Mapped[str] = mapped_column(String(500))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    corrected_at: Mapped[datetime] = mapped_column(Moment)
