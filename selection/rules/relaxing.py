"""What if a limit were not there, or a little wider: which names would come in, go out or change their title."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.vocabulary import Outcome
from selection.rules.clauses import FLOOR
from selection.rules.programme import Committee, Group, Limit, Title
from selection.rules.seats import Candidate, Seat, choose


@dataclass(frozen=True)
class Change:
    """One name under the one rule and under the other."""

    candidate: Candidate
    before: Seat
    after: Seat


@dataclass(frozen=True)
class Difference:
    """What relaxing one limit would change, each in the order of merit."""

    limit: Limit
    instead: Limit | None
    entered: tuple[Change, ...]
    left: tuple[Change, ...]
    moved: tuple[Change, ...]

    @property
    def is_none(self) -> bool:
        """Whether the limit keeps nobody out and lets nobody in."""
        return not (self.entered or self.left or self.moved)


def loosened(limit: Limit, by: int) -> Limit | None:
    """The limit wider by so many people, or percentage points; None where nothing of it would be left."""
    step = -by if limit.operator == FLOOR else by
    if limit.either:
        branches = tuple(replace(branch, count=branch.count + by) for branch in limit.either)
        return replace(limit, either=branches)
    if limit.count is not None:
        return replace(limit, count=limit.count + step) if limit.count + step >= 0 else None
    if limit.percent is None:
        return None
    percent = limit.percent + step
    return replace(limit, percent=percent) if Decimal(0) < percent < Decimal(100) else None


def what_if(
    ranked: Sequence[Candidate],
    titles: Sequence[Title],
    limits: Sequence[Limit],
    committee: Committee,
    present: int,
    *,
    groups: Sequence[Group],
    limit: Limit,
    instead: Limit | None = None,
) -> Difference:
    """What ``choose`` would name differently with ``instead`` in the place of one limit, or without it."""
    changed = [instead if each == limit else each for each in limits]
    before = choose(ranked, titles, limits, committee, present, groups=groups)
    after = choose(ranked, titles, [each for each in changed if each], committee, present, groups=groups)
    by_id = {each.nomination_id: each for each in ranked}
    now = {seat.nomination_id: seat for seat in after}
    changes = [Change(by_id[seat.nomination_id], seat, now[seat.nomination_id]) for seat in before]
    entered = [each for each in changes if not _is_in(each.before) and _is_in(each.after)]
    left = [each for each in changes if _is_in(each.before) and not _is_in(each.after)]
    moved = [each for each in changes if _is_in(each.before) and _is_in(each.after)]
    return Difference(
        limit,
        instead,
        tuple(sorted(entered, key=lambda each: each.candidate.order)),
        tuple(left),
        tuple(each for each in moved if each.before.title_key != each.after.title_key),
    )


def _is_in(seat: Seat) -> bool:
    return seat.outcome is Outcome.CHOSEN
