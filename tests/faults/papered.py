"""Papers of the filled world: documents, forms with what came back of them, lists to departments, objections.

What the worker would print is not printed here: each file is a page with nothing on it.
"""

import io
from datetime import datetime

from sqlalchemy import update

from models.approval import ApprovalForm
from models.document import Document
from models.job import Job
from models.nomination import Nomination
from models.programme import Cycle
from models.publicity import EvidencePack, Notice
from models.vocabulary import (
    JobState,
    Level,
    ObjectionStanding,
    ObjectionStepKind,
    ObjectionWay,
    PaperKind,
    Role,
    Stage,
)
from selection import storage
from selection.approvals import actions as approvals
from selection.database import db, transaction
from selection.documents import actions as documents
from selection.documents import queries
from selection.exchange import actions as exchange
from selection.nominations.files import Taken
from selection.objections import actions as objections
from selection.objections.actions import Said
from selection.rules.documents.marks import Mark, Scanned
from selection.rules.standing import Actor
from tests.nominations.steps import document
from tests.world import World

COMPLAINT = "CANARY异议内容：公示中所列的专利由他人完成，本人有当时的项目记录。"
PAGES = 4


def write_to_a_department(world: World, department: str, actor: Actor) -> str:
    """A list with its letter; returns the token of the link."""
    batch, token, _ = exchange.send(world.cycle, actor, department=department, now=world.now)
    documents.make(world.cycle, PaperKind.CONSULTATION, batch.id, actor, now=world.now)
    return token


def object_to(notice: Notice, actor: Actor, now: datetime) -> None:
    """Somebody objects in his own name, and the office has taken it up."""
    said = Said(0, ObjectionStanding.PERSON, "CANARY关有声", "", "021-50000000", COMPLAINT)
    made = objections.receive(notice, said, way=ObjectionWay.WEB, taken=None, salt="filled", now=now)
    objections.take_step(made, actor, kind=ObjectionStepKind.TAKE_UP, note="CANARY核对记录", reply="", now=now)
    with transaction() as session:
        kept = storage.keep(io.BytesIO(b"PK\x05\x06" + bytes(18)))
        facts = {"sha256": kept.sha256, "key": kept.key, "size": kept.size}
        session.add(EvidencePack(notice_id=notice.id, **facts, chain_head="0" * 64, chain_length=1, as_of=now))


def print_papers(world: World, cycles: list[Cycle], nominations: list[Nomination]) -> str:
    """Every document that can be made; a form that came back sealed, one that is being printed.

    Returns the address of the page of the first.
    """
    city, union, unit = (world.actor(role) for role in (Role.CITY_OFFICER, Role.UNION_OFFICER, Role.UNIT_OFFICER))
    for cycle in cycles:
        for actor in (city, union):
            for each in queries.makeable(cycle, actor, world.now):
                documents.make(cycle, each.kind, each.source_id, actor, now=world.now)
    forwarded = [each for each in nominations if each.stage == Stage.FORWARDED and each.union_id == world.union.id]
    assigned = [each for each in nominations if each.stage == Stage.ASSIGNED and each.unit_id == world.unit.id]
    sealed = approvals.make(assigned[0], unit, copies=3, now=world.now)
    approvals.make(forwarded[0], union, copies=3, now=world.now)
    _print(world.now, sealed)
    kept = storage.keep(io.BytesIO(document()))
    for level, actor in ((Level.UNIT, unit), (Level.UNION, union)):
        scanned = [Scanned((str(Mark(**{**approvals.mark_of(sealed).__dict__, "page": PAGES})),))]
        taken = Taken(f"{assigned[0].name}盖章件.pdf", "application/pdf", kept, None)
        approvals.take_back(assigned[0], actor, level=level, taken=taken, scanned=scanned, now=world.now)
    return f"/nominations/{sealed.nomination_id}/approval-form"


def _print(now: datetime, form: ApprovalForm) -> None:
    kept = storage.keep(io.BytesIO(document()))
    files = {"pdf_key": kept.key, "word_key": kept.key}
    with transaction() as session:
        hashes = {"pdf_sha256": kept.sha256, "word_sha256": kept.sha256}
        session.execute(update(Document).values(**files, **hashes))
        places = {"unit": PAGES, "union": PAGES, "city": PAGES}
        session.execute(
            update(ApprovalForm).where(ApprovalForm.id == form.id).values(**files, pages=PAGES, places=places)
        )
        printing = Job.kind.in_([documents.JOB, approvals.JOB])
        session.execute(update(Job).where(printing).values(state=JobState.DONE, done_at=now))
    db.session.expire_all()
