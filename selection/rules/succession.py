"""Moving up (递补): which places have come free, and who of the reserve may take one.

A place belongs to a title and has a position. It is free when whoever held it dropped out and nobody took it over:
places the committee left empty are never filled this way (宁缺毋滥).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selection.rules.composition import Member, blocking
from selection.rules.programme import Group, Limit, Title


@dataclass(frozen=True)
class Held:
    """A place that was given: ``is_kept`` is False once its holder dropped out."""

    title_key: str
    position: int
    is_kept: bool


@dataclass(frozen=True)
class Waiting:
    """Somebody on the reserve list."""

    member: Member
    applied_title: str
    position: int


def freed(places: Iterable[Held], titles: Sequence[Title]) -> list[tuple[Title, int]]:
    """Title and position of every free place, best first."""
    held = list(places)
    kept = {(each.title_key, each.position) for each in held if each.is_kept}
    lost = {(each.title_key, each.position) for each in held} - kept
    order = {title.key: place for place, title in enumerate(titles)}
    found = sorted((order[key], position) for key, position in lost if key in order)
    return [(titles[place], position) for place, position in found]


def may_take(applied_title: str, title: Title, titles: Sequence[Title]) -> bool:
    """Whether somebody who asked for one title may get this one: the same, or one it falls to."""
    by_key = {each.key: each for each in titles}
    wanted, seen = by_key.get(applied_title), set()
    while wanted is not None and wanted.key not in seen:
        if wanted.key == title.key:
            return True
        seen.add(wanted.key)
        wanted = by_key.get(wanted.falls_to or "")
    return False


def successor(
    reserve: Sequence[Waiting],
    title: Title,
    seated: Sequence[Member],
    *,
    titles: Sequence[Title],
    limits: Sequence[Limit],
    groups: Sequence[Group],
) -> Waiting | list[str]:
    """The first of the reserve who may take a free place of this title, or every reason why nobody may."""
    places = sum(each.places for each in titles)
    reasons = []
    for each in sorted(reserve, key=lambda waiting: waiting.position):
        if not may_take(each.applied_title, title, titles):
            reasons.append(f"{each.member.name}没有申报{title.name}")
            continue
        blocks = blocking(limits, seated, each.member, places=places, groups=groups, scope="award")
        if not blocks:
            return each
        reasons += [f"{each.member.name}：{why.rstrip('。')}" for why in blocks]
    return reasons or ["递补名单上没有人"]
