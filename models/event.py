"""Who did what to what, when: append-only, hash-chained, guarded by the database itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word
from models.vocabulary import Act, Role, Stage


class Event(Base):
    """经过: one step, written in the transaction that took it."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("length(hash) = 64 AND length(previous) = 64", name="is_chained"),
        Index("ix_event_nomination_id", "nomination_id"),
        Index("ix_event_cycle_id", "cycle_id"),
        Index("ix_event_actor_id", "actor_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    act: Mapped[Act] = mapped_column(Word(Act))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(40))
    role: Mapped[Role | None] = mapped_column(Word(Role))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="for whom")
    organisation_name: Mapped[str] = mapped_column(String(100), default="")
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    subject: Mapped[str] = mapped_column(String(100), default="", comment="what it was done to, in words")
    from_stage: Mapped[Stage | None] = mapped_column(Word(Stage))
    to_stage: Mapped[Stage | None] = mapped_column(Word(Stage))
    why: Mapped[str] = mapped_column(String(1000), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Moment)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class ChainHead(Base):
    """链头: the last event's hash and the number of events. One row, locked by whoever appends."""

    __tablename__ = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]


WRITE_ONCE = (
    "event",
    "ledger_entry",
    "dossier",
    "ballot",
    "envelope",
    "opened_ballot",
    "notice",
    "decision",
    "notice_name",
    "notice_end",
    "notice_posting",
    "evidence_pack",
    "objection",
    "objection_step",
    "batch_line",
    "sealed_answer",
    "expert_draw",
    "expert_draw_result",
    "form_scan",
    "result_pack",
    "score_correction",
)
"""Tables whose rows are never changed or deleted, by anybody."""


def write_once_statements(dialect: str) -> list[str]:
    """The triggers that keep ``WRITE_ONCE`` tables as they were written."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            for table in WRITE_ONCE
            for verb in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION written_once()"
        for table in WRITE_ONCE
    ]
    return [function, *triggers]


for _dialect in ("sqlite", "postgresql"):
    for _statement in write_once_statements(_dialect):
        event.listen(
            Base.metadata,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
