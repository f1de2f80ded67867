"""Decisions, honours, certificates: what lasts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Person
from models.vocabulary import Basis


class Decision(Base):
    """表彰决定."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True, comment="文号, for example 沪工总〔2026〕12号")
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


class Honour(Base):
    """荣誉: one title held by one person. The register is the list of these."""

    __tablename__ = "honour"
    __table_args__ = (
        one_of("basis", Basis),
        UniqueConstraint("person_id", "title_name", "batch_year"),
        Index("ix_honour_batch_year_title_name", "batch_year", "title_name"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    programme_key: Mapped[str] = mapped_column(String(40), default="", comment="empty for honours of other bodies")
    title_key: Mapped[str] = mapped_column(String(40), default="")
    title_name: Mapped[str] = mapped_column(String(60))
    batch_year: Mapped[int | None] = mapped_column(comment="empty where the source of a past honour gives none")
    named_on: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    unit_name: Mapped[str] = mapped_column(String(100))
    occupation: Mapped[str] = mapped_column(String(60), default="")
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), unique=True)
    source: Mapped[str] = mapped_column(String(300), default="", comment="where a past honour was published")

    person: Mapped[Person] = relationship()


class Certificate(Base):
    """证书: its facts are frozen when the honour is given; the file is made once and kept."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("(issued_at IS NULL) = (file_key IS NULL)", name="issued_with_a_file"),
        CheckConstraint("(file_key IS NULL) = (file_sha256 IS NULL)", name="file_is_hashed"),
        Index("ix_certificate_cycle_id", "cycle_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"), unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True, comment="for the QR: 128 random bits")
    facts: Mapped[str] = mapped_column(Text, comment="canonical JSON of what is printed")
    file_key: Mapped[str | None] = mapped_column(String(100))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_because: Mapped[str] = mapped_column(String(300), default="", comment="why it cannot be printed, if so")

    honour: Mapped[Honour] = relationship()
