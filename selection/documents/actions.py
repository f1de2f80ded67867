"""Making a document: its words are frozen and its number is taken in one transaction; the worker sets it in type."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from models.ballot import Meeting
from models.document import Document
from models.honour import Decision
from models.programme import Allocation, Cycle
from models.publicity import Notice
from models.vetting import VettingBatch
from models.vocabulary import Act, PaperKind
from selection import clock, storage
from selection.audit.record import record
from selection.certificates.numbers import take
from selection.database import db, lock, transaction
from selection.documents import queries, sources
from selection.errors import Reason, Refused
from selection.honours.queries.deciding import organ_of, series
from selection.jobs import enqueue, handles
from selection.rules.documents.paper import Paper
from selection.rules.numbering import document_number
from selection.rules.standing import Actor

JOB = "document"
ALIKE = (PaperKind.CONSULTATION, PaperKind.SUMMARY)
"""Kinds of which a cycle has many with one title."""


def make(cycle: Cycle, kind: PaperKind, source_id: int, actor: Actor, *, now: datetime) -> Document:
    """Freeze the words of a document of what has happened. One each; of a list that was handed on again, another.

    What has a character no face can draw is refused: its number goes back with it.
    """
    from selection.documents.drawing import check  # noqa: PLC0415 - asks the typefaces, and few pages print

    with transaction() as session:
        lock(cycle)
        sources_ = queries.makeable(cycle, actor, now)
        source = next((each for each in sources_ if (each.kind, each.source_id) == (kind, source_id)), None)
        if source is None:
            why = f"本届没有可以制作{kind.label}的依据，或者已经制作"
            raise Refused(Reason(why, "请在公文页查看已经制作的公文。"), title=f"现在不能制作{kind.label}")
        paper = _paper(cycle, kind, source_id, now)
        check(paper.texts(), title=f"现在不能制作{kind.label}")
        document = Document(
            cycle_id=cycle.id,
            kind=kind,
            source_id=source_id,
            edition=source.edition,
            organisation_id=source.organisation_id,
            number=paper.number or None,
            title=paper.title,
            about=_about(source),
            content=paper.to_json(),
            dated_on=paper.dated,
            made_by=actor.user_id,
            made_at=now,
        )
        session.add(document)
        session.flush()
        facts = {"kind": kind.value, "number": paper.number, "edition": source.edition}
        record(Act.MAKE_DOCUMENT, actor, now=now, cycle_id=cycle.id, subject=paper.title, facts=facts)
        enqueue(JOB, {"document_id": document.id}, key=f"{JOB}:{document.id}", now=now)
    return document


def _about(source: queries.Source) -> str:
    if source.kind is PaperKind.MINUTES and source.edition > 1:
        return f"复会以后第 {source.edition} 份，取代以前的纪要"
    return source.name[:120] if source.kind in ALIKE else ""


def _paper(cycle: Cycle, kind: PaperKind, source_id: int, now: datetime) -> Paper:
    today, session = clock.on(now), db.session
    match kind:
        case PaperKind.ANNOUNCEMENT:
            return sources.announcement(cycle, _number(cycle, today), today)
        case PaperKind.MINUTES:
            return sources.minutes(session.get_one(Meeting, source_id), today)
        case PaperKind.NOTICE:
            return sources.notice(cycle, session.get_one(Notice, source_id))
        case PaperKind.DECISION:
            return sources.decision(cycle, session.get_one(Decision, source_id))
        case PaperKind.SUMMARY:
            return sources.summary(cycle, lock(session.get_one(Allocation, source_id)), today)
        case PaperKind.ROSTER:
            return sources.roster(cycle, session.get_one(Decision, source_id), today)
        case PaperKind.CONSULTATION:
            batch = session.get_one(VettingBatch, source_id)
            return sources.consultation(cycle, batch, _number(cycle, today), today)


def _number(cycle: Cycle, today: date) -> str:
    """The next 发文字号 of whoever runs the cycle, of the series that decisions share."""
    organ = organ_of(cycle)
    return document_number(organ, today.year, take(series(organ, today.year)))


@handles(JOB)
def set_in_type(payload: dict[str, Any], _now: datetime) -> None:
    """Make both files and keep them by their content. May be run twice: the same words are the same files."""
    from selection.documents import typesetting  # noqa: PLC0415 - WeasyPrint is slow to load and only the worker prints
    from selection.documents.word import written_file  # noqa: PLC0415 - so is python-docx

    document = db.session.get_one(Document, payload["document_id"])
    paper = Paper.from_json(document.content)
    db.session.rollback()  # a page takes seconds: nobody waits for us meanwhile
    pdf = storage.keep(BytesIO(typesetting.print_paper(paper)))
    word = storage.keep(BytesIO(written_file(paper)))
    with transaction() as session:
        document = session.get_one(Document, payload["document_id"])
        document.pdf_key, document.pdf_sha256 = pdf.key, pdf.sha256
        document.word_key, document.word_sha256 = word.key, word.sha256
