"""What a unit does for one applicant: from the empty form to the receipt, step by step as on the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import ConsentKind, Stage
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions
from selection.rules.unit_steps import Congress
from selection.showcase.fates import CHANGES, Fate
from selection.showcase.ground import Employer
from selection.showcase.papers import Papers
from selection.showcase.people import Applicant
from selection.workflow import programme_of

WHERE = ("厂区公告栏和单位内网", "办事大厅电子屏", "车间班组园地和职工微信群")
RESULT = "公示期间没有收到异议。"
KEPT_OUT = frozenset(Fate) - {Fate.PASSES, Fate.TWICE, Fate.TOO_LATE}
OUTSTANDING = 0.8
"""Merit from which somebody attaches more than he must."""

WITHDRAWN = "经核对申报条件，本届不再申报。"


@dataclass(frozen=True)
class Case:
    """An applicant on his way in one cycle. ``title`` is the title asked for."""

    applicant: Applicant
    employer: Employer
    title: str
    fate: Fate

    @property
    def answers(self) -> Mapping[str, Any]:
        """What is typed into the form."""
        return {**self.applicant.answers, **CHANGES.get(self.fate, {})}


class NotRefused(AssertionError):
    """The rules let somebody through whom they should have kept out: the demonstration proves nothing."""


def open_form(case: Case, cycle_id: int, papers: Papers, chance: Random, *, now: datetime) -> Nomination:
    """The officer opens the form, fills in the whole of it and attaches the papers."""
    officer = case.employer.officer
    cycle = db.session.get_one(Cycle, cycle_id)
    nomination = actions.draft(cycle, officer, channel="unit", title=case.title, now=now)
    answers = case.answers
    typed = {field.key: answers.get(field.key) for field in programme_of(cycle).fields()}
    actions.save(nomination, officer, typed=typed, revision=nomination.revision, now=now)
    for kind in ("photo", "id_card", "skill_proof", *(["merit_proof"] if case.applicant.merit > OUTSTANDING else [])):
        taken = papers.some(kind, chance)
        actions.attach(nomination, officer, kind=kind, title="", taken=taken, now=now)
    return nomination


def fill_in(nomination: Nomination, case: Case, *, now: datetime, sections: int) -> None:
    """Save the first pages of the form, one after the other."""
    answers = case.answers
    for section in programme_of(nomination.cycle).sections[:sections]:
        typed = {field.key: answers.get(field.key) for field in section.fields}
        actions.save(nomination, case.employer.officer, typed=typed, revision=nomination.revision, now=now)


def ask_the_worker(nomination: Nomination, case: Case, *, now: datetime) -> None:
    """The worker opens his link, which works once, and says yes, or not to both."""
    token = actions.invite_consent(nomination, case.employer.officer, now=now)
    held = actions.holder_of(token)
    if held is None:
        raise NotRefused("a link that was made does not open")
    agrees = case.fate is not Fate.UNWILLING
    given = {ConsentKind.VETTING: True, ConsentKind.PUBLICITY: agrees}
    actions.answer_link(*held, given=given, reason="" if agrees else "不希望公开个人事迹。", now=now)


def post(nomination: Nomination, case: Case, chance: Random, *, now: datetime) -> None:
    """The workers' congress has voted; the unit's own publicity begins."""
    people = case.employer.unit.people
    present = round(people * chance.uniform(0.82, 0.99))
    opposed, abstained = chance.randint(0, 2), chance.randint(0, 3)
    agreed = present - opposed - abstained
    congress = Congress(now.date(), people, present, agreed, opposed, abstained)
    officer = case.employer.officer
    actions.record_congress(nomination, officer, congress=congress, now=now)
    actions.post(nomination, officer, where=chance.choice(WHERE), now=now)
    if case.fate in KEPT_OUT:
        raise NotRefused(f"{case.fate.name}: {case.applicant.name} was let through")


def finish(nomination: Nomination, case: Case, papers: Papers, chance: Random, *, now: datetime) -> None:
    """The publicity is over: its result, the signature of the unit's head, the submission."""
    officer = case.employer.officer
    if case.applicant.merit > OUTSTANDING:
        taken = papers.some("posting_proof", chance)
        actions.attach(nomination, officer, kind="posting_proof", title="", taken=taken, now=now)
    actions.record_posting(nomination, officer, objections=0, result=RESULT, now=now)
    sign(nomination, case, now=now)
    actions.submit(nomination, officer, attempt=_attempt(nomination), now=now)
    if case.fate is Fate.TWICE:
        raise NotRefused(f"{case.applicant.name} was submitted twice")


def sign(nomination: Nomination, case: Case, *, now: datetime) -> None:
    """The head of the unit's union signs."""
    opinion = f"{case.applicant.name}同志思想品德好、技能水平高，经职代会审议和公示，同意申报。"
    actions.sign(nomination, case.employer.head, opinion=opinion, now=now)


def correct(nomination: Nomination, case: Case, fields: Sequence[str], *, now: datetime) -> None:
    """Answer a return: put the reopened texts right and submit again."""
    officer = case.employer.officer
    before = nomination.answers
    typed = {key: f"{before[key]}以上数据已由所在企业财务和质量部门核对。" for key in fields}
    actions.save(nomination, officer, typed=typed, revision=nomination.revision, now=now)
    actions.resubmit(nomination, officer, attempt=_attempt(nomination), now=now)


def _attempt(nomination: Nomination) -> str:
    """One press of the button: a page would draw it at random, here it is the same in every run."""
    return f"{nomination.id}-{nomination.revision}"


def refused(case: Case, nomination: Nomination, refusal: Refused, *, now: datetime, withdraws: bool) -> None:
    """Somebody was kept out: for the reason meant, or something is wrong. Some units withdraw, others let time pass."""
    told = "；".join(reason.why for reason in refusal.reasons)
    if case.fate is Fate.PASSES or case.fate.says not in told:
        raise NotRefused(f"{case.fate.name}: {told}") from refusal
    if withdraws and nomination.stage in (Stage.DRAFTED, Stage.POSTED, Stage.SIGNED):
        actions.withdraw(nomination, case.employer.officer, reason=WITHDRAWN, now=now)
