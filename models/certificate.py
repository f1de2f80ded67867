"""Beside the certificates: proofs signed off, things handed over, glyphs supplied, keys published."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word, one_of
from models.vocabulary import GlyphKind


class Proof(Base):
    """校对: a unit has looked at the names as they will be printed. It holds for exactly what it saw."""

    __tablename__ = "proof"
    __table_args__ = (
        UniqueConstraint("cycle_id", "unit_id"),
        CheckConstraint("length(digest) = 64", name="is_of_a_digest"),
        Index("ix_proof_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str] = mapped_column(String(64), comment="of numbers, names and titles as they were shown")
    objection: Mapped[str] = mapped_column(String(500), comment="what is wrong; empty: all is right")
    signed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    signer_name: Mapped[str] = mapped_column(String(40))
    signed_at: Mapped[datetime] = mapped_column(Moment)


class HandOver(Base):
    """领取: who took the certificate and the bronze medal (大铜章), and when. One record per certificate."""

    __tablename__ = "hand_over"
    __table_args__ = (UniqueConstraint("certificate_id"), UniqueConstraint("medal_number"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    medal_number: Mapped[str | None] = mapped_column(String(40), comment="大铜章编号; none where none was handed over")
    received_by: Mapped[str] = mapped_column(String(60))
    received_on: Mapped[date] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class Glyph(Base):
    """补字: the shape of one character that no installed face has, in thousandths of an em."""

    __tablename__ = "glyph"
    __table_args__ = (one_of("kind", GlyphKind), UniqueConstraint("character"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    character: Mapped[str] = mapped_column(String(2))
    kind: Mapped[GlyphKind] = mapped_column(Word(GlyphKind))
    outline: Mapped[str] = mapped_column(Text, comment="JSON: [[[x, y], ...], ...], closed contours, y upwards")
    file_key: Mapped[str] = mapped_column(String(100), comment="the picture or the face it was taken from")
    source: Mapped[str] = mapped_column(String(200), default="")
    supplied_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    supplied_at: Mapped[datetime] = mapped_column(Moment)


class VerifyingKey(Base):
    """核验公钥: with which the QR codes of this installation can be checked by anybody, for ever."""

    __tablename__ = "verifying_key"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64), comment="Ed25519, hexadecimal")
    since_at: Mapped[datetime] = mapped_column(Moment)
