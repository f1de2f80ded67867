"""The form while it is being filled in: opened once, saved many times, nothing typed ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.nomination import Consent, Nomination
from models.programme import Cycle
from models.sealed import keyring
from models.vocabulary import Act, Level, Phase, Stage, SubjectKind
from selection import timetable
from selection.audit.record import record
from selection.clock import on
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.nominations.actions.holding import held, refuse_unless_open
from selection.nominations.queries.form import all_answers, consents_of
from selection.nominations.queries.opening import union_of
from selection.pinyin import initials
from selection.rules import subjects
from selection.rules.programme import Field, Programme
from selection.rules.sealing import is_private
from selection.rules.standing import Actor
from selection.rules.values import characters, custom_text, normalise
from selection.taxonomies import load
from selection.workflow import programme_of

LONGEST_TEXT = 20_000
LONGEST_NAME = 120
KEPT_ASIDE = 60
DEEPEST = 4
"""Levels of lists within lists: a table is rows of cells that may hold choices."""

CONSENTED = ("name", "id_number", "leader", "occupation", "trade_name")
"""What the nominee's consent is about: who he is, and as what he is made public. A change makes the consent void."""


@dataclass(frozen=True)
class Saved:
    """What became of one save. ``clashes``: what another window wrote into the same fields; then nothing was kept."""

    revision: int
    clashes: Mapping[str, Any] = field(default_factory=dict)
    voided_consent: bool = False


def draft(cycle: Cycle, actor: Actor, *, channel: str, title: str, now: datetime) -> Nomination:
    """Open an empty nomination for the actor's unit, to be recommended by the union it belongs to now."""
    with transaction() as session:
        programme = programme_of(lock(cycle))
        union_id = union_of(actor.organisation_id) if actor.organisation_id else None
        if reasons := _against_opening(cycle, programme, actor, channel, title, union_id, now):
            raise Refused(*reasons, title="现在不能新建申报")
        nomination = Nomination(
            cycle_id=cycle.id,
            union_id=union_id,
            unit_id=actor.organisation_id,
            channel=channel,
            applied_title=title,
            stage_since=now,
            opened_by=actor.user_id,
            opened_at=now,
            saved_at=now,
            search_text=actor.organisation_name.lower()[:400],
        )
        session.add(nomination)
        session.flush()
        record(Act.DRAFT, actor, now=now, nomination=nomination, to_stage=Stage.DRAFTED)
    return nomination


def _against_opening(
    cycle: Cycle, programme: Programme, actor: Actor, channel: str, title: str, union_id: int | None, now: datetime
) -> list[Reason]:
    found = []
    wanted = programme.channel_named(channel)
    if wanted is None:
        found.append(Reason("本次评选没有这个申报渠道", "请从页面上的渠道中选择"))
    elif wanted.opened_by != actor.role or actor.level != Level.UNIT:
        found.append(Reason(f"“{wanted.name}”须由{wanted.opened_by.label}新建", "请切换身份后再办"))
    if programme.title_named(title) is None:
        found.append(Reason("本次评选没有这个称号", "请从页面上的称号中选择"))
    if cycle.organiser_id is not None and union_id != cycle.organiser_id:
        found.append(Reason("本届评选由另一家工会主办，只面向它所属的单位", "请看本单位所属工会开启的评选"))
    if union_id is None:
        found.append(Reason("本单位没有登记隶属的区局（产业）工会", "请联系市总工会登记隶属关系"))
    closes = timetable.closes_at(cycle.id, Phase.FILL, union_id)
    if closes is not None and not timetable.is_open(closes, now):
        found.append(Reason(f"“填报”环节已于 {moment(closes)}（北京时间）截止", "请关注下一届评选"))
    if cycle.closed_at is not None:
        found.append(Reason("本届评选已经结束", "请关注下一届评选"))
    return found


def save(nomination: Nomination, actor: Actor, *, typed: Mapping[str, Any], revision: int, now: datetime) -> Saved:
    """Keep what was typed into these fields, right or wrong.

    ``revision`` is the one the window last knew. A field that another window has changed since is a clash: then nothing
    of this save is kept in the form, and its texts are set aside, so that neither is lost.
    """
    with transaction():
        nomination = held(nomination)
        programme = programme_of(nomination.cycle)
        asked = {key: _field(programme, key) for key in typed}
        refuse_unless_open(nomination, set(typed), "这些内容")
        values = {key: _stored(asked[key], raw, programme.taxonomies, now) for key, raw in typed.items()}
        before = all_answers(nomination)
        changed = {key: value for key, value in values.items() if before.get(key) != value}
        clashes = {key: before.get(key) for key in changed if nomination.field_revisions.get(key, 0) > revision}
        if clashes:
            _set_aside(nomination, programme, {key: values[key] for key in clashes}, actor, now)
            return Saved(nomination.revision, clashes)
        if not changed:
            return Saved(nomination.revision)
        _set_aside_the_overtaken(nomination, programme, before, changed, actor, now)
        _write(nomination, programme, changed, now)
        return Saved(nomination.revision, voided_consent=_void_consent(nomination, changed, actor, now))


def _field(programme: Programme, key: str) -> Field:
    found = programme.field_named(key)
    if found is None:
        raise Refused(f"表单里没有“{key[:40]}”这一项，请刷新页面后再填", title="现在不能保存")
    return found


def _stored(asked: Field, raw: Any, versions: Mapping[str, str], now: datetime) -> Any:
    if isinstance(raw, str) and len(raw) > LONGEST_TEXT:
        raise Refused(
            f"“{asked.label}”有 {characters(raw)} 字，一次最多保存 {LONGEST_TEXT} 字。请精简后再保存",
            title="现在不能保存",
        )
    return normalise(asked, sound(raw), taxonomies=load(versions), today=on(now))[0]


def sound(raw: Any, levels: int = DEEPEST) -> Any:
    """What was typed without half characters, which nothing can store or print; nothing below so many levels."""
    if isinstance(raw, str):
        return raw.encode(errors="ignore").decode()
    if isinstance(raw, list):
        return [sound(each, levels - 1) for each in raw] if levels else None
    if isinstance(raw, dict):
        return {key: sound(value, levels - 1) for key, value in raw.items()} if levels else None
    return raw


def _write(nomination: Nomination, programme: Programme, changed: Mapping[str, Any], now: datetime) -> None:
    """Put the values where they belong, public or sealed, and everything that follows from them."""
    secret = {key for key in changed if is_private(_field(programme, key))}
    public = {key: value for key, value in changed.items() if key not in secret}
    nomination.answers = {**nomination.answers, **public}
    if secret:
        private = nomination.private_answers or {}
        nomination.private_answers = {**private, **{key: changed[key] for key in secret}}
    nomination.revision += 1
    nomination.field_revisions = {**nomination.field_revisions, **dict.fromkeys(changed, nomination.revision)}
    nomination.saved_at = now
    derive(nomination, programme, now)


def _called(code: str, programme: Programme) -> str:
    """An occupation by its code, or as it was written where the list has none."""
    return load(programme.taxonomies)["occupations"].get(code) or custom_text(code)


def derive(nomination: Nomination, programme: Programme, now: datetime) -> None:
    """Everything that lists, searches and limits read, from the answers as they are now."""
    answers, today = all_answers(nomination), on(now)
    nomination.name = str(answers.get("name") or "")[:LONGEST_NAME]
    nomination.leader = "" if programme.subject is SubjectKind.PERSON else str(answers.get("leader") or "")[:60]
    code = str(answers.get("occupation") or "")
    nomination.occupation = (_called(code, programme) or str(answers.get("trade_name") or ""))[:60]
    nomination.groups = sorted(programme.groups_of(answers, today=today))
    number = subjects.number_of(answers, today=today)
    nomination.person_key = keyring.index(number) if number else None
    unit = nomination.unit.credit_code or str(nomination.unit_id)
    identity = subjects.identity_of(programme.subject, answers, unit=unit, today=today)
    nomination.subject_key = keyring.index(identity) if identity else None
    people = (nomination.leader, initials(nomination.leader)) if nomination.leader else ()
    words = (nomination.name, initials(nomination.name), *people, nomination.unit.name, nomination.receipt or "")
    nomination.search_text = " ".join(word.lower() for word in words if word)[:400]


def _set_aside(
    nomination: Nomination, programme: Programme, texts: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """Keep texts that did not come into the form; private ones sealed."""
    for key, value in texts.items():
        entry = {"field": key, "value": value, "by": actor.name, "at": now.isoformat(timespec="seconds")}
        if is_private(_field(programme, key)):
            kept = nomination.private_set_aside or []
            nomination.private_set_aside = [*_without(kept, entry), entry][-KEPT_ASIDE:]
        else:
            nomination.set_aside = [*_without(nomination.set_aside, entry), entry][-KEPT_ASIDE:]


def _without(kept: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in kept if (each["field"], each["value"]) != (entry["field"], entry["value"])]


def _set_aside_the_overtaken(
    nomination: Nomination,
    programme: Programme,
    before: Mapping[str, Any],
    changed: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Where a text that was set aside is chosen after all, the one it replaces is set aside instead."""
    waiting = [
        (each["field"], each["value"]) for each in (*nomination.set_aside, *(nomination.private_set_aside or ()))
    ]
    chosen = {key: before.get(key) for key, value in changed.items() if (key, value) in waiting}
    _set_aside(nomination, programme, {key: value for key, value in chosen.items() if value is not None}, actor, now)


def _void_consent(nomination: Nomination, changed: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    """A consent was given to what was shown; where that changes, it has to be given again."""
    if not any(key in changed for key in CONSENTED):
        return False
    given: list[Consent] = [answer for answer in consents_of(nomination).values() if answer.is_given]
    for answer in given:
        db.session.delete(answer)
    if given:
        record(
            Act.VOID_CONSENT, actor, now=now, nomination=nomination, why="姓名、身份证号或职业有改动，须由本人重新确认"
        )
    return bool(given)
