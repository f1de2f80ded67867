"""公文 made from the facts of a cycle: the words are frozen when it is made, the files follow and are kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.programme import Cycle
from models.vocabulary import PaperKind


class Document(Base):
    """One document. ``content``: its words as ``Paper`` of `rules/documents` writes them; never computed again."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", PaperKind),
        CheckConstraint("(pdf_key IS NULL) = (pdf_sha256 IS NULL)", name="pdf_is_hashed"),
        CheckConstraint("(word_key IS NULL) = (word_sha256 IS NULL)", name="word_is_hashed"),
        Index("ix_document_cycle_id_id", "cycle_id", "id"),
        Index("uq_document_source", "kind", "source_id", "edition", unique=True),
        Index("ix_document_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    kind: Mapped[PaperKind] = mapped_column(Word(PaperKind))
    source_id: Mapped[int] = mapped_column(
        comment="the cycle, meeting, notice or decision it tells of, or the allocation or batch"
    )
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), comment="whose paper it is; empty: of who runs the cycle"
    )
    number: Mapped[str | None] = mapped_column(String(40), unique=True, comment="发文字号; none for 公示 and 纪要")
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(
        String(120), default="", server_default="", comment="whom a letter goes to, whose list it is"
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    dated_on: Mapped[date] = mapped_column(Date)
    pdf_key: Mapped[str | None] = mapped_column(String(100))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    word_key: Mapped[str | None] = mapped_column(String(100))
    word_sha256: Mapped[str | None] = mapped_column(String(64))
    trouble: Mapped[str] = mapped_column(String(500), default="", comment="why it cannot be set in type")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)

    cycle: Mapped[Cycle] = relationship()
