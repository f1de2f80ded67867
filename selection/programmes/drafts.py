"""Drafts of definitions: who may see which, what one can begin from, how far one is, what it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, undefer

from models.definition import DefinitionDraft
from models.people import Organisation
from models.programme import Cycle, Deadline
from models.vocabulary import Level, Phase, ProposalState, Role
from selection import taxonomies, workflow
from selection.clock import SHANGHAI, closing, on
from selection.database import db
from selection.paging import Page, part
from selection.programmes import queries
from selection.reach import run_by
from selection.rules.definition import examine, read
from selection.rules.definition.findings import Finding
from selection.rules.definition.writing import Tree, write, written
from selection.rules.programme import Programme
from selection.rules.standing import Actor
from selection.rules.workdays import Calendar

LARGEST_ID = 2**63 - 1
BESIDE = tuple(
    joinedload(each)
    for each in (DefinitionDraft.organisation, DefinitionDraft.saver, DefinitionDraft.proposal, DefinitionDraft.cycle)
)
"""What the list shows of each. A draft that may be locked is read without them: PostgreSQL locks no outer join."""

BEGUN, WAITING, OPENED = "正在编写", "等待复核", "已开启评选"


@dataclass(frozen=True)
class Source:
    """Something a draft can begin from. ``text``: its canonical TOML. ``timetable``: proposed closing times."""

    key: str
    name: str
    text: str = ""
    batch_year: int | None = None
    timetable: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Examined:
    """A draft's text read: the plain tree, the programme as far as it can be read, and everything wrong with it."""

    tree: Tree
    programme: Programme
    found: Sequence[Finding]

    @property
    def is_sound(self) -> bool:
        """Whether a cycle could open with it."""
        return not self.found


def visible_to(actor: Actor) -> Select[DefinitionDraft]:
    """Where every read begins: the drafts of one's own house; the city's supervisor sees all."""
    query = select(DefinitionDraft).where(DefinitionDraft.put_away_at.is_(None))
    if actor.role is Role.SUPERVISOR and actor.level is Level.CITY:
        return query
    return query.where(DefinitionDraft.organisation_id == actor.organisation_id)


def get(actor: Actor, draft_id: int) -> DefinitionDraft | None:
    """One draft within reach, with its texts. One query."""
    if not 0 < draft_id <= LARGEST_ID:
        return None
    wanted = visible_to(actor).where(DefinitionDraft.id == draft_id)
    found: DefinitionDraft | None = db.session.scalar(
        wanted.options(undefer(DefinitionDraft.text), undefer(DefinitionDraft.based_text))
    )
    return found


def listed(actor: Actor, *, page: int = 1) -> Page[DefinitionDraft]:
    """The latest saved first. Two queries."""
    reachable = visible_to(actor)
    total = db.session.scalar(select(func.count()).select_from(reachable.subquery())) or 0
    ordered = reachable.options(*BESIDE).order_by(DefinitionDraft.saved_at.desc(), DefinitionDraft.id.desc())
    return Page(db.session.scalars(part(ordered, page)).all(), total, page)


def standing(draft: DefinitionDraft) -> str:
    """How far it is, in words."""
    if draft.cycle_id is not None:
        return OPENED
    is_waiting = draft.proposal is not None and draft.proposal.state is ProposalState.OPEN
    return WAITING if is_waiting else BEGUN


def examined(draft: DefinitionDraft) -> Examined:
    """The draft's text, read and checked."""
    tree, broken = read(draft.text)
    if tree is None:
        raise ValueError(f"draft {draft.id} holds what is no TOML: {broken[:1]}")
    return Examined(tree, *examine(tree, taxonomies.load()))


def exported(draft: DefinitionDraft) -> str:
    """The draft as a file carries it: canonical where it is sound, otherwise as far as it is."""
    seen = examined(draft)
    return write(seen.programme) if seen.is_sound else written(seen.tree)


def cycles(actor: Actor) -> list[tuple[int, str]]:
    """The cycles this house has run, newest first."""
    rows = db.session.execute(select(Cycle.id, Cycle.name).where(run_by(actor)).order_by(Cycle.id.desc()).limit(100))
    return [(row.id, row.name) for row in rows]


def sources(actor: Actor) -> list[tuple[str, str]]:
    """What this person may begin from: key and name."""
    shipped = [(f"file:{each.key}", f"现有规则：{each.name}") for each in queries.available()]
    run = [(f"cycle:{cycle_id}", f"往届：{name}") for cycle_id, name in cycles(actor)]
    drafts = db.session.execute(
        visible_to(actor)
        .with_only_columns(DefinitionDraft.id, DefinitionDraft.name)
        .order_by(DefinitionDraft.id.desc())
        .limit(100)
    )
    return [*run, *shipped, *((f"draft:{row.id}", f"草稿：{row.name or row.id}") for row in drafts)]


def source(actor: Actor, key: str, calendar: Calendar) -> Source | None:
    """One of them, with its text; from a cycle the timetable comes along, moved on by the years between two."""
    kind, _, rest = key.partition(":")
    if kind == "file":
        programme = queries.named(rest)
        return Source(key, programme.name, write(programme)) if programme else None
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 19):
        return None
    if kind == "draft":
        draft = get(actor, int(rest))
        return Source(key, draft.name, exported(draft), draft.batch_year, draft.timetable) if draft else None
    return _of_a_cycle(actor, int(rest), calendar) if kind == "cycle" else None


def _of_a_cycle(actor: Actor, cycle_id: int, calendar: Calendar) -> Source | None:
    cycle = db.session.scalar(select(Cycle).where(Cycle.id == cycle_id, run_by(actor)))
    if cycle is None:
        return None
    programme = workflow.programme_of(cycle)
    rows = db.session.execute(select(Deadline.phase, Deadline.closes_at).where(Deadline.cycle_id == cycle_id))
    years = programme.years_between
    moved = {str(phase): later(at, years, calendar).isoformat() for phase, at in rows}
    return Source(f"cycle:{cycle_id}", cycle.name, definition_of(cycle), cycle.batch_year + years, moved)


def definition_of(cycle: Cycle) -> str:
    """What a cycle runs by, as canonical TOML, without what was settled when it opened."""
    tree = dict(read(write(workflow.programme_of(cycle)))[0] or {})
    tree.pop("taxonomies", None)
    return written(tree)


def later(moment: datetime, years: int, calendar: Calendar) -> datetime:
    """The same moment so many years on; on a day off, the next working day."""
    local = moment.astimezone(SHANGHAI)
    year = local.year + years
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    day = date(year, local.month, 28 if (local.month, local.day) == (2, 29) and not is_leap else local.day)
    return closing(calendar.first_workday(day), local.time())


def timetable(draft: DefinitionDraft, programme: Programme, now: datetime) -> dict[Phase, datetime]:
    """The closing times to propose: those moved on from the last cycle, else the days of the definition from today.

    Days of the definition are taken for all as soon as one phase has no time of its own or the first is over.
    """
    moved = {phase: datetime.fromisoformat(at) for phase in programme.phases if (at := draft.timetable.get(str(phase)))}
    if len(moved) == len(programme.phases) and moved[programme.phases[0]] > now:
        return moved
    return {phase: _after(on(now), programme.days[phase]) for phase in programme.phases}


def _after(today: date, days: int) -> datetime:
    return closing(date.fromordinal(today.toordinal() + days))


def compared_with(draft: DefinitionDraft) -> tuple[str, Programme] | None:
    """The last cycle of the same award in the same house, else what it was cloned from; None for a new one."""
    is_city = draft.organisation.level is Level.CITY
    house = Cycle.organiser_id.is_(None) if is_city else Cycle.organiser_id == draft.organisation_id
    query = select(Cycle).where(Cycle.programme_key == draft.programme_key, house).order_by(Cycle.id.desc())
    if draft.cycle_id is not None:
        query = query.where(Cycle.id < draft.cycle_id)
    last = db.session.scalar(query.limit(1))
    if last is not None:
        return last.name, workflow.programme_of(last)
    tree = read(draft.based_text)[0] if draft.based_text else None
    return (draft.based_on, examine(tree, taxonomies.load())[0]) if tree else None


def claims(programme: Programme, organisation: Organisation) -> list[tuple[str, str, str]]:
    """What this definition would share with another award: label, value, whose it is.

    Receipts and certificates are numbered by their letters: two awards with the same ones would share numbers.
    """
    mine = {("受理编号字头", programme.code), *(("证书编号字头", each) for each in programme.certificate.code.values())}
    found = []
    for other in _others(programme, organisation):
        theirs = {("受理编号字头", other.code), *(("证书编号字头", each) for each in other.certificate.code.values())}
        found += [(label, letters, other.name) for label, letters in sorted(mine & theirs)]
    return list(dict.fromkeys(found))


def _others(programme: Programme, organisation: Organisation) -> list[Programme]:
    """The awards that exist beside this one: those that ship, and the latest cycle of each award of each house."""
    latest = select(func.max(Cycle.id)).group_by(Cycle.programme_key, Cycle.organiser_id)
    house = None if organisation.level is Level.CITY else organisation.id
    run = [
        workflow.programme_of(cycle)
        for cycle in db.session.scalars(select(Cycle).where(Cycle.id.in_(latest)))
        if (cycle.programme_key, cycle.organiser_id) != (programme.key, house)
    ]
    shipped = [each for each in queries.available() if each.key != programme.key]
    return [*shipped, *run]


def facts(programme: Programme) -> list[tuple[str, str]]:
    """The main points, for whoever approves."""
    titles = "、".join(f"{each.name} {each.places} 名" for each in programme.titles)
    return [
        ("项目", programme.name),
        ("主办单位", programme.organiser),
        ("称号和名额", titles),
        ("申报条件", f"{len(programme.articles)} 条"),
        ("填报项", f"{len(list(programme.fields()))} 项"),
    ]


def as_written(closes: Mapping[Phase, datetime]) -> dict[str, Any]:
    """Closing times as JSON holds them."""
    return {str(phase): at.isoformat() for phase, at in closes.items()}
