"""Experts: the pool, who was drawn and asked for a review, what keeps dossiers blind, scores that no longer count."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Exact, Moment, RowId, Word, one_of
from models.nomination import Evidence
from models.people import Organisation, User
from models.sealed import Sealed
from models.vocabulary import CallState


class ExpertProfile(Base):
    """专家库: what is known of an expert. ``ties`` are names he wrote down himself: kin, masters, studios ..."""

    __tablename__ = "expert_profile"
    __table_args__ = (
        CheckConstraint("load_cap IS NULL OR load_cap > 0", name="takes_some"),
        CheckConstraint("away_until IS NULL OR away_from <= away_until", name="comes_back_after_going"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(60), default="", comment="职称或技能等级")
    trades: Mapped[list[str]] = mapped_column(JSON, default=list, comment="codes of industries; none: any")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit_name: Mapped[str] = mapped_column(String(100), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="the same person in the register")
    ties: Mapped[dict[str, list[str]] | None] = mapped_column(Sealed("expert_profile.ties"))
    load_cap: Mapped[int | None] = mapped_column(comment="dossiers of one review at most")
    away_from: Mapped[date | None] = mapped_column(Date)
    away_until: Mapped[date | None] = mapped_column(Date)
    saved_at: Mapped[datetime] = mapped_column(Moment)

    user: Mapped[User] = relationship()
    unit: Mapped[Organisation | None] = relationship()


class ExpertDraw(Base):
    """抽取承诺: who may be drawn and by which rules, published before the number is known. Written once."""

    __tablename__ = "expert_draw"
    __table_args__ = (
        CheckConstraint("length(commitment) = 64", name="is_hashed"),
        Index("ix_expert_draw_cycle_id", "cycle_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    facts: Mapped[str] = mapped_column(Text, comment="canonical JSON: pool by stratum, places, alternates, the number")
    commitment: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the facts")
    number_source: Mapped[str] = mapped_column(String(200), comment="which public number will decide")
    due_at: Mapped[datetime] = mapped_column(Moment, comment="when that number becomes known")
    committed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    committed_at: Mapped[datetime] = mapped_column(Moment)


class ExpertDrawResult(Base):
    """抽取结果: the public number, and the minutes anybody can repeat the draw from. Written once."""

    __tablename__ = "expert_draw_result"

    draw_id: Mapped[int] = mapped_column(ForeignKey("expert_draw.id"), primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(100))
    minutes: Mapped[str] = mapped_column(Text, comment="canonical JSON: the facts, the number, the order drawn")
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    drawn_at: Mapped[datetime] = mapped_column(Moment)


class ExpertCall(Base):
    """聘请: an expert drawn or chosen for the review of a cycle, and what he answered."""

    __tablename__ = "expert_call"
    __table_args__ = (
        one_of("state", CallState),
        UniqueConstraint("cycle_id", "expert_id"),
        CheckConstraint("(state IN ('reserve', 'invited')) = (answered_at IS NULL)", name="answered_at_a_time"),
        Index("ix_expert_call_expert_id_state", "expert_id", "state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("expert_draw.id"))
    stratum: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[int] = mapped_column(comment="in the order drawn within the stratum, from 1")
    state: Mapped[CallState] = mapped_column(Word(CallState))
    called_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(200), default="", comment="why he cannot come, or why he was replaced")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("expert_call.id"))

    expert: Mapped[User] = relationship()


class VoidedScore(Base):
    """作废的评分: a sheet that was handed in and no longer counts; what the dossier had with it and without."""

    __tablename__ = "voided_score"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        Index("ix_voided_score_nomination_id", "nomination_id"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    reason: Mapped[str] = mapped_column(String(500))
    total_with: Mapped[Decimal | None] = mapped_column(Exact)
    rank_with: Mapped[int | None]
    total_without: Mapped[Decimal | None] = mapped_column(Exact)
    rank_without: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment)


class BlindCopy(Base):
    """隐名副本: a file of evidence as experts get it, without properties, comments and the name it had."""

    __tablename__ = "blind_copy"
    __table_args__ = (Index("ix_blind_copy_source_key", "source_key"),)

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True, autoincrement=False)
    key: Mapped[str | None] = mapped_column(String(100), comment="where storage keeps it; none: it could not be made")
    source_key: Mapped[str] = mapped_column(String(100), comment="of the file it was made from")
    media_type: Mapped[str] = mapped_column(String(80))
    unread: Mapped[str] = mapped_column(String(100), default="", comment="what no program can read of it")
    trouble: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)

    evidence: Mapped[Evidence] = relationship()


class BlindFinding(Base):
    """隐名核对: something in a dossier that may tell who it is; experts do not see that part before it is settled."""

    __tablename__ = "blind_finding"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (verdict IS NULL)", name="settled_with_a_verdict"),
        CheckConstraint("verdict IS NULL OR verdict IN ('harmless', 'withheld')", name="verdict_known"),
        Index("ix_blind_finding_nomination_id", "nomination_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), comment="none: a text of the form")
    place: Mapped[str] = mapped_column(String(100), comment="where, in words")
    field_key: Mapped[str] = mapped_column(String(60), default="")
    what: Mapped[str] = mapped_column(String(100))
    excerpt: Mapped[str | None] = mapped_column(Sealed("blind_finding.excerpt"))
    found_at: Mapped[datetime] = mapped_column(Moment)
    verdict: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
