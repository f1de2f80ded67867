"""Blind copies (隐名副本): before experts see a dossier its files are stripped, and what gives it away is searched."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, delete, func, select

from models.expert import BlindCopy, BlindFinding
from models.nomination import Dossier, Evidence, Nomination
from models.programme import Cycle
from models.review import ReviewFile
from models.vocabulary import Act
from selection import storage
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.jobs import enqueue, handles
from selection.rules.blinding import Blinded, blinded
from selection.rules.standing import Actor
from selection.rules.unmasking import Found, found
from selection.taxonomies import load
from selection.workflow import programme_of

KIND = "make_blind"
STRIPPING = Path(__file__).with_name("stripping.py")
PATIENCE = 60
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
PER_PAGE = 50
HARMLESS, WITHHELD = "harmless", "withheld"
TEXTS = "文字"


@dataclass(frozen=True)
class Stripped:
    """A stripped copy: where it is kept, the text on its pages, what no program can read; or why there is none."""

    key: str | None
    text: str = ""
    unread: str = ""
    trouble: str = ""


def ask(nomination_id: int, dossier_id: int, *, now: datetime) -> None:
    """Have the worker make the copies of a dossier, inside the transaction that deals it out."""
    key = f"{KIND}:{nomination_id}:{dossier_id}"
    enqueue(KIND, {"nomination_id": nomination_id}, key=key, now=now)


def names_of(nomination: Nomination) -> list[str]:
    """What is struck from every text: the person's name and those of his unit."""
    names = [nomination.name, nomination.leader, nomination.unit.name, nomination.unit.short_name]
    return [each for each in names if each]


def read(nomination: Nomination, content: str) -> Blinded:
    """A sealed dossier as experts may read it, before anything is held back."""
    programme = programme_of(nomination.cycle)
    return blinded(programme, json.loads(content), withheld=names_of(nomination), taxonomies=load(programme.taxonomies))


@handles(KIND)
def make(payload: dict[str, Any], now: datetime) -> None:
    """Strip the files, look through texts and files, and open the dossier to its experts. May be repeated."""
    nomination = db.session.get_one(Nomination, payload["nomination_id"])
    file = db.session.get_one(ReviewFile, nomination.id)
    shown = read(nomination, db.session.get_one(Dossier, file.dossier_id).content)
    files = db.session.scalars(
        select(Evidence).where(Evidence.id.in_([each for each, _ in shown.files])).order_by(Evidence.id)
    ).all()
    labels = dict(shown.files)
    copies = {each.id: strip(each.key, each.media_type) for each in files}
    is_blind = programme_of(nomination.cycle).scoring.blind
    told = [*_in_texts(nomination, shown)] if is_blind else []
    for each in files if is_blind else ():
        told += [(each.id, labels[each.id], "", one) for one in _in_copy(nomination, copies[each.id])]
    with transaction() as session:
        lock(file)
        session.execute(delete(BlindFinding).filter_by(nomination_id=nomination.id, settled_at=None))
        session.execute(delete(BlindCopy).where(BlindCopy.evidence_id.in_(list(copies))))
        known = {
            (row.evidence_id, row.field_key, row.what)
            for row in session.scalars(select(BlindFinding).filter_by(nomination_id=nomination.id))
        }
        for each in files:
            made = copies[each.id]
            session.add(
                BlindCopy(
                    evidence_id=each.id,
                    key=made.key,
                    source_key=each.key,
                    media_type=each.media_type,
                    unread=made.unread,
                    trouble=made.trouble,
                    made_at=now,
                )
            )
        for evidence_id, place, key, one in told:
            if (evidence_id, key, one.what) not in known:
                session.add(
                    BlindFinding(
                        nomination_id=nomination.id,
                        evidence_id=evidence_id,
                        place=place[:100],
                        field_key=key,
                        what=one.what[:100],
                        excerpt=one.excerpt,
                        found_at=now,
                    )
                )
        file.is_unchecked = False


def _in_texts(nomination: Nomination, shown: Blinded) -> list[tuple[int | None, str, str, Found]]:
    units = [nomination.unit.name, nomination.unit.short_name]
    names = [nomination.leader or nomination.name]
    texts = [(label, key, text) for key, label, text in shown.texts]
    texts += [(label, "", text) for label, text in shown.facts]
    texts += [(table.label, "", "\n".join(" ".join(row) for row in table.rows)) for table in shown.tables]
    return [
        (None, label, key or label[:60], one)
        for label, key, text in texts
        for one in found(text, names=names, units=units)
    ]


def _in_copy(nomination: Nomination, copy: Stripped) -> list[Found]:
    told = found(
        copy.text,
        names=[nomination.leader or nomination.name],
        units=[nomination.unit.name, nomination.unit.short_name],
    )
    return told + ([Found(f"{copy.unread}，须看一眼", "")] if copy.unread else [])


def strip(key: str, media_type: str) -> Stripped:
    """A copy of a stored file that tells nothing beside its pages. The same file has the same copy."""
    ending = ENDINGS.get(media_type)
    if ending is None:
        return Stripped(None, trouble="不是 PDF 或图片，专家看不到")
    if made := _made_before(key):
        return made
    with TemporaryDirectory(prefix="blind-") as folder:
        source, copy = Path(folder) / f"file.{ending}", Path(folder) / f"copy.{ending}"
        source.write_bytes(storage.read(key))
        command = [sys.executable, "-I", str(STRIPPING), str(source), str(copy), ending]
        try:
            run = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd=folder)
            told: dict[str, str] = json.loads(run.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return Stripped(None, trouble="太复杂，做不出副本")
        if "refused" in told:
            return Stripped(None, trouble=told["refused"])
        return Stripped(storage.keep(BytesIO(copy.read_bytes())).key, told["text"], told["unread"])


def _made_before(key: str) -> Stripped | None:
    """The copy that was made of the same file for another dossier."""
    made = db.session.scalars(
        select(BlindCopy).where(BlindCopy.source_key == key, BlindCopy.key.is_not(None)).limit(1)
    ).first()
    if made is None or made.key is None:
        return None
    text = ""
    if made.media_type == "application/pdf":
        command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
        run = subprocess.run(command, input=storage.read(made.key), capture_output=True, timeout=PATIENCE, check=True)
        text = run.stdout.decode("utf-8", "replace")
    return Stripped(made.key, text, made.unread)


@dataclass(frozen=True)
class Shown:
    """What experts may see of a dossier now. ``copies``: evidence id to its copy; ``held``: keys of texts held back."""

    copies: dict[int, BlindCopy]
    held: dict[str, str | None]


def shown(nomination_id: int, evidence_ids: Sequence[int]) -> Shown:
    """The copies without an open finding, and the texts with one. Two queries."""
    findings = db.session.execute(
        select(BlindFinding.evidence_id, BlindFinding.field_key, BlindFinding.verdict)
        .filter_by(nomination_id=nomination_id)
        .where(BlindFinding.verdict.is_(None) | (BlindFinding.verdict == WITHHELD))
    ).all()
    held = {row.field_key: row.verdict for row in findings if row.evidence_id is None}
    closed = {row.evidence_id for row in findings}
    copies = db.session.scalars(
        select(BlindCopy).where(BlindCopy.evidence_id.in_(evidence_ids), BlindCopy.key.is_not(None))
    )
    return Shown({each.evidence_id: each for each in copies if each.evidence_id not in closed}, held)


def waiting(cycle_id: int, number: int) -> tuple[Sequence[Row[BlindFinding, int, str]], int]:
    """Findings that wait for the office, a page of them, and how many there are: finding, number, nominee."""
    query = (
        select(BlindFinding, ReviewFile.blind_number, Nomination.name)
        .join(Nomination, Nomination.id == BlindFinding.nomination_id)
        .join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle_id, BlindFinding.settled_at.is_(None))
    )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(ReviewFile.blind_number, BlindFinding.id).limit(PER_PAGE)
    return db.session.execute(page.offset((max(1, number) - 1) * PER_PAGE)).all(), total


def unchecked(cycle_id: int) -> int:
    """How many dossiers the worker has not looked through yet."""
    query = select(func.count()).select_from(ReviewFile).join(Nomination, Nomination.id == ReviewFile.nomination_id)
    return db.session.scalar(query.where(Nomination.cycle_id == cycle_id, ReviewFile.is_unchecked)) or 0


def copy_of(cycle_id: int, evidence_id: int) -> BlindCopy | None:
    """A copy as experts would get it, for the office to look at."""
    query = (
        select(BlindCopy)
        .join(Evidence, Evidence.id == BlindCopy.evidence_id)
        .join(Nomination, Nomination.id == Evidence.nomination_id)
    )
    return db.session.scalars(
        query.where(BlindCopy.evidence_id == evidence_id, Nomination.cycle_id == cycle_id)
    ).one_or_none()


def settle(cycle: Cycle, actor: Actor, *, ids: Sequence[int], verdict: str, now: datetime) -> int:
    """Let experts see what was found, or keep it from them; returns how many were settled."""
    with transaction() as session:
        found_ = session.scalars(
            select(BlindFinding)
            .join(Nomination, Nomination.id == BlindFinding.nomination_id)
            .where(BlindFinding.id.in_(ids), Nomination.cycle_id == cycle.id, BlindFinding.settled_at.is_(None))
        ).all()
        if not found_:
            raise Refused(Reason("没有选，或选的已经处理过", "请刷新页面，选好再办。"), title="现在不能处理")
        for each in found_:
            each.verdict, each.settled_at, each.settled_by = verdict, now, actor.user_id
        what = "可以显示" if verdict == HARMLESS else "不给专家看"
        record(Act.SETTLE_FINDING, actor, now=now, cycle_id=cycle.id, subject=f"{len(found_)} 处", why=what)
    return len(found_)
