"""A cycle of an award, its timetable, and the places of each union."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Organisation
from models.vocabulary import Numbered, Phase, Place


class Cycle(Base):
    """届次: one run of a programme, with the definition frozen when it opened."""

    __tablename__ = "cycle"
    __table_args__ = (
        Index(
            "uq_cycle_programme_key_batch_year",
            "programme_key",
            "batch_year",
            unique=True,
            sqlite_where=text("organiser_id IS NULL"),
            postgresql_where=text("organiser_id IS NULL"),
        ),
        UniqueConstraint("organiser_id", "programme_key", "batch_year"),
        CheckConstraint("length(definition_sha256) = 64", name="definition_is_hashed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    programme_key: Mapped[str] = mapped_column(String(40))
    organiser_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), comment="the union that runs it in the city's place; empty: the city"
    )
    name: Mapped[str] = mapped_column(String(100), comment="for example 2026年上海市（杰出）技术能手评选")
    batch_year: Mapped[int] = mapped_column(comment="批次年度; the year of naming may be a later one")
    naming_on: Mapped[date | None] = mapped_column(Date, comment="命名日期, set by the decision")
    definition: Mapped[str] = mapped_column(Text, deferred=True, comment="canonical JSON, never edited")
    definition_sha256: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    review_closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    organiser: Mapped[Organisation | None] = relationship()


class Deadline(Base):
    """截止时间 of one phase: shown and enforced from this one row."""

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("cycle_id", "phase"), one_of("phase", Phase))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    phase: Mapped[Phase] = mapped_column(Word(Phase))
    closes_at: Mapped[datetime] = mapped_column(Moment)


class Extension(Base):
    """延期: a later deadline for one union, with the reason."""

    __tablename__ = "extension"
    __table_args__ = (
        UniqueConstraint("cycle_id", "phase", "union_id"),
        one_of("phase", Phase),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    phase: Mapped[Phase] = mapped_column(Word(Phase))
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    closes_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime] = mapped_column(Moment)

    union: Mapped[Organisation] = relationship()


class Allocation(Base):
    """名额: what one union may recommend in one cycle. Only the ledger changes it."""

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("cycle_id", "union_id"),
        CheckConstraint("granted >= 0 AND reserved >= 0 AND committed >= 0", name="never_negative"),
        CheckConstraint("ceiling >= granted", name="ceiling_above_the_grant"),
        CheckConstraint("reserved + committed <= ceiling", name="never_overrun"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    granted: Mapped[int] = mapped_column(default=0, comment="分配")
    ceiling: Mapped[int] = mapped_column(default=0, comment="按差额比例可推荐")
    reserved: Mapped[int] = mapped_column(default=0, comment="占用")
    committed: Mapped[int] = mapped_column(default=0, comment="落实")

    union: Mapped[Organisation] = relationship()


class LedgerEntry(Base):
    """名额账的一笔. Written once, never changed."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        one_of("kind", Place),
        CheckConstraint("places > 0", name="moves_places"),
        Index("ix_ledger_entry_allocation_id", "allocation_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    kind: Mapped[Place] = mapped_column(Word(Place))
    places: Mapped[int]
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    other_allocation_id: Mapped[int | None] = mapped_column(comment="the other side of a transfer")
    reason: Mapped[str] = mapped_column(String(200), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proposed_by: Mapped[int | None] = mapped_column(comment="who asked for it, where a second person agreed")
    at: Mapped[datetime] = mapped_column(Moment)


class CalendarDay(Base):
    """工作日历 where it differs from Monday to Friday: a holiday, or a weekend that is worked (调休)."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40), default="")


class CalendarYear(Base):
    """A year whose official holidays have been entered, and from where."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))


class Setting(Base):
    """设置: a value an administrator may change while the system runs."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class NumberLetters(Base):
    """字头: the letters with which the numbers of one award of one house begin; nobody else may have them."""

    __tablename__ = "number_letters"
    __table_args__ = (one_of("kind", Numbered),)

    kind: Mapped[Numbered] = mapped_column(Word(Numbered), primary_key=True)
    letters: Mapped[str] = mapped_column(String(12), primary_key=True)
    programme_key: Mapped[str] = mapped_column(String(40))
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="empty: the city")


class Series(Base):
    """A series of numbers (受理号, 证书编号): the next one to give out."""

    __tablename__ = "series"
    __table_args__ = (CheckConstraint("next > 0", name="counts_from_one"),)

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    next: Mapped[int] = mapped_column(default=1)
