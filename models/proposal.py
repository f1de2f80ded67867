"""What two persons must agree to before it is done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Organisation
from models.vocabulary import ProposalState


class Proposal(Base):
    """提请复核: an act that waits for a second person; what it will do lies in ``payload``."""

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("state", ProposalState),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state = 'withdrawn' OR decided_by IS NULL OR decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        Index(
            "uq_proposal_open",
            "kind",
            "subject_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_proposal_organisation_id_state_id", "organisation_id", "state", "id"),
        Index("ix_proposal_proposed_by_id", "proposed_by", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), comment="which carrier does it: selection.proposals.carriers")
    subject_key: Mapped[str] = mapped_column(String(120), comment="what it is about: one open proposal at a time")
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="whose second person decides")
    title: Mapped[str] = mapped_column(String(200), comment="what will be done, in words")
    lines: Mapped[list[list[str]]] = mapped_column(JSON, default=list, comment="label and value, as shown")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[ProposalState] = mapped_column(Word(ProposalState), default=ProposalState.OPEN)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposer_name: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decider_name: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision_reason: Mapped[str] = mapped_column(String(500), default="")

    organisation: Mapped[Organisation] = relationship()
