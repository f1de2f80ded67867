"""Experts: panels, who scores what, recusals, score sheets, totals."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
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
    left_at: Mapped[datetime | None] = mapped_column(Moment, comment="replaced; what he had handed in stays")

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
    is_unchecked: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="until the worker has looked for what gives the nominee away"
    )

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
    conflict: Mapped[str] = mapped_column(
        String(500), default="", server_default="", comment="why he must not score it, found after it was dealt"
    )
    cleared: Mapped[str] = mapped_column(
        String(500), default="", server_default="", comment="what was found and is no conflict"
    )

    nomination: Mapped[Nomination] = relationship()


class Recusal(Base):
    """回避: the expert no longer sees the dossier; a sheet already handed in no longer counts."""

    __tablename__ = "recusal"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    is_handed_over: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="he was replaced before he scored it"
    )


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


class Calibration(Base):
    """评分校准: what was found of a closed review, once for a cycle; made anew when scores were corrected."""

    __tablename__ = "calibration"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    counts: Mapped[bool] = mapped_column(comment="ranks of the review go by the adjusted score")
    merit: Mapped[Decimal] = mapped_column(Exact, comment="standard deviations, points")
    severity: Mapped[Decimal] = mapped_column(Exact)
    noise: Mapped[Decimal] = mapped_column(Exact)
    tops: Mapped[list[int]] = mapped_column(JSON, comment="the chances are of standing inside these")
    islands: Mapped[list[dict[str, int]]] = mapped_column(JSON, comment="judges and dossiers that are linked")


class CalibratedFile(Base):
    """A dossier before and after calibration."""

    __tablename__ = "calibrated_file"
    __table_args__ = (Index("ix_calibrated_file_cycle_id_rank", "cycle_id", "rank"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("review_file.nomination_id"), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("calibration.cycle_id"))
    island: Mapped[int] = mapped_column(comment="which of the islands, from 0")
    raw: Mapped[Decimal] = mapped_column(Exact)
    raw_rank: Mapped[int]
    adjusted: Mapped[Decimal] = mapped_column(Exact)
    rank: Mapped[int]
    error: Mapped[Decimal] = mapped_column(Exact, comment="standard error of the adjusted score")
    chances: Mapped[list[float]] = mapped_column(JSON, comment="0 to 1, one for each of the tops")


class CalibratedJudge(Base):
    """How severe an expert was, beside the others with whom he shared dossiers."""

    __tablename__ = "calibrated_judge"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("calibration.cycle_id"), primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    island: Mapped[int]
    severity: Mapped[Decimal] = mapped_column(Exact, comment="points; below zero is strict")
    error: Mapped[Decimal] = mapped_column(Exact)
    sheets: Mapped[int]
