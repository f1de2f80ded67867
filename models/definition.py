"""Definitions of awards being written in the browser."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId
from models.people import Organisation, User
from models.programme import Cycle
from models.proposal import Proposal

LONGEST = 200_000
"""Characters of a definition. The longest that ships has about 17,000."""


class DefinitionDraft(Base):
    """评选规则草稿: a definition before its cycle opens; with ``cycle_id`` it has opened one and is never changed."""

    __tablename__ = "definition_draft"
    __table_args__ = (
        CheckConstraint(f"length(text) <= {LONGEST}", name="of_bounded_length"),
        CheckConstraint("revision > 0", name="counts_from_one"),
        Index("ix_definition_draft_organisation_id_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="who will run the award")
    name: Mapped[str] = mapped_column(String(100), default="", comment="the award's name, copied from the text")
    programme_key: Mapped[str] = mapped_column(String(40), default="", comment="its key, copied from the text")
    text: Mapped[str] = mapped_column(Text, deferred=True, comment="TOML, sound or not")
    based_on: Mapped[str] = mapped_column(String(120), default="", comment="what it was cloned from, in words")
    based_text: Mapped[str] = mapped_column(Text, deferred=True, default="", comment="TOML of what it was cloned from")
    timetable: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, comment="phase to proposed closing time")
    batch_year: Mapped[int | None] = mapped_column(comment="proposed; empty where nothing was cloned from a cycle")
    revision: Mapped[int] = mapped_column(default=1)
    touched: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, comment="place in the text to last revision")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), comment="the latest, whatever became")
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), unique=True, comment="the cycle it opened")
    put_away_at: Mapped[datetime | None] = mapped_column(Moment, comment="no longer wanted")

    organisation: Mapped[Organisation] = relationship()
    saver: Mapped[User | None] = relationship(foreign_keys=[saved_by])
    proposal: Mapped[Proposal | None] = relationship()
    cycle: Mapped[Cycle | None] = relationship()
