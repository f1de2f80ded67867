"""推荐审批表: the form of a sealed dossier that goes from seal to seal on paper, and the scans that come back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, RowId, Word, one_of
from models.vocabulary import Level


class ApprovalForm(Base):
    """One form, of one sealed version. ``content``: its words, as ``Sheet`` of `rules/documents` writes them."""

    __tablename__ = "approval_form"
    __table_args__ = (
        UniqueConstraint("nomination_id", "version"),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
        CheckConstraint("copies BETWEEN 1 AND 9", name="in_a_few_copies"),
        CheckConstraint("(pdf_key IS NULL) = (word_key IS NULL)", name="both_files_or_none"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    version: Mapped[int] = mapped_column(comment="of the dossier, and so of the form")
    copies: Mapped[int] = mapped_column(comment="一式几份")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), comment="of the content; its beginning is in every QR code")
    pages: Mapped[int | None] = mapped_column(comment="of one copy, once it is set in type")
    places: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, comment="level -> page of its opinion")
    pdf_key: Mapped[str | None] = mapped_column(String(100))
    word_key: Mapped[str | None] = mapped_column(String(100))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


class FormScan(Base):
    """盖章件: a scan of a form with the seal of one level, recognised by the QR codes on it. Written once."""

    __tablename__ = "form_scan"
    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
        UniqueConstraint("form_id", "level", "sha256"),
        Index("ix_form_scan_nomination_id_id", "nomination_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("approval_form.id"))
    version: Mapped[int] = mapped_column(comment="of the form")
    level: Mapped[Level] = mapped_column(Word(Level), comment="whose seal it brings")
    pages: Mapped[list[int]] = mapped_column(JSON, comment="which pages of the form were recognised")
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(comment="bytes")
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100))
    organisation_name: Mapped[str] = mapped_column(String(100), comment="who brought it")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
