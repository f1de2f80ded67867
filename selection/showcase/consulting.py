"""Departments behind their links: they fetch their lists and hand in what they answer about everybody on them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from io import BytesIO

from sqlalchemy import select

from models.nomination import Nomination
from models.programme import Cycle
from models.vetting import VettingBatch
from models.vocabulary import Answer
from selection.database import db
from selection.exchange import actions, queries
from selection.rules.exchange import ANSWER, NOTE
from selection.rules.standing import Actor
from selection.showcase import paperwork
from selection.vetting import actions as vetting
from selection.workbooks import blank_workbook

ADVERSE = "一年内受过安全生产行政处罚。"
FETCHED = timedelta(days=2)
"""So long before they answer departments fetch their lists."""

FURTHER = ("public_security", "discipline")
"""Asked only about some, and by ID number."""


def answer(cycle_id: int, *, adverse: Collection[int], now: datetime) -> None:
    """Every list is fetched and answered; the last department has something to say about the ``adverse``."""
    cycle = db.session.get_one(Cycle, cycle_id)
    batches = db.session.scalars(select(VettingBatch).filter_by(cycle_id=cycle_id).order_by(VettingBatch.id)).all()
    last = batches[-1].department
    for batch in batches:
        content = actions.fetch(batch, cycle, now=now - FETCHED)
        speaks = batch.department == last
        said = {
            serial: (Answer.ADVERSE, ADVERSE) if speaks and inquiry.nomination_id in adverse else (Answer.CLEAR, "")
            for serial, inquiry in queries.inquiries(batch.id).items()
        }
        actions.take_answers(batch, cycle, content=_filled_in(content, said), now=now)


def ask_further(cycle_id: int, nomination_ids: Collection[int], officer: Actor, *, now: datetime) -> None:
    """Two more departments are asked about these: the first has fetched its list, the other not yet."""
    cycle = db.session.get_one(Cycle, cycle_id)
    about = [db.session.get_one(Nomination, each) for each in nomination_ids]
    vetting.ask(about, officer, departments=FURTHER, now=now)
    first, *_ = (paperwork.write_to(cycle, each, officer, now=now) for each in FURTHER)
    actions.fetch(first, cycle, now=now + FETCHED)


def _filled_in(content: bytes, said: Mapping[int, tuple[Answer, str]]) -> bytes:
    """The list as it was fetched, with an answer in every line. The serial number stands first."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - no web worker reads one

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    head, whole = [str(each) for each in rows[0]], BytesIO()
    with blank_workbook(whole) as book:
        sheet = book.add_worksheet("征询名单")
        sheet.write_row(0, 0, head)
        for place, row in enumerate(rows[1:], start=1):
            answered, note = said[int(str(row[0]).partition(".")[0])]
            sheet.write_row(place, 0, row)
            sheet.write_string(place, head.index(ANSWER), answered.label)
            sheet.write_string(place, head.index(NOTE), note)
    return whole.getvalue()
