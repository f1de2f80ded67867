"""Everything that stands in the way of a step of the unit, at once, each with the place where it is put right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.nomination import Consent, Nomination, Return, UnitRecord
from models.vocabulary import Act, ConsentKind, SubjectKind
from selection import workflow
from selection.clock import on
from selection.errors import Reason
from selection.filters import day, moment
from selection.nominations.queries.form import Filled, filled, open_return
from selection.rules.standing import Actor
from selection.rules.unit_steps import posting_is_over

CONSENT, UNIT = "consent", "unit"
CLAIMED = {
    "id_number": ("该身份证号在本届已有申报，同一人在一届评选中只能申报一次", "请向被推荐人本人核实"),
    "name": ("同一名称或同一负责人的这一项在本届已有申报，一届评选中只能申报一次", "请向负责人核实，或改正名称"),
}


@dataclass(frozen=True)
class Obstacle(Reason):
    """A reason with its place: ``part`` is the key of a section, ``attachments``, ``consent`` or ``unit``."""

    part: str = ""
    anchor: str = ""


def obstacles(nomination: Nomination, act: Act, *, now: datetime, form: Filled | None = None) -> list[Obstacle]:
    """What keeps the unit from POST, SUBMIT or RESUBMIT, the table and its deadlines apart."""
    form = form or filled(nomination, now=now)
    record = form.papers.record
    found = [*_of_form(form), *_of_eligibility(form), *_of_consents(form.papers.consents), *_of_congress(record)]
    if act in (Act.SUBMIT, Act.RESUBMIT):
        found += _of_posting(record, now)
    if act == Act.RESUBMIT:
        found += _of_return(open_return(nomination), now)
    return found


def _of_form(form: Filled) -> Iterator[Obstacle]:
    for problem in form.problems:
        yield Obstacle(str(problem), part=problem.section, anchor=problem.field)


def _of_eligibility(form: Filled) -> Iterator[Obstacle]:
    sections = {field.key: section.key for section in form.programme.sections for field in section.fields}
    cited = set()
    for verdict in form.verdicts:
        for problem in verdict.problems:
            cited.add(problem.field)
            part = sections.get(problem.field or "", form.programme.sections[0].key)
            yield Obstacle(problem.message, problem.cure, problem.article, part, problem.field or "")
    key = "id_number" if form.programme.subject is SubjectKind.PERSON else "name"
    if form.known.is_claimed and not form.programme.merges and not cited & {key, "id_number"}:
        yield Obstacle(*CLAIMED[key], part=sections.get(key, form.programme.sections[0].key), anchor=key)


def _of_consents(consents: Mapping[ConsentKind, Consent]) -> Iterator[Obstacle]:
    for kind in ConsentKind:
        answer = consents.get(kind)
        if answer is None:
            yield Obstacle(f"本人还没有回答“{kind.label}”", "请发给本人确认链接，由本人填写", part=CONSENT)
        elif not answer.is_given:
            yield Obstacle(f"本人不{kind.label}", "没有本人同意，申报不能继续。请与本人沟通，或撤回申报", part=CONSENT)


def _of_congress(record: UnitRecord | None) -> Iterator[Obstacle]:
    if record is None or record.congress_on is None:
        yield Obstacle("没有登记职工（代表）大会的结果", "请登记应到、实到和表决人数", part=UNIT, anchor="congress")


def _of_posting(record: UnitRecord | None, now: datetime) -> Iterator[Obstacle]:
    if record is None or record.posting_ends_on is None:
        yield Obstacle("单位公示还没有开始", "请先开始单位公示", part=UNIT, anchor="posting")
        return
    if not posting_is_over(record.posting_ends_on, today=on(now)):
        yield Obstacle(
            f"单位公示到 {day(record.posting_ends_on)} 为止，还没有期满",
            "期满后的第二天起可以办",
            part=UNIT,
            anchor="posting",
        )
    elif record.objections is None:
        yield Obstacle("没有登记公示的结果", "请登记收到异议的件数和处理情况", part=UNIT, anchor="posting")
    if record.signed_at is None:
        yield Obstacle("单位工会负责人没有签章", "请由单位工会负责人登录后签章", part=UNIT, anchor="signature")


def _of_return(sent_back: Return | None, now: datetime) -> Iterator[Obstacle]:
    if sent_back is not None and now > sent_back.due_at:
        yield Obstacle(
            f"补正期限已于 {moment(sent_back.due_at)}（北京时间）截止",
            "确有特殊情况的，请联系退回材料的单位",
            part=UNIT,
        )


def standing(nomination: Nomination, act: Act, actor: Actor, *, now: datetime) -> list[Reason]:
    """Everything against a step of the unit: what the table says, and what is not ready."""
    against = workflow.why_not(nomination, act, actor, now=now)
    found = obstacles(nomination, Act.SUBMIT if act == Act.SIGN else act, now=now)
    return [*against, *(each for each in found if act != Act.SIGN or each.anchor != "signature")]
