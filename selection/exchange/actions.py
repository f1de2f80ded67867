"""A list goes out once, its answer comes in once; the file that came is kept sealed."""

import base64
import hashlib
import io
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from models.nomination import Nomination
from models.programme import Cycle
from models.sealed import keyring
from models.vetting import BatchLine, SealedAnswer, VettingBatch
from models.vocabulary import Act
from selection import storage
from selection.access import digest
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.exchange import queries
from selection.publicity.scanning import rows_of
from selection.rules import exchange as rules
from selection.rules.programme import Department
from selection.rules.standing import SYSTEM, Actor
from selection.vetting.queries import AT_THE_CITY
from selection.workbooks import blank_workbook
from selection.workflow import programme_of

LASTS = timedelta(days=30)
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE = 10


def _code_hash(token: str, code: str) -> str:
    return keyring.index(f"exchange:{token}:{''.join(code.split()).upper()}")


def send(cycle: Cycle, actor: Actor, *, department: str, now: datetime) -> tuple[VettingBatch, str, str]:
    """Make a batch of everybody this department still owes an answer about; returns it with its link and its code.

    Link and code are shown once and told by different ways: neither opens anything without the other.
    """
    token, code = secrets.token_urlsafe(32), "".join(secrets.choice(LETTERS) for _ in range(CODE))
    with transaction() as session:
        lock(cycle)
        waiting = queries.unsent(cycle.id, department, now)
        if not waiting:
            raise Refused(
                Reason("没有等待这个部门答复、又没有发出的材料", "请先征求意见；已发出的等部门答复。"),
                title="现在不能发出名单",
            )
        made = session.scalar(select(func.count(VettingBatch.id)).where(VettingBatch.cycle_id == cycle.id)) or 0
        batch = VettingBatch(
            cycle_id=cycle.id,
            department=department,
            serial=made + 1,
            size=len(waiting),
            token_hash=digest(token),
            code_hash=_code_hash(token, code),
            expires_at=now + LASTS,
            made_by=actor.user_id,
            made_at=now,
        )
        session.add(batch)
        session.flush()
        session.add_all(
            BatchLine(batch_id=batch.id, serial=place, inquiry_id=each) for place, each in enumerate(waiting, start=1)
        )
        facts = {"department": department, "batch": batch.serial, "size": batch.size}
        record(Act.SEND_BATCH, actor, now=now, cycle_id=cycle.id, subject=cycle.name, facts=facts)
    return batch, token, code


def open_with(batch: VettingBatch, token: str, code: str) -> bool:
    """Whether the code is right; a wrong one is counted, and after too many the link is dead."""
    with transaction():
        lock(batch)
        if batch.wrong >= queries.MOST_WRONG:
            return False
        if secrets.compare_digest(batch.code_hash, _code_hash(token, code)):
            return True
        batch.wrong += 1
        return False


def fetch(batch: VettingBatch, cycle: Cycle, *, now: datetime) -> bytes:
    """The list as a workbook, once."""
    department = department_of(cycle, batch.department)
    with transaction():
        lock(batch)
        if batch.fetched_at is not None:
            raise Refused(Reason("名单已经领取过", "需要重新领取的，请联系评选办另发。"), title="现在不能领取名单")
        content = _workbook(department, queries.asked(batch.id, with_numbers=department.identified))
        batch.fetched_at, batch.file_sha256 = now, hashlib.sha256(content).hexdigest()
        facts = {"department": batch.department, "batch": batch.serial, "sha256": batch.file_sha256}
        record(Act.FETCH_BATCH, SYSTEM, now=now, cycle_id=cycle.id, subject=cycle.name, facts=facts)
    return content


def fetch_letter(batch: VettingBatch, cycle: Cycle, *, now: datetime) -> bytes:
    """The letter that belongs to the list as it was set in type, once."""
    with transaction():
        lock(batch)
        letter = queries.letter(batch.id)
        if letter is None or letter.pdf_key is None:
            raise Refused(Reason("征求意见函还没有制作好", "请稍后再来，或联系评选办。"), title="现在不能领取函件")
        if batch.letter_fetched_at is not None:
            raise Refused(
                Reason("征求意见函已经领取过", "需要重新领取的，请联系评选办另发。"), title="现在不能领取函件"
            )
        batch.letter_fetched_at = now
        facts = {"department": batch.department, "batch": batch.serial, "number": letter.number}
        facts["sha256"] = letter.pdf_sha256
        record(Act.FETCH_LETTER, SYSTEM, now=now, cycle_id=cycle.id, subject=cycle.name, facts=facts)
        return storage.read(letter.pdf_key)


def department_of(cycle: Cycle, key: str) -> Department:
    """The department as the cycle's definition has it."""
    return next(each for each in programme_of(cycle).departments if each.key == key)


def _workbook(department: Department, asked: list[rules.Asked]) -> bytes:
    whole = io.BytesIO()
    with blank_workbook(whole) as book:
        sheet, head = book.add_worksheet("征询名单"), rules.columns(department)
        sheet.write_row(0, 0, head)
        for place, each in enumerate(asked, start=1):
            for column, value in enumerate(rules.row(each, department)):
                sheet.write_number(place, column, value) if isinstance(value, int) else sheet.write_string(
                    place, column, value
                )
        answer = head.index(rules.ANSWER)
        choices = {"validate": "list", "source": list(rules.SAID)}
        sheet.data_validation(1, answer, max(1, len(asked)), answer, choices)
        sheet.set_column(1, len(head) - 1, 24)
    return whole.getvalue()


def take_answers(batch: VettingBatch, cycle: Cycle, *, content: bytes, now: datetime) -> int:
    """Read the answered list, keep it sealed as it came, and note every answer. Returns how many were noted."""
    wanted = {each.serial: each.name for each in queries.asked(batch.id, with_numbers=False)}
    answers, problems = rules.read(rows_of(content), wanted=wanted)
    if problems:
        cure = "请在领取的名单上改正后重新提交。"
        raise Refused(*(Reason(each, cure) for each in problems[:20]), title="现在不能收下答复")
    noted = 0
    with transaction() as session:
        lock(cycle)
        lock(batch)
        if queries.is_answered(batch.id):
            raise Refused(Reason("这份名单已经答复过", "需要更正的，请联系评选办。"), title="现在不能收下答复")
        read: dict[str, Any] = {str(serial): [str(said), note] for serial, (said, note) in answers.items()}
        sealed = {"file": base64.b64encode(content).decode(), "answers": read}
        sha256 = hashlib.sha256(content).hexdigest()
        session.add(SealedAnswer(batch_id=batch.id, sha256=sha256, content=sealed, received_at=now))
        for serial, inquiry in queries.inquiries(batch.id).items():
            nomination = lock(session.get_one(Nomination, inquiry.nomination_id))
            if nomination.stage in AT_THE_CITY:
                inquiry.answer, inquiry.note = answers[serial]
                inquiry.answered_at = now
                noted += 1
        # One event for the batch, and none of a nomination: its unit and union would read which department spoke.
        facts = {"department": batch.department, "batch": batch.serial, "sha256": sha256, "noted": noted}
        record(Act.TAKE_ANSWERS, SYSTEM, now=now, cycle_id=cycle.id, subject=cycle.name, facts=facts)
    db.session.expire_all()
    return noted
