"""Decisions, honours, certificates: what lasts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Exact, Moment, RowId, Word, one_of
from models.people import Organisation, Person
from models.vocabulary import Basis, CertificateEnd, Ground, SubjectKind


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
    """荣誉: one title held by one person, or by a project, studio or collective and its leader."""

    __tablename__ = "honour"
    __table_args__ = (
        one_of("basis", Basis),
        one_of("subject_kind", SubjectKind),
        CheckConstraint("(subject_kind = 'person') = (subject_name = '')", name="a_thing_has_a_name"),
        UniqueConstraint("person_id", "title_name", "batch_year", "subject_name"),
        Index("ix_honour_subject_key", "subject_key"),
        Index("ix_honour_batch_year_title_name", "batch_year", "title_name"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="who holds it, or leads what holds it")
    subject_kind: Mapped[SubjectKind] = mapped_column(
        Word(SubjectKind), default=SubjectKind.PERSON, server_default="person"
    )
    subject_name: Mapped[str] = mapped_column(
        String(120), default="", server_default="", comment="of the project, studio or collective"
    )
    subject_key: Mapped[str | None] = mapped_column(String(64), comment="its blind index, as the nomination's")
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
    list_place: Mapped[int | None] = mapped_column(comment="on the decision's list within its title, frozen with it")
    source: Mapped[str] = mapped_column(String(300), default="", comment="where a past honour was published")

    person: Mapped[Person] = relationship()


class Certificate(Base):
    """证书: its facts are frozen when it is drawn up; the files are made once and kept. One is current per honour."""

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("ended_as", CertificateEnd),
        CheckConstraint("(issued_at IS NULL) = (file_key IS NULL)", name="issued_with_a_file"),
        CheckConstraint("(file_key IS NULL) = (file_sha256 IS NULL)", name="file_is_hashed"),
        CheckConstraint("(card_key IS NULL) = (card_sha256 IS NULL)", name="card_is_hashed"),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_as_something"),
        Index("ix_certificate_cycle_id", "cycle_id"),
        Index("ix_certificate_honour_id", "honour_id"),
        Index("ix_certificate_file_sha256", "file_sha256"),
        Index("ix_certificate_card_sha256", "card_sha256"),
        Index(
            "uq_certificate_current",
            "honour_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True, comment="for the QR: 128 random bits")
    facts: Mapped[str] = mapped_column(Text, comment="canonical JSON of what is printed")
    file_key: Mapped[str | None] = mapped_column(String(100))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    card_key: Mapped[str | None] = mapped_column(String(100), comment="the same for the wallet")
    card_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_as: Mapped[str] = mapped_column(
        String(64), default="", server_default="", comment="SHA-256 of the signer's X.509 certificate; empty: unsigned"
    )
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_because: Mapped[str] = mapped_column(String(300), default="", comment="why it cannot be printed, if so")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    ended_as: Mapped[CertificateEnd | None] = mapped_column(Word(CertificateEnd))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_why: Mapped[str] = mapped_column(String(500), default="", server_default="")

    honour: Mapped[Honour] = relationship()


class Revocation(Base):
    """撤销: an honour taken back, by whom, why, and what has come back since."""

    __tablename__ = "revocation"
    __table_args__ = (
        one_of("ground", Ground),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        CheckConstraint("money_due >= 0 AND money_back >= 0 AND money_back <= money_due", name="no_more_back_than_due"),
        Index("ix_revocation_revoked_at", "revoked_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"), unique=True)
    ground: Mapped[Ground] = mapped_column(Word(Ground))
    reason: Mapped[str] = mapped_column(String(500), comment="the facts; never public")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposer_name: Mapped[str] = mapped_column(String(100), comment="who asked, for which body")
    revoked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    revoker_name: Mapped[str] = mapped_column(String(100), comment="who decided, for which body")
    revoked_on: Mapped[date] = mapped_column(Date)
    revoked_at: Mapped[datetime] = mapped_column(Moment)
    certificate_back_on: Mapped[date | None] = mapped_column(Date)
    medal_back_on: Mapped[date | None] = mapped_column(Date)
    money_due: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0), comment="bonus to be paid back, in yuan")
    money_back: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0), comment="bonus paid back so far, in yuan")
    benefits_ended_on: Mapped[date | None] = mapped_column(Date)

    honour: Mapped[Honour] = relationship()


class RecommendationBan(Base):
    """取消推荐资格: a union that may not recommend in the round after a revocation."""

    __tablename__ = "recommendation_ban"
    __table_args__ = (
        UniqueConstraint("union_id", "programme_key", "after_year"),
        Index("ix_recommendation_ban_programme_key", "programme_key"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    programme_key: Mapped[str] = mapped_column(String(40))
    after_year: Mapped[int] = mapped_column(comment="the round it follows is the first one of a later batch year")
    revocation_id: Mapped[int] = mapped_column(ForeignKey("revocation.id"))
    banned_at: Mapped[datetime] = mapped_column(Moment)

    union: Mapped[Organisation] = relationship()
    revocation: Mapped[Revocation] = relationship()
