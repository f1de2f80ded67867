"""The papers of a demonstration: every document that can be made, and a sample of what unions seal, as files."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from models.approval import ApprovalForm
from models.nomination import Nomination, Recommendation
from models.programme import Allocation, Cycle
from models.vetting import VettingBatch
from models.vocabulary import PaperKind, Stage
from selection import storage
from selection.approvals import actions as approvals
from selection.database import db
from selection.documents import actions, queries
from selection.exchange import actions as exchange
from selection.exchange.queries import unsent
from selection.rules.standing import Actor
from selection.workflow import programme_of

COPIES = 3
SAMPLE = 12
"""Of so many unions the list and a form are printed: each takes about a second, and hundreds look alike."""


def make_all(cycle_id: int, actor: Actor, *, now: datetime) -> int:
    """Freeze the words of everything that has happened; returns how many. The worker sets them in type."""
    cycle = db.session.get_one(Cycle, cycle_id)
    sources = queries.makeable(cycle, actor, now)
    for each in sources:
        actions.make(cycle, each.kind, each.source_id, actor, now=now)
    return len(sources)


def write_to_departments(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """Lists to each department that is asked about everybody, so many that everybody stands in one, with letters."""
    cycle = db.session.get_one(Cycle, cycle_id)
    for department in (each.key for each in programme_of(cycle).departments if each.required):
        while unsent(cycle_id, department, now):
            write_to(cycle, department, officer, now=now)


def write_to(cycle: Cycle, department: str, officer: Actor, *, now: datetime) -> VettingBatch:
    """One list to a department, and the letter with it."""
    batch, _, _ = exchange.send(cycle, officer, department=department, now=now)
    actions.make(cycle, PaperKind.CONSULTATION, batch.id, officer, now=now)
    return batch


def print_for_seals(cycle_id: int, union: Actor, *, now: datetime) -> None:
    """What a union seals: its list, and the form of the first on it."""
    make_all(cycle_id, union, now=now)
    first = first_of(cycle_id, union)
    if first is not None:
        approvals.make(first, union, copies=COPIES, now=now)


def first_of(cycle_id: int, union: Actor) -> Nomination | None:
    """The first on the list that a union has handed on."""
    return db.session.scalars(
        select(Nomination)
        .join(Recommendation, Recommendation.nomination_id == Nomination.id)
        .join(Allocation, Allocation.id == Recommendation.allocation_id)
        .where(Allocation.cycle_id == cycle_id, Allocation.union_id == union.organisation_id)
        .where(Nomination.stage == Stage.FORWARDED)
        .order_by(Recommendation.rank)
        .limit(1)
    ).first()


def lay_out(cycle_id: int, officer: Actor, folder: Path) -> list[Path]:
    """Every document and form of a cycle as PDF and Word file; returns the files."""
    files: list[Path] = []
    for place, each in enumerate(queries.listed(cycle_id, officer), start=1):
        kind = "summaries" if each.kind is PaperKind.SUMMARY else "documents"
        name = f"{place:02} {each.kind.label} {each.about or each.title}"
        files += _written(folder / kind / name, each.pdf_key, each.word_key)
    forms = select(ApprovalForm, Nomination).join(Nomination, Nomination.id == ApprovalForm.nomination_id)
    for form, nomination in db.session.execute(forms.where(Nomination.cycle_id == cycle_id).order_by(ApprovalForm.id)):
        name = f"{nomination.receipt} {nomination.name} 推荐审批表"
        files += _written(folder / "forms" / name, form.pdf_key, form.word_key)
    return files


def _written(file: Path, pdf_key: str | None, word_key: str | None) -> Iterable[Path]:
    for key, ending in ((pdf_key, "pdf"), (word_key, "docx")):
        if key is not None:
            found = file.with_name(f"{file.name}.{ending}")
            found.parent.mkdir(parents=True, exist_ok=True)
            found.write_bytes(storage.read(key))
            yield found
