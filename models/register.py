"""The register of honours and talent: one file for one person, whatever is known of him, and how it came there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Organisation, Person
from models.sealed import Sealed
from models.vocabulary import EntryKind, IntakeState, Match, RegroupingKind


class RegisterFile(Base):
    """人才档案: a person who stands in the register.

    A file merged into another points to it and is never changed otherwise: whoever is asked about the one is answered
    for all that point to it. Nothing is moved, so nothing is lost and everything can be taken back.
    """

    __tablename__ = "register_file"
    __table_args__ = (
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> person_id", name="not_merged_into_itself"),
        CheckConstraint("rung >= 0 AND honours >= 0", name="counts_up"),
        Index("ix_register_file_merged_into_id", "merged_into_id"),
        Index("ix_register_file_unit_id_rung_person_id", "unit_id", "rung", "person_id"),
        Index("ix_register_file_rung_person_id", "rung", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="the present unit, where known")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rung: Mapped[int] = mapped_column(default=0, comment="highest step of the ladder held, 0 for none")
    honours: Mapped[int] = mapped_column(default=0, comment="how many are held, revoked ones left out")
    search_text: Mapped[str] = mapped_column(
        String(1000), default="", comment="names, pinyin, units, titles; lower case"
    )
    filed_at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Organisation | None] = relationship()


class RegisterEntry(Base):
    """档案条目: a studio, an apprentice, a patent, a contest, a benefit ... with where it is known from."""

    __tablename__ = "register_entry"
    __table_args__ = (
        one_of("kind", EntryKind),
        CheckConstraint("(struck_at IS NULL) = (struck_because = '')", name="struck_for_a_reason"),
        Index("ix_register_entry_person_id_kind", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    title: Mapped[str] = mapped_column(String(120))
    on: Mapped[date | None] = mapped_column(Date, comment="a month is its first day")
    facts: Mapped[list[list[str]]] = mapped_column(JSON, default=list, comment="label and value, as shown")
    source: Mapped[str] = mapped_column(String(300))
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), comment="taken over from there")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    struck_at: Mapped[datetime | None] = mapped_column(Moment)
    struck_because: Mapped[str] = mapped_column(String(200), default="")


class HonourProfile(Base):
    """获得者概况: what the winner was on the day of naming, for the statistics; empty where the dossier is silent."""

    __tablename__ = "honour_profile"

    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"), primary_key=True, autoincrement=False)
    age: Mapped[int | None]
    work_years: Mapped[int | None]
    trade_years: Mapped[int | None]
    is_female: Mapped[bool | None]
    is_frontline: Mapped[bool | None]
    is_migrant: Mapped[bool | None]
    is_non_public: Mapped[bool | None]
    in_key_industry: Mapped[bool | None]
    person_type: Mapped[str] = mapped_column(String(40), default="")
    education: Mapped[str] = mapped_column(String(20), default="")
    skill_level: Mapped[str] = mapped_column(String(20), default="")
    professional_title: Mapped[str] = mapped_column(String(20), default="")
    patents: Mapped[int | None]


class Regrouping(Base):
    """并档、拆档: two files made one, or one made two; ``moved`` is what it takes to undo it exactly."""

    __tablename__ = "regrouping"
    __table_args__ = (
        one_of("kind", RegroupingKind),
        CheckConstraint("kept_id <> other_id", name="two_persons"),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        Index("ix_regrouping_kept_id", "kept_id"),
        Index("ix_regrouping_other_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[RegroupingKind] = mapped_column(Word(RegroupingKind))
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="who stays")
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="who was merged, or split off")
    moved: Mapped[list[list[Any]]] = mapped_column(JSON, comment="table, id and former value of each row changed")
    reason: Mapped[str] = mapped_column(String(200))
    done_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    done_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class Distinction(Base):
    """同名不同人: the person of this file is surely not the one with this identity number."""

    __tablename__ = "distinction"
    __table_args__ = (
        UniqueConstraint("person_id", "id_key"),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    id_key: Mapped[str] = mapped_column(String(64), comment="blind index of the other one's ID number")
    reason: Mapped[str] = mapped_column(String(200))
    told_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    told_at: Mapped[datetime] = mapped_column(Moment)


class Intake(Base):
    """导入表: one workbook of past honours, checked; entered whole or not at all."""

    __tablename__ = "register_intake"
    __table_args__ = (
        one_of("state", IntakeState),
        CheckConstraint("(state = 'checked') = (closed_at IS NULL)", name="closed_when_over"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    state: Mapped[IntakeState] = mapped_column(Word(IntakeState), default=IntakeState.CHECKED)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploader_name: Mapped[str] = mapped_column(String(40))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class IntakeRow(Base):
    """导入表的一行 and what was found about it. The ID number is sealed, and forgotten when the intake is over."""

    __tablename__ = "register_intake_row"
    __table_args__ = (
        one_of("match", Match),
        UniqueConstraint("intake_id", "line"),
        Index("ix_register_intake_row_intake_id_match_line", "intake_id", "match", "line"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("register_intake.id"))
    line: Mapped[int] = mapped_column(comment="in the workbook, counted from 1 with the heading")
    typed: Mapped[dict[str, str]] = mapped_column(JSON, comment="column -> text, without the ID number")
    id_number: Mapped[str | None] = mapped_column(Sealed("register_intake_row.id_number"))
    match: Mapped[Match] = mapped_column(Word(Match))
    findings: Mapped[list[str]] = mapped_column(JSON, default=list, comment="sentences, the gravest first")
    candidates: Mapped[list[list[Any]]] = mapped_column(
        JSON, default=list, comment="person, points, reasons; best first"
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="who it is, where that is settled")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), comment="the human who said so")
    honour_id: Mapped[int | None] = mapped_column(ForeignKey("honour.id"), comment="what was entered")
