"""How the parts of a nomination are laid out for its pages: stage line, sections, acts, reasons with their places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from models.event import Event
from models.nomination import Nomination, UnitRecord
from models.vocabulary import ENDED, Act, Phase, Role, Stage
from selection import workflow
from selection.clock import on
from selection.errors import Reason
from selection.filters import short_day, short_moment
from selection.nominations.queries.form import Filled
from selection.nominations.queries.readiness import CONSENT, UNIT, Obstacle
from selection.rules.answers import ATTACHMENTS, progress
from selection.rules.programme import Programme
from selection.rules.stages import PHASE_OF, Move, Table
from selection.rules.standing import Actor
from selection.rules.unit_steps import posting_is_over

ENDPOINTS: Mapping[Act, Sequence[str]] = {
    Act.POST: ("nominations.posting",),
    Act.RECALL: ("nominations.recall",),
    Act.SIGN: ("nominations.signature",),
    Act.SUBMIT: ("nominations.submission",),
    Act.RESUBMIT: ("nominations.submission",),
    Act.WITHDRAW: ("nominations.withdrawal",),
    Act.RECOMMEND: ("recommendations.recommendation",),
    Act.UNRECOMMEND: ("recommendations.withdrawal",),
    Act.FORWARD: ("recommendations.board",),
    Act.RETURN: ("recommendations.sending_back", "vetting.sending_back"),
    Act.DECLINE: ("recommendations.refusal", "vetting.declining"),
    Act.PASS: ("vetting.check",),
    Act.DROP_OUT: ("publicity.dropping_out",),
}
"""Where each act is done; of two, the first is the union's and the second the city's."""

ONWARD = (Act.POST, Act.SIGN, Act.SUBMIT, Act.RESUBMIT, Act.RECOMMEND, Act.FORWARD, Act.PASS)
"""Acts that stay on the page with their reason when they cannot be done yet."""

GRAVE = (Act.DECLINE, Act.WITHDRAW, Act.DROP_OUT)
HINTS = {
    Act.POST: "填好、本人同意、职代会通过后开始；开始后内容不再改动。",
    Act.RECALL: "撤回后公示和签章须重新办理。",
    Act.SUBMIT: "申报后材料封存，不能再改。",
    Act.RESUBMIT: "补正后的材料封存为新的一版。",
    Act.WITHDRAW: "撤回后不能恢复。",
    Act.RETURN: "请写明要补什么、何时补齐。",
    Act.DECLINE: "须写明理由，单位可以看到。",
    Act.RECOMMEND: "占用本工会一个名额。",
}
NUMERALS = "一二三四五六七八九十"
STATES = {"done": "ok", "half": "wait", "untouched": "none", "wrong": "stop"}


@dataclass(frozen=True)
class Step:
    """One step of the stage line, as the macro ``stage_line`` takes it."""

    name: str
    note: str
    state: str


def steps(
    nomination: Nomination, phases: Sequence[Phase], times: Mapping[Phase, datetime], events: Sequence[Event]
) -> list[Step]:
    """Where it stands: passed steps with the day they were left, the present one with its deadline."""
    entered = {PHASE_OF[event.to_stage]: event.at for event in reversed(events) if event.to_stage in PHASE_OF}
    present = PHASE_OF.get(nomination.stage)
    at = (
        phases.index(present)
        if present in phases
        else max((phases.index(p) for p in entered if p in phases), default=0)
    )
    found = []
    for place, phase in enumerate(phases):
        left = entered.get(phases[place + 1]) if place + 1 < len(phases) else None
        if place < at or nomination.stage == Stage.HONOURED:
            found.append(Step(phase.label, short_day(left), "done"))
        elif place == at and nomination.stage not in ENDED:
            note = f"{short_day(times[phase])}截止" if phase in times else ""
            found.append(Step(phase.label, note, "now"))
        else:
            found.append(Step(phase.label, "", "later"))
    return found


def acts(
    nomination: Nomination, actor: Actor, record: UnitRecord | None, *, now: datetime, times: Mapping[Phase, datetime]
) -> list[dict[str, Any]]:
    """What this role may do now, and what it may not do yet, with the reason."""
    items = _filling(nomination, actor, record, now)
    rows = workflow.table_of(nomination)
    seen: set[Act] = set()
    for move in sorted(rows.values(), key=lambda each: each.act not in ONWARD):
        endpoint = _endpoint(move.act, actor)
        if endpoint is None or move.act in seen or not _is_shown(move, nomination, actor, rows):
            continue
        seen.add(move.act)
        reasons = workflow.why_not(nomination, move.act, actor, now=now, times=times)
        is_first = not any(item["kind"] == "primary" for item in items)
        items.append(_item(nomination, move.act, endpoint, reasons, is_first=is_first))
    return items


def _is_shown(move: Move, nomination: Nomination, actor: Actor, rows: Table) -> bool:
    """What may be done here by this house, and what comes next in the same phase."""
    if actor.role not in move.roles and not _same_house(actor, move.roles):
        return False
    if move.source == nomination.stage:
        return True
    is_ahead = move.act in ONWARD and (nomination.stage, move.act) not in rows and nomination.stage not in ENDED
    return is_ahead and PHASE_OF.get(move.source) == PHASE_OF.get(nomination.stage)


def _same_house(actor: Actor, roles: frozenset[Role]) -> bool:
    pairs = ({Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE}, {Role.UNION_OFFICER, Role.UNION_HEAD})
    return any(actor.role in pair and roles & pair for pair in pairs)


def _endpoint(act: Act, actor: Actor) -> str | None:
    names = ENDPOINTS.get(act, ())
    name = names[-1] if names and actor.role == Role.CITY_OFFICER else names[0] if names else ""
    return name if name in current_app.view_functions else None


def _item(
    nomination: Nomination, act: Act, endpoint: str, reasons: Sequence[Reason], *, is_first: bool
) -> dict[str, Any]:
    if act == Act.FORWARD:
        href = url_for(endpoint, cycle_id=nomination.cycle_id)
    else:
        href = url_for(endpoint, nomination_id=nomination.id)
    kind = "grave" if act in GRAVE else "primary" if is_first and act in ONWARD else "plain"
    return {
        "label": act.label,
        "href": href,
        "kind": kind,
        "why": HINTS.get(act, ""),
        "refused": "现在不能办：" + "；".join(reason.why for reason in reasons) if reasons else "",
        "method": "post" if act == Act.RECALL else "get",
    }


def _filling(nomination: Nomination, actor: Actor, record: UnitRecord | None, now: datetime) -> list[dict[str, Any]]:
    """What the unit does that moves nothing: fill in, ask the nominee, record."""
    if actor.role not in (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE):
        return []

    def line(label: str, endpoint: str, why: str = "", kind: str = "plain", key: str | None = None) -> dict[str, Any]:
        href = url_for(endpoint, nomination_id=nomination.id, key=key)
        return {"label": label, "href": href, "kind": kind, "why": why, "refused": "", "method": "get"}

    first = workflow.programme_of(nomination.cycle).sections[0].key
    is_own = actor.role == Role.NOMINEE
    ask = line("本人表示意见", "nominations.own_consent") if is_own else line("请本人确认", "nominations.consent_link")
    if nomination.stage == Stage.DRAFTED:
        return [
            line("继续填报", "nominations.section", kind="primary", key=first),
            line("上传佐证材料", "nominations.evidence"),
            ask,
            line("登记职代会结果", "nominations.congress"),
        ]
    if nomination.stage in (Stage.RETURNED_BY_UNION, Stage.RETURNED_BY_CITY):
        return [line("补正材料", "nominations.section", "只有退回时指明的内容可以改。", "primary", key=first), ask]
    if nomination.stage == Stage.POSTED and record and posting_is_over(record.posting_ends_on, today=on(now)):
        kind = "primary" if record.objections is None else "plain"
        return [line("登记公示结果", "nominations.posting_result", kind=kind)]
    return []


def sections(nomination: Nomination, form: Filled) -> list[dict[str, Any]]:
    """The parts of the form with how far each is, then evidence and the unit's part."""
    items = []
    for place, section in enumerate(form.programme.sections):
        state = progress(section, form.answers, form.problems)
        href = url_for("nominations.section", nomination_id=nomination.id, key=section.key)
        items.append(
            {
                "name": f"{NUMERALS[place]}、{section.name}" if place < len(NUMERALS) else section.name,
                "href": href,
                "state": STATES[state.state],
                "word": state.label,
            }
        )
    missing = sum(problem.section == ATTACHMENTS for problem in form.problems)
    count = len(form.evidence)
    href = url_for("nominations.evidence", nomination_id=nomination.id)
    word = f"缺 {missing} 种" if missing else f"{count} 份"
    place = len(items)
    name = f"{NUMERALS[place]}、佐证材料" if place < len(NUMERALS) else "佐证材料"
    items.append({"name": name, "href": href, "state": "wait" if missing or not count else "ok", "word": word})
    return items


def place_of(nomination: Nomination, reason: Reason, programme: Programme) -> tuple[str, str]:
    """Where an obstacle is put right: address and words of the link; nothing for reasons without a place."""
    if not isinstance(reason, Obstacle):
        return "", ""
    if reason.part == CONSENT:
        return url_for("nominations.consent_link", nomination_id=nomination.id), "请本人确认"
    if reason.part == UNIT:
        endpoint = {"congress": "congress", "signature": "signature"}.get(reason.anchor, "dossier")
        return url_for(f"nominations.{endpoint}", nomination_id=nomination.id), "去办理"
    if reason.part == ATTACHMENTS:
        return url_for("nominations.evidence", nomination_id=nomination.id, _anchor=reason.anchor), "去上传"
    if reason.part not in {section.key for section in programme.sections}:
        return "", ""
    return url_for("nominations.section", nomination_id=nomination.id, key=reason.part, _anchor=reason.anchor), "去修改"


def timeline(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What happened, newest first, as the macro ``timeline`` takes it. Uploads are left to the trail."""
    return [
        {
            "at": event.at,
            "shown": short_moment(event.at),
            "text": f"{event.organisation_name}{event.act.label}" if event.organisation_name else event.act.label,
            "detail": f"{event.actor_name}：{event.why}" if event.why else event.actor_name,
        }
        for event in events
        if event.act not in (Act.ATTACH, Act.DETACH)
    ]
