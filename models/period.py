"""What follows an award for some years: money and reports, then a final assessment (资助期、培育期)."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.nomination import Nomination
from models.vocabulary import Assessment


class Period(Base):
    """资助期: the years after one nomination was honoured."""

    __tablename__ = "period"
    __table_args__ = (
        one_of("assessment", Assessment),
        CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),
        CheckConstraint("(assessment = 'pending') = (assessed_at IS NULL)", name="assessed_at_a_time"),
        Index("ix_period_assessment_ends_on", "assessment", "ends_on"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True, autoincrement=False)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date, comment="last day")
    assessment: Mapped[Assessment] = mapped_column(Word(Assessment), default=Assessment.PENDING)
    assessed_at: Mapped[datetime | None] = mapped_column(Moment)
    assessed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(500), default="")

    nomination: Mapped[Nomination] = relationship()


class PeriodReport(Base):
    """年度报告 of one year of a period."""

    __tablename__ = "period_report"
    __table_args__ = (
        UniqueConstraint("nomination_id", "year"),
        CheckConstraint("year > 0", name="counts_from_one"),
        CheckConstraint("accepted_at IS NULL OR handed_in_at IS NOT NULL", name="accepted_once_handed_in"),
        Index("ix_period_report_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("period.nomination_id"))
    year: Mapped[int] = mapped_column(comment="of the period, from 1")
    due_on: Mapped[date] = mapped_column(Date)
    answers: Mapped[dict[str, object]] = mapped_column(JSON, default=dict, comment="fields of the definition's report")
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(500), default="", comment="what the organiser remarked")

    period: Mapped[Period] = relationship()
