"""Work to be done after the change is safe: jobs and letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word, one_of
from models.vocabulary import JobState


class Job(Base):
    """后台任务: written with the change that asks for it, so it is neither lost nor done too early."""

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JobState),
        CheckConstraint("tries >= 0", name="tries_count_up"),
        Index("ix_job_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True, comment="the same work is asked for once")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.READY)
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class Letter(Base):
    """函件: what somebody was told, as it was sent."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_nomination_id", "nomination_id"), Index("ix_letter_user_id", "user_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    address: Mapped[str] = mapped_column(String(120))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
