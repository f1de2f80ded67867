"""The committee: its meeting, who came, how they voted, what was resolved."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import User
from models.programme import Cycle
from models.vocabulary import Outcome


class Meeting(Base):
    """评审会议 of one cycle."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closes_after_it_opens"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    cycle: Mapped[Cycle] = relationship()


class Attendance(Base):
    """到会: a member summoned to the meeting, and when he signed in."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "juror_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    present_at: Mapped[datetime | None] = mapped_column(Moment)

    juror: Mapped[User] = relationship()


class Ballot(Base):
    """表决票 of one member, named (记名): the nominations he is in favour of."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("meeting_id", "juror_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    in_favour: Mapped[list[int]] = mapped_column(JSON)
    cast_at: Mapped[datetime] = mapped_column(Moment)


class Resolution(Base):
    """评议结论 for one nomination: in or out, for which title, and why."""

    __tablename__ = "resolution"
    __table_args__ = (
        one_of("outcome", Outcome),
        CheckConstraint("(outcome = 'chosen') = (title_key IS NOT NULL)", name="chosen_for_a_title"),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        CheckConstraint("votes_for >= 0", name="votes_count_up"),
        Index("ix_resolution_meeting_id", "meeting_id"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    votes_for: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    title_key: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(comment="within its title, or on the reserve list")
    reason: Mapped[str] = mapped_column(String(300))
