"""The city's check: formal requirements ticked off, departments asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word, one_of
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
