"""The form of one nomination as it stands: answers, evidence, eligibility, what is still to be put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from models.honour import Honour
from models.nomination import Consent, Evidence, Nomination, Return, UnitRecord
from models.programme import Cycle
from models.vocabulary import ConsentKind, Stage, SubjectKind
from selection.clock import on
from selection.database import db
from selection.honours.queries.past import past_honours
from selection.nominations.queries.papers import Known, Papers, papers_of
from selection.rules import answers as rules
from selection.rules import eligibility, sealing
from selection.rules.answers import FieldProblem
from selection.rules.eligibility import PastHonour, Verdict
from selection.rules.programme import Attachment, Field, Programme
from selection.rules.unit_steps import FILES_OF_PART, PARTS
from selection.taxonomies import load
from selection.workflow import programme_of

NOT_BOTH = "not_both_in_one_cycle"
RETURNED = (Stage.RETURNED_BY_UNION, Stage.RETURNED_BY_CITY)


@dataclass(frozen=True)
class Filled:
    """The form with everything the rules say about it. ``answers`` include the private ones."""

    programme: Programme
    answers: Mapping[str, Any]
    papers: Papers
    verdicts: Sequence[Verdict]
    problems: Sequence[FieldProblem]

    @property
    def evidence(self) -> Sequence[Evidence]:
        return self.papers.evidence

    @property
    def known(self) -> Known:
        return self.papers.known

    @property
    def uploads(self) -> list[Attachment]:
        """What may be uploaded now: a file that another answer hides is not asked for."""
        hidden = {field.key for field in self.programme.fields() if not rules.is_shown(field, self.answers)}
        return [each for each in self.programme.uploads() if each.key not in hidden]

    def count_of(self, kind: str) -> int:
        """How many files of one kind of attachment there are."""
        return sum(file.attachment == kind for file in self.evidence)


def all_answers(nomination: Nomination) -> dict[str, Any]:
    """What was typed, private answers included."""
    return {**nomination.answers, **(nomination.private_answers or {})}


def speaker(nomination: Nomination) -> str:
    """Who speaks for it: the person put forward, or the leader of what is."""
    return nomination.leader or nomination.name


EVIDENCE = (
    select(Evidence)
    .where(Evidence.nomination_id == bindparam("nomination_id"), Evidence.removed_at.is_(None))
    .order_by(Evidence.id)
)


def evidence_of(nomination: Nomination) -> list[Evidence]:
    """The files that stand, in the order of uploading."""
    return list(db.session.scalars(EVIDENCE, {"nomination_id": nomination.id}))


def unit_record(nomination: Nomination) -> UnitRecord | None:
    """What the unit has recorded so far."""
    return db.session.get(UnitRecord, nomination.id)


def consents_of(nomination: Nomination) -> dict[ConsentKind, Consent]:
    """What the nominee has answered, by question."""
    rows = db.session.scalars(select(Consent).filter_by(nomination_id=nomination.id))
    return {row.kind: row for row in rows}


def open_return(nomination: Nomination) -> Return | None:
    """The return that waits for an answer."""
    return db.session.scalars(select(Return).filter_by(nomination_id=nomination.id, answered_at=None)).one_or_none()


def open_fields(nomination: Nomination) -> frozenset[str]:
    """Keys of fields, attachments and parts of the unit's record that may be changed now."""
    programme = programme_of(nomination.cycle)
    if nomination.stage == Stage.DRAFTED:
        fields = (field.key for field in programme.fields())
        return frozenset((*fields, *(kind.key for kind in programme.uploads()), *PARTS))
    if nomination.stage == Stage.POSTED:
        return frozenset(FILES_OF_PART.values())
    if nomination.stage in RETURNED and (sent_back := open_return(nomination)) is not None:
        files = (FILES_OF_PART[part] for part in sent_back.fields if part in FILES_OF_PART)
        return frozenset((*sent_back.fields, *files))
    return frozenset()


def judged_on(nomination: Nomination, now: datetime) -> date:
    """The day whose age and years count: the first submission, then no longer moving."""
    return on(nomination.submitted_at or now)


def _granted(nomination: Nomination, programme: Programme) -> list[PastHonour]:
    """Honours of the project, studio or collective itself. No query for a person."""
    if programme.subject is SubjectKind.PERSON or nomination.subject_key is None:
        return []
    query = select(Honour.title_name, Honour.batch_year).where(Honour.subject_key == nomination.subject_key)
    return [PastHonour(title, year) for title, year in db.session.execute(query)]


def _elsewhere(nomination: Nomination, programme: Programme) -> list[str]:
    """Keys of the programmes in which the same person stands this year. No query where no article asks."""
    if nomination.person_key is None or not any(each.rule == NOT_BOTH for each in programme.articles):
        return []
    query = (
        select(Cycle.programme_key)
        .join(Nomination, Nomination.cycle_id == Cycle.id)
        .where(
            Nomination.person_key == nomination.person_key,
            Nomination.claimed_key.is_not(None),
            Cycle.id != nomination.cycle_id,
            Cycle.batch_year == nomination.cycle.batch_year,
        )
    )
    return list(db.session.scalars(query))


def filled(nomination: Nomination, *, now: datetime) -> Filled:
    """The form and everything the rules say about it. Two queries, a third where an article asks for it."""
    programme, answers = programme_of(nomination.cycle), all_answers(nomination)
    papers, today = papers_of(nomination), judged_on(nomination, now)
    facts = eligibility.facts_from(
        answers,
        honours=past_honours(nomination.person_key, speaker(nomination), nomination.unit.name),
        already_nominated=papers.known.is_claimed and not programme.merges,
        channel=nomination.channel,
        granted=_granted(nomination, programme),
        elsewhere=_elsewhere(nomination, programme),
        is_person=programme.subject is SubjectKind.PERSON,
    )
    counts = {kind.key: sum(file.attachment == kind.key for file in papers.evidence) for kind in programme.uploads()}
    return Filled(
        programme,
        answers,
        papers,
        eligibility.verdicts(programme, facts, today=today),
        rules.problems(programme, answers, counts, taxonomies=load(programme.taxonomies), today=today),
    )


def shown(field: Field, value: Any, programme: Programme) -> str:
    """A stored answer as people read it."""
    return sealing.shown(field, value, load(programme.taxonomies))
