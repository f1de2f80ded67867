"""Writing a definition in the browser, and having a second person open a cycle with it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.definition import LONGEST, DefinitionDraft
from models.people import Organisation
from models.vocabulary import Act, Level, Phase, Role
from selection import taxonomies
from selection.audit.record import record
from selection.cycles import actions as cycles
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.programmes import answers, drafts
from selection.programmes.controls import controls
from selection.programmes.drafts import BEGUN, Source
from selection.programmes.places import Place
from selection.proposals import actions as proposals
from selection.proposals.carriers import carries_out
from selection.rules.definition import digest, examine, read
from selection.rules.definition.bounds import MOST_ITEMS
from selection.rules.definition.differences import differences
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import at, attributes, item, kind_at, tables
from selection.rules.definition.writing import Tree, write, written
from selection.rules.programme import Programme
from selection.rules.standing import Actor

KIND = "open_definition"
DEEPEST = 12
"""Levels of lists and tables in a text; the schema has five."""


@dataclass(frozen=True)
class Saved:
    """What became of a save: the draft's revision, and what another window had changed in the meantime.

    ``clashes``: control to what stands there now. ``is_displaced``: the page itself was moved or taken away.
    """

    revision: int
    clashes: Mapping[str, Any] = field(default_factory=dict)
    is_displaced: bool = False


def clone(source: Source, actor: Actor, *, now: datetime) -> DefinitionDraft:
    """Begin a draft from a file, a past cycle or another draft. A union begins one of its own award."""
    text = source.text
    if actor.level is Level.UNION:
        text = written(_at_home(read(text)[0] or {}, actor.organisation_name))
    return _begin(text, actor, based_on=source.name, source=source, now=now)


def _at_home(tree: Tree, organiser: str) -> Tree:
    """The definition of a city's award made one a union runs for its own units.

    They nominate to it directly: nobody recommends in between, so there are no places to use and no lists to limit.
    """
    if tree.get("organised_by") == Level.UNION:
        return tree
    own = {**tree, "organised_by": str(Level.UNION), "organiser": organiser}
    own["phases"] = [each for each in tree.get("phases", ()) if each != Phase.UNION]
    own["days"] = {phase: days for phase, days in tree.get("days", {}).items() if phase != Phase.UNION}
    own["channels"] = [{**each, "uses_place": False} for each in tables(tree, "channels")]
    own["limits"] = [each for each in tables(tree, "limits") if each.get("scope") != "union"]
    return own


def upload(text: str, actor: Actor, *, now: datetime) -> DefinitionDraft:
    """Begin a draft from a TOML file."""
    return _begin(_taken(text), actor, based_on="", source=None, now=now)


def _begin(text: str, actor: Actor, *, based_on: str, source: Source | None, now: datetime) -> DefinitionDraft:
    with transaction() as session:
        organisation = session.get_one(Organisation, actor.organisation_id)
        draft = DefinitionDraft(
            organisation_id=organisation.id,
            text=text,
            based_on=based_on,
            based_text=source.text if source else "",
            timetable=dict((source and source.timetable) or {}),
            batch_year=source.batch_year if source else None,
            created_by=actor.user_id,
            created_at=now,
        )
        _note(draft, read(text)[0] or {}, actor, now)
        session.add(draft)
        session.flush()
        facts = {"draft": draft.id, "based_on": based_on}
        record(Act.WRITE_DEFINITION, actor, now=now, subject=draft.name or based_on, facts=facts)
    return draft


def save(
    draft: DefinitionDraft, actor: Actor, *, where: Place, typed: Mapping[str, Any], revision: int, now: datetime
) -> Saved:
    """Keep what was typed into these controls of a page, right or wrong.

    ``revision`` is the one the window last knew. What another window has changed since is a clash: then nothing of this
    save is kept, and the page shows both.
    """
    with transaction():
        tree = _opened(draft, "现在不能保存")
        if _moved_since(draft, where, revision) or (where.is_item and not isinstance(at(tree, where.path), Mapping)):
            return Saved(draft.revision, is_displaced=True)
        changed, clashes, node = tree, {}, at(tree, where.path) if where.path else tree
        paths = []
        for control in controls(where, tree, taxonomies.load()):
            if control.key not in typed:
                continue
            path, value = (*where.path, *control.path), answers.stored(control, typed[control.key])
            if control.key == "key" and value is None:
                value = at(tree, path) or _free_key(tree, where)
            if value == at(tree, path):
                continue
            if _touched_since(draft, path, revision):
                clashes[control.key] = answers.shown(control, node)
            changed = answers.put(changed, path, value)
            paths.append(path)
        if clashes:
            return Saved(draft.revision, clashes)
        if paths:
            _keep(draft, changed, paths, actor, now)
        return Saved(draft.revision)


def rearrange(
    draft: DefinitionDraft,
    actor: Actor,
    *,
    path: Path,
    act: str,
    number: int,
    revision: int,
    now: datetime,
    stock: Mapping[str, Any] | None = None,
) -> int:
    """``add``, ``remove``, ``up`` or ``down``: the item ``number`` (from 1) of the list at this path.

    ``stock``: what a new item begins with. Returns the number of the item as it stands now.
    """
    with transaction():
        tree = copy.deepcopy(_opened(draft, "现在不能改动"))
        if _touched_since(draft, path, revision):
            why = Reason("这个列表在另一窗口改动过", "请刷新页面，看过现在的次序再办。")
            raise Refused(why, title="现在不能改动")
        found = at(tree, path)
        items: list[Any] = list(found) if isinstance(found, list) else []
        place = _rearranged(items, act, number, _begun(tree, path, stock))
        tree = answers.put(tree, path, items)
        draft.touched = {key: at_ for key, at_ in draft.touched.items() if not key.startswith(f"{_written(path)}/")}
        _keep(draft, tree, [path], actor, now)
    return place


def _rearranged(items: list[Any], act: str, number: int, new: Any) -> int:
    """The list changed in place; the number of the item afterwards."""
    if act == "add":
        if len(items) >= MOST_ITEMS:
            raise Refused(Reason(f"已有 {MOST_ITEMS} 项", "请先删去用不到的。"), title="现在不能增加")
        items.append(new)
        return len(items)
    if not 1 <= number <= len(items):
        raise Refused(Reason("这一项已经不在列表里", "请刷新页面，看现在的列表。"), title="现在不能改动")
    if act == "remove":
        del items[number - 1]
        return min(number, len(items))
    other = number - 1 if act == "up" else number + 1
    if not 1 <= other <= len(items):
        return number
    items[number - 1], items[other - 1] = items[other - 1], items[number - 1]
    return other


def _begun(tree: Tree, path: Path, stock: Mapping[str, Any] | None) -> Tree:
    kind = item(kind_at(path))
    new = dict(copy.deepcopy(dict(stock or {})))
    if "key" in attributes(kind) and not new.get("key"):
        new["key"] = answers.free(kind.__name__.lower(), _keys(tree, path))
    return new


def _free_key(tree: Tree, where: Place) -> str:
    return answers.free(where.kind.__name__.lower(), _keys(tree, where.path[:-1]))


def _keys(tree: Tree, path: Path) -> list[str]:
    """The keys that are taken beside an item; fields and attachments of the whole form share one name space."""
    sections = tree.get("sections")
    lists = [at(tree, path)]
    if path[-1] in ("fields", "attachments"):
        lists += [at(each, ("fields",)) for each in sections or ()] if isinstance(sections, list) else []
        lists.append(tree.get("attachments"))
    return [str(at(each, ("key",))) for listed in lists if isinstance(listed, list) for each in listed]


def replace(draft: DefinitionDraft, actor: Actor, *, text: str, revision: int, now: datetime) -> None:
    """Put another TOML text in the place of the whole definition."""
    taken = _taken(text)
    with transaction():
        _opened(draft, "现在不能替换")
        if draft.revision > revision:
            why = Reason("这份规则在另一窗口改动过", "请先查看现在的内容，再决定是否替换。您的全文还在这一页。")
            raise Refused(why, title="现在不能替换")
        draft.touched = {}
        _keep(draft, read(taken)[0] or {}, [()], actor, now)


def put_away(draft: DefinitionDraft, actor: Actor, *, now: datetime) -> None:
    """No longer wanted; it stays stored."""
    with transaction():
        _opened(draft, "现在不能删除")
        draft.put_away_at = now
        record(Act.WRITE_DEFINITION, actor, now=now, subject=draft.name, why="删除草稿", facts={"draft": draft.id})


def propose_opening(
    draft: DefinitionDraft,
    actor: Actor,
    *,
    name: str,
    batch_year: int,
    closes: Mapping[Phase, datetime],
    reason: str,
    now: datetime,
) -> None:
    """Ask a second person to open a cycle with this definition. Until he has answered nobody changes it."""
    title = "现在不能提请开启"
    with transaction():
        _opened(draft, title)
        programme = _sound(draft, title)
        if found := cycles.out_of_order(programme.phases, closes):
            raise Refused(*found, title=title)
        draft.text = write(programme)
        last = drafts.compared_with(draft)
        changes = len(differences(last[1], programme)) if last else 0
        compared = f"与“{last[0]}”相比有 {changes} 处不同" if last else "新设的项目，没有上届"
        times = "；".join(f"{phase.label} {moment(closes[phase])}" for phase in programme.phases)
        proposal = proposals.propose(
            KIND,
            actor,
            payload={
                "draft": draft.id,
                "sha256": digest(draft.text),
                "name": name,
                "batch_year": batch_year,
                "closes": drafts.as_written(closes),
            },
            title=f"开启{name}",
            lines=[*drafts.facts(programme), ("和上届相比", compared), ("各环节截止", times)],
            reason=reason,
            key=f"draft-{draft.id}",
            organisation_id=draft.organisation_id,
            now=now,
        )
        draft.proposal_id = proposal.id


@carries_out(KIND, label="开启评选", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def open_with(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Freeze the definition that was proposed into a new cycle."""
    title = "现在不能开启评选"
    with transaction() as session:
        draft = lock(session.get_one(DefinitionDraft, payload["draft"]))
        if draft.cycle_id is not None or digest(draft.text) != payload["sha256"]:
            why = Reason("规则和提请复核的不一样", "请不同意这件提请，由提请人重新提请。")
            raise Refused(why, title=title)
        programme = _sound(draft, title)
        cycle = cycles.open_cycle(
            programme,
            actor,
            name=payload["name"],
            batch_year=payload["batch_year"],
            closes={Phase(phase): datetime.fromisoformat(at_) for phase, at_ in payload["closes"].items()},
            now=now,
        )
        draft.cycle_id = cycle.id


def _opened(draft: DefinitionDraft, title: str) -> Tree:
    """The tree of a draft that may be changed, which is held until the transaction ends."""
    lock(draft)
    db.session.expire(draft, ["proposal"])
    if draft.put_away_at is not None:
        raise Refused(Reason("这份草稿已经删除", "请在评选规则里另选一份。"), title=title)
    standing = drafts.standing(draft)
    if standing != BEGUN:
        cure = "要改的，请先撤回提请。" if draft.cycle_id is None else "要改的，请另做一份，用于下一届。"
        raise Refused(Reason(f"这份规则{standing}，内容已经固定", cure), title=title)
    return read(draft.text)[0] or {}


def _sound(draft: DefinitionDraft, title: str) -> Programme:
    """The programme, if a cycle can open with it."""
    programme, found = examine(read(draft.text)[0] or {}, taxonomies.load())
    if found:
        raise Refused(Reason(f"规则还有 {len(found)} 处需要修改", "请在规则的首页逐项查看。"), title=title)
    if programme.organised_by is not draft.organisation.level:
        own = draft.organisation.level.label
        why = Reason(f"“由谁主办”写的是{programme.organised_by.label}", f"请在“名称和依据”里改为{own}。")
        raise Refused(why, title=title)
    if taken := drafts.claims(programme, draft.organisation):
        cure = "请换一组字母，编号才不会重复。"
        raise Refused(
            *(Reason(f"{what} {letters} 已由“{whose}”使用", cure) for what, letters, whose in taken), title=title
        )
    return programme


def _keep(draft: DefinitionDraft, tree: Tree, paths: list[Path], actor: Actor, now: datetime) -> None:
    text = written(tree)
    if len(text) > LONGEST:
        cure = "请精简后再保存。您写的还在这一页。"
        raise Refused(Reason(f"规则全文有 {len(text)} 个字符，最多 {LONGEST} 个", cure), title="现在不能保存")
    draft.text = text
    draft.revision += 1
    draft.touched = {**draft.touched, **{_written(path): draft.revision for path in paths}}
    _note(draft, tree, actor, now)


def _note(draft: DefinitionDraft, tree: Tree, actor: Actor, now: datetime) -> None:
    """What lists read, and who saved it when."""
    name, key = tree.get("name"), tree.get("key")
    draft.name = name[:100] if isinstance(name, str) else ""
    draft.programme_key = key[:40] if isinstance(key, str) else ""
    draft.saved_by, draft.saved_at = actor.user_id, now


def _taken(text: str) -> str:
    """A TOML text from outside, canonical where it is sound; refused where it cannot be kept."""
    title = "现在不能导入"
    if len(text) > LONGEST:
        raise Refused(Reason(f"全文有 {len(text)} 个字符，最多 {LONGEST} 个", "请精简后再导入。"), title=title)
    tree, broken = read(text.removeprefix("\ufeff"))
    if tree is None:
        raise Refused(*(Reason(str(fault), "请改正后再导入。") for fault in broken), title=title)
    if _depth(tree) > DEEPEST:
        raise Refused(Reason("方括号或花括号套得太深", "请对照导出的规则改正。"), title=title)
    programme, found = examine(tree, taxonomies.load())
    taken = written(tree) if found else write(programme)
    if len(taken) > LONGEST:
        raise Refused(Reason(f"全文有 {len(taken)} 个字符，最多 {LONGEST} 个", "请精简后再导入。"), title=title)
    return taken


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _written(path: Path) -> str:
    return "/".join(map(str, path))


def _moved_since(draft: DefinitionDraft, where: Place, revision: int) -> bool:
    """Whether a list on the way to this page was rearranged, or the whole text replaced."""
    above = {_written(where.path[:length]) for length in range(len(where.path))}
    return any(draft.touched.get(key, 0) > revision for key in above)


def _touched_since(draft: DefinitionDraft, path: Path, revision: int) -> bool:
    """Whether what stands at this path, around it or below it was changed since."""
    own = _written(path)
    return any(
        at_ > revision and (key in ("", own) or own.startswith(f"{key}/") or key.startswith(f"{own}/"))
        for key, at_ in draft.touched.items()
    )
