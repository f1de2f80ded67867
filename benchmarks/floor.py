"""The floor: a bare Flask, SQLAlchemy and Jinja application that does the same work with an indexed query.

It knows who asks, reads and writes rows of the same kind and size as ours, and shows the same facts. It has no rights,
no layout, no checks, no deadlines, no seal on private answers and no chain of events: what those cost is the
difference that `make bench` measures.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from flask import Flask, Response, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import ColumnElement, ForeignKey, Index, Text, create_engine, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, scoped_session, sessionmaker

from benchmarks.floor_pages import DETAIL, LIST
from models.base import Moment

SECRET = "floor-floor-floor-floor-floor-floor"
PAGE = 50
HEADINGS = ("受理号", "姓名", "单位", "工会", "职业", "届次", "称号", "渠道", "阶段", "时间")
SCORES = ("评分1", "评分2", "评分3", "总分", "名次")


class Base(DeclarativeBase):
    """The floor's own tables."""


class Account(Base):
    """Whoever signs in."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Organisation(Base):
    """A unit or a union."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]


class Person(Base):
    """Who is nominated."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    id_number: Mapped[str] = mapped_column(index=True)


class Nomination(Base):
    """A nomination with its form and what unit and union said of it."""

    __tablename__ = "nomination"
    __table_args__ = (Index("ix_stage_id", "stage", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    occupation: Mapped[str]
    stage: Mapped[str]
    receipt: Mapped[str | None] = mapped_column(unique=True)
    search_text: Mapped[str]
    id_number: Mapped[str]
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    total: Mapped[float | None]
    rank: Mapped[int | None]
    unit_opinion: Mapped[str]
    union_opinion: Mapped[str]


class Dossier(Base):
    """The form as it was when it was submitted."""

    __tablename__ = "dossier"
    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    sealed_at: Mapped[datetime] = mapped_column(Moment)


class Evidence(Base):
    """An uploaded file."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    title: Mapped[str]
    size: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(Moment)


class Sheet(Base):
    """What one expert gave one nomination."""

    __tablename__ = "sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    points: Mapped[dict[str, str]] = mapped_column(JSONB)
    comment: Mapped[str]
    total: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Event(Base):
    """What happened."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    account_id: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class Series(Base):
    """The next receipt."""

    __tablename__ = "series"
    key: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


unit, union = aliased(Organisation), aliased(Organisation)
ROW = (
    Nomination.id,
    Nomination.receipt,
    Nomination.name,
    Nomination.occupation,
    Nomination.stage,
    Nomination.submitted_at,
    unit.name.label("unit"),
    union.short_name.label("union"),
)


def create_app(database_url: str | None = None) -> Flask:
    """The bare application on this database; FLOOR_DATABASE_URL when none is given."""
    app = Flask("floor")
    app.secret_key = SECRET
    app.jinja_loader = DictLoader({"list.html": LIST, "detail.html": DETAIL})
    engine = create_engine(database_url or os.environ["FLOOR_DATABASE_URL"])
    rows = scoped_session(sessionmaker(engine))
    app.extensions["engine"] = engine
    app.teardown_appcontext(lambda _: rows.remove())
    _add_pages(app, rows)
    _add_acts(app, rows)
    return app


def _account(rows: scoped_session[Session]) -> Account:
    return rows.scalars(select(Account).where(Account.id == session["account"])).one_or_none() or abort(401)


def _add_pages(app: Flask, rows: scoped_session[Session]) -> None:
    @app.get("/nominations/")
    def index() -> ResponseReturnValue:
        account, page = _account(rows), int(request.args.get("page", 1))
        wanted: list[ColumnElement[bool]] = [Nomination.submitted_at.is_not(None)]
        if text := request.args.get("q"):
            wanted.append(Nomination.search_text.contains(text, autoescape=True))
        total = rows.scalar(select(func.count()).select_from(Nomination).where(*wanted))
        query = select(*ROW).join(unit, unit.id == Nomination.unit_id).join(union, union.id == Nomination.union_id)
        query = query.where(*wanted).order_by(Nomination.id.desc())
        lines = rows.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
        return render_template("list.html", account=account, lines=lines, total=total, page=page)

    @app.get("/nominations/<int:key>")
    def detail(key: int) -> ResponseReturnValue:
        account = _account(rows)
        query = select(Nomination, unit, union).join(unit, unit.id == Nomination.unit_id)
        row = rows.execute(query.join(union, union.id == Nomination.union_id).where(Nomination.id == key)).one_or_none()
        if row is None:
            abort(404)
        files = rows.scalars(select(Evidence).where(Evidence.nomination_id == key).order_by(Evidence.id)).all()
        sheets = rows.scalars(select(Sheet).where(Sheet.nomination_id == key).order_by(Sheet.id)).all()
        events = rows.scalars(select(Event).where(Event.nomination_id == key).order_by(Event.id.desc())).all()
        return render_template(
            "detail.html",
            account=account,
            one=row[0],
            unit=row[1],
            union=row[2],
            files=files,
            sheets=sheets,
            events=events,
        )

    @app.get("/nominations/export")
    def export() -> ResponseReturnValue:
        _account(rows)
        totals = func.array_agg(Sheet.total).label("totals")
        sheets = select(Sheet.nomination_id, totals).group_by(Sheet.nomination_id).subquery()
        query = select(*ROW, sheets.c.totals, Nomination.total, Nomination.rank)
        query = query.join(unit, unit.id == Nomination.unit_id).join(union, union.id == Nomination.union_id)
        query = query.outerjoin(sheets, sheets.c.nomination_id == Nomination.id)
        found = rows.execute(query.where(Nomination.submitted_at.is_not(None)).order_by(Nomination.id.desc()))
        return Response(_workbook(found.yield_per(500)), mimetype="application/octet-stream")


def _workbook(found: Any) -> Iterator[bytes]:
    file = TemporaryFile()  # noqa: SIM115 - closed with the last piece
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for column, heading in enumerate((*HEADINGS, *SCORES)):
        sheet.write_string(0, column, heading)
    for number, line in enumerate(found, start=1):
        when = line.submitted_at.strftime("%Y-%m-%d %H:%M") if line.submitted_at else ""
        cells = (line.receipt or "", line.name, line.unit, line.union, line.occupation, "2026", "技术能手", "单位推荐")
        for column, cell in enumerate((*cells, line.stage, when)):
            sheet.write_string(number, column, cell)
        for column, score in enumerate((*sorted(line.totals or (), reverse=True), line.total, line.rank), start=10):
            if score is not None:
                sheet.write_number(number, column, score)
    book.close()
    file.seek(0)
    with file:
        while piece := file.read(1 << 16):
            yield piece


def _add_acts(app: Flask, rows: scoped_session[Session]) -> None:
    @app.post("/nominations/<int:key>/submission")
    def submit(key: int) -> ResponseReturnValue:
        account, now = _account(rows), datetime.now(UTC)
        one = rows.scalars(select(Nomination).where(Nomination.id == key).with_for_update()).one()
        files = rows.scalars(select(Evidence).where(Evidence.nomination_id == key)).all()
        step = update(Series).where(Series.key == "receipt").values(next=Series.next + 1).returning(Series.next)
        serial = rows.scalar(step)
        person = Person(name=one.name, id_number=one.id_number)
        rows.add(person)
        rows.flush()
        listed = [{"id": file.id, "title": file.title, "size": file.size} for file in files]
        content = json.dumps({"answers": one.answers, "evidence": listed}, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        rows.add(Dossier(nomination_id=key, content=content, sha256=digest, sealed_at=now))
        rows.add(Event(nomination_id=key, account_id=account.id, text="申报", at=now))
        one.stage, one.receipt, one.submitted_at = "submitted", f"NEW-{serial}", now
        one.person_id = person.id
        rows.commit()
        return redirect(f"/nominations/{key}", 303)

    @app.post("/sheets/<int:key>")
    def save_sheet(key: int) -> ResponseReturnValue:
        account, now = _account(rows), datetime.now(UTC)
        query = select(Sheet).where(Sheet.id == key, Sheet.expert_id == account.id)
        sheet = rows.scalars(query.with_for_update()).one_or_none() or abort(404)
        names = ("expertise", "mastery", "leadership", "contribution")
        sheet.points = {name: request.form[name] for name in names}
        sheet.total = sum(int(value) for value in sheet.points.values())
        sheet.comment, sheet.saved_at = request.form["comment"], now
        rows.add(Event(nomination_id=sheet.nomination_id, account_id=account.id, text="提交评分", at=now))
        rows.commit()
        return redirect(f"/nominations/{key}", 303)
