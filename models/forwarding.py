"""A list of recommendations that its union's head confirmed and handed on to the city."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId


class Forwarding(Base):
    """上报: one list, whole, with the minutes (会议纪要) of the meeting that agreed on it where there are any."""

    __tablename__ = "forwarding"
    __table_args__ = (
        CheckConstraint("people > 0", name="hands_on_somebody"),
        CheckConstraint("(minutes_key IS NULL) = (minutes_name = '')", name="minutes_have_a_name"),
        Index("ix_forwarding_allocation_id", "allocation_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    people: Mapped[int]
    minutes_key: Mapped[str | None] = mapped_column(String(80), comment="where the file is kept")
    minutes_name: Mapped[str] = mapped_column(String(255), default="", comment="as it was called; only ever shown")
    forwarded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    forwarded_at: Mapped[datetime] = mapped_column(Moment)
