"""The list of nominations, its workbook, and the opening of a new one."""

import csv
import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role, Stage
from selection import clock
from selection.access import actor, for_roles
from selection.nominations import actions, queries
from selection.nominations.forms import OpeningForm
from selection.nominations.queries.exporting import Cell
from selection.nominations.queries.listing import SORTS, Wanted
from selection.nominations.queries.paging import Near
from selection.nominations.queries.reach import LARGEST_ID
from selection.nominations.views.blueprint import READERS, bp
from selection.rules.values import clean
from selection.workbooks import blank_workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _number(name: str, most: int = LARGEST_ID) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 and int(typed) <= most else None


def _wanted() -> Wanted:
    stage, sort = request.args.get("stage", ""), request.args.get("sort", "")
    return Wanted(
        text=clean(request.args.get("q", ""))[:60],
        stage=Stage(stage) if stage in set(Stage) else None,
        cycle_id=_number("cycle"),
        sort=sort if sort.removeprefix("-") in SORTS else "-opened",
        page=_number("page", 1_000_000) or 1,
        near=Near.read(request.args.get("near", "")),
    )


@bp.get("/nominations/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    wanted = _wanted()
    page = queries.listed(actor(), wanted)
    can_open = actor().role in (Role.UNIT_OFFICER, Role.NOMINEE)
    return render_template("nominations/index.html", page=page, wanted=wanted, stages=list(Stage), can_open=can_open)


@bp.get("/nominations/new")
@for_roles(Role.UNIT_OFFICER, Role.NOMINEE)
def new() -> ResponseReturnValue:
    openings = queries.openings(actor(), clock.now())
    return render_template("nominations/new.html", openings=openings)


@bp.post("/nominations/")
@for_roles(Role.UNIT_OFFICER, Role.NOMINEE)
def opening() -> ResponseReturnValue:
    form = OpeningForm()
    open_cycles = {str(each.cycle.id): each.cycle for each in queries.openings(actor(), clock.now())}
    cycle = open_cycles.get(form.cycle_id.data or "") or abort(404)
    nomination = actions.draft(
        cycle, actor(), channel=form.channel.data or "", title=form.title.data or "", now=clock.now()
    )
    flash("已新建，请逐部分填写。填写的内容自动保存")
    first = queries.first_section(nomination)
    return redirect(url_for("nominations.section", nomination_id=nomination.id, key=first), 303)


@bp.get("/nominations/export")
@for_roles(*READERS)
def export() -> ResponseReturnValue:
    lines = queries.exported(actor(), _wanted())
    name = f"nominations-{clock.on(clock.now()):%Y%m%d}"
    if request.args.get("as") == "csv":
        return _attached(_csv(lines), "text/csv; charset=utf-8", f"{name}.csv")
    file = _workbook(lines)
    answer = _attached(_pieces(file), EXCEL, f"{name}.xlsx")
    answer.call_on_close(file.close)  # when nobody read it, as after HEAD
    return answer


def _attached(pieces: Iterator[bytes], media_type: str, filename: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(pieces, content_type=media_type, headers=headers)


def _csv(lines: Iterator[tuple[Cell, ...]]) -> Iterator[bytes]:
    """Comma-separated text that a spreadsheet opens as text: whatever looks like a formula gets an apostrophe."""
    parts = ["\ufeff"]
    for line in lines:
        buffer = io.StringIO()
        csv.writer(buffer).writerow([_harmless(cell) for cell in line])
        parts.append(buffer.getvalue())
    return iter([part.encode() for part in parts])


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _workbook(lines: Iterator[tuple[Cell, ...]]) -> IO[bytes]:
    """The lines in a file on disk, whose rows are not kept in memory."""
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    book = blank_workbook(file, row_by_row=True)
    sheet = book.add_worksheet("申报")
    sheet.set_column(0, 9, 18)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, bold if row == 0 else None)
            else:
                sheet.write_number(row, column, float(cell))
    book.close()
    file.seek(0)
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece
