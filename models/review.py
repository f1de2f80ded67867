"""Experts: panels, who scores what, recusals, score sheets, totals."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Exact, Moment, RowId
from models.nomination import Nomination
from models.people import User


class Panel(Base):
    """评审组."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("cycle_id", "name"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    name: Mapped[str] = mapped_column(String(40))


class PanelMember(Base):
    """评审组成员."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("panel_id", "expert_id"), Index("ix_panel_member_expert_id", "expert_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    panel: Mapped[Panel] = relationship()
    expert: Mapped[User] = relationship()


class ReviewFile(Base):
    """评审卷: a dossier as the experts know it, by its blind number; later its total and rank."""

    __tablename__ = "review_file"
    __table_args__ = (
        UniqueConstraint("panel_id", "blind_number"),
        CheckConstraint("(total IS NULL) = (rank IS NULL)", name="total_with_rank"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    blind_number: Mapped[int]
    sheets: Mapped[int] = mapped_column(default=0, comment="sheets the total was made from")
    total: Mapped[Decimal | None] = mapped_column(Exact)
    rank: Mapped[int | None]
    tie_broken_by: Mapped[str] = mapped_column(String(40), default="")

    nomination: Mapped[Nomination] = relationship()
    panel: Mapped[Panel] = relationship()


class Assignment(Base):
    """评审任务: one expert reads one dossier."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("nomination_id", "expert_id"),
        Index("ix_assignment_expert_id_nomination_id", "expert_id", "nomination_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime] = mapped_column(Moment)

    nomination: Mapped[Nomination] = relationship()


class Recusal(Base):
    """回避: the expert no longer sees the dossier; a sheet already handed in no longer counts."""

    __tablename__ = "recusal"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class ScoreSheet(Base):
    """评分表: a draft until it is handed in."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        CheckConstraint("handed_in_at IS NULL OR total IS NOT NULL", name="handed_in_with_a_total"),
        CheckConstraint("total IS NULL OR (total >= 0 AND total <= 1000000)", name="total_within_a_hundred"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    points: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, comment="criterion -> points as exact text")
    comment: Mapped[str] = mapped_column(String(1000), default="")
    total: Mapped[Decimal | None] = mapped_column(Exact)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)

    assignment: Mapped[Assignment] = relationship()
