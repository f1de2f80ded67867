"""What the public may read, what it says against it, and what became of that."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Organisation
from models.programme import Cycle
from models.sealed import Sealed
from models.vocabulary import Level, ObjectionStanding, ObjectionStepKind, ObjectionWay


class AnyNotice(Base):
    """公示 at any level: a list before the public for its working days. A change is a new version, and a new clock.

    Nobody but the moment ``published_at`` makes it public: it may lie ahead. Local ones carry their organisation.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
        CheckConstraint("(level = 'city') = (organisation_id IS NULL)", name="local_with_an_organisation"),
        Index(
            "uq_notice_cycle_id_version",
            "cycle_id",
            "version",
            unique=True,
            sqlite_where=text("organisation_id IS NULL"),
            postgresql_where=text("organisation_id IS NULL"),
        ),
        Index(
            "uq_notice_organisation_id_cycle_id_version",
            "organisation_id",
            "cycle_id",
            "version",
            unique=True,
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index("ix_notice_ends_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    level: Mapped[Level] = mapped_column(
        Word(Level), default=Level.CITY, server_default="city", comment="city: whoever runs the cycle"
    )
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="of a local one")
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="name, unit, occupation, title: nothing else")
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)
    ends_on: Mapped[date] = mapped_column(Date, comment="last working day")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    cycle: Mapped[Cycle] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"polymorphic_on": "level"}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Notice(AnyNotice):
    """社会公示: what whoever runs the cycle publishes. A query for these never finds a local one."""

    __mapper_args__ = {"polymorphic_identity": Level.CITY}  # noqa: RUF012 - as above


class UnionNotice(AnyNotice):
    """区局（产业）工会公示: whom a union recommends."""

    __mapper_args__ = {"polymorphic_identity": Level.UNION}  # noqa: RUF012 - as above


class UnitNotice(AnyNotice):
    """单位公示: whom a unit puts forward."""

    __mapper_args__ = {"polymorphic_identity": Level.UNIT}  # noqa: RUF012 - as above


class NoticeName(Base):
    """Which nomination a line of a notice is: ``place`` counts its lines from 0. Never shown."""

    __tablename__ = "notice_name"
    __table_args__ = (Index("ix_notice_name_nomination_id", "nomination_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))


class NoticeEnd(Base):
    """公示的撤下: taken back before its time, or replaced by a later version. From then on it is not to be had."""

    __tablename__ = "notice_end"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_a_reason"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(300))
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class NoticeFile(Base):
    """公示附件: waits without a notice, then belongs to one. What no program can read, a person must have looked at."""

    __tablename__ = "notice_file"
    __table_args__ = (
        CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name="looked_at_by_somebody"),
        CheckConstraint("notice_id IS NULL OR removed_at IS NULL", name="published_ones_stay"),
        Index("ix_notice_file_cycle_id", "cycle_id"),
        Index("ix_notice_file_notice_id", "notice_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100))
    unread: Mapped[str] = mapped_column(String(200), default="", comment="what in it no program can read")
    looked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    looked_at: Mapped[datetime | None] = mapped_column(Moment)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class NoticePosting(Base):
    """张贴情况: where and how long a notice hung, with the stamped record of it."""

    __tablename__ = "notice_posting"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        Index("ix_notice_posting_notice_id", "notice_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    place: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    filename: Mapped[str] = mapped_column(String(200), default="", comment="of the stamped record; empty: none")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(100))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    organisation_name: Mapped[str] = mapped_column(String(100), default="", comment="who says so")
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class EvidencePack(Base):
    """公示存证: what proves a notice, in one file, with the head of the chain of events when it was asked for."""

    __tablename__ = "evidence_pack"
    __table_args__ = (Index("ix_evidence_pack_notice_id", "notice_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    chain_head: Mapped[str] = mapped_column(String(64))
    chain_length: Mapped[int]
    as_of: Mapped[datetime] = mapped_column(Moment, comment="when it was asked for")


class Objection(Base):
    """异议: what somebody said against a name, or the list, in his own name or under a seal. Written once.

    ``content``: who, how to reach him, facts and grounds. ``receipt_hash``: over all of it and a salt; he keeps it.
    """

    __tablename__ = "objection"
    __table_args__ = (
        one_of("way", ObjectionWay),
        one_of("standing", ObjectionStanding),
        CheckConstraint("length(receipt_hash) = 64", name="is_hashed"),
        CheckConstraint("(way = 'web') = (entered_by IS NULL)", name="entered_by_somebody"),
        Index("ix_objection_cycle_id_id", "cycle_id", "id"),
        Index("ix_objection_nomination_id", "nomination_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), comment="empty: the whole list")
    way: Mapped[ObjectionWay] = mapped_column(Word(ObjectionWay))
    standing: Mapped[ObjectionStanding] = mapped_column(Word(ObjectionStanding))
    content: Mapped[dict[str, Any] | None] = mapped_column(Sealed("objection.content"))
    filename: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_key: Mapped[str | None] = mapped_column(String(100))
    received_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ObjectionStep(Base):
    """异议办理: one step taken with an objection; the last one says where it stands. Written once.

    ``words``: ``note`` for the file, ``reply`` for the objector. ``due_on``: by when the next step is owed.
    """

    __tablename__ = "objection_step"
    __table_args__ = (
        one_of("kind", ObjectionStepKind),
        Index("ix_objection_step_objection_id_id", "objection_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    kind: Mapped[ObjectionStepKind] = mapped_column(Word(ObjectionStepKind))
    words: Mapped[dict[str, str] | None] = mapped_column(Sealed("objection_step.words"))
    due_on: Mapped[date | None] = mapped_column(Date)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    taken_name: Mapped[str] = mapped_column(String(40))
    taken_at: Mapped[datetime] = mapped_column(Moment)
