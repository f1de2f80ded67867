"""What the public may read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId
from models.programme import Cycle


class Notice(Base):
    """公示: a list before the public for its working days. A change is a new version, and a new clock."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("cycle_id", "version"),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="name, unit, occupation, title: nothing else")
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)
    ends_on: Mapped[date] = mapped_column(Date, comment="last working day")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    cycle: Mapped[Cycle] = relationship()
