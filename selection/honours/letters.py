"""Letters about the decision: to whoever put somebody forward who is honoured, or who is not honoured after all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from models.honour import Certificate, Decision, Honour
from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from selection import mail
from selection.honours import queries
from selection.honours.queries.deciding import Candidate
from selection.nominations.queries.merged import joined
from selection.rules.standing import UNION, UNIT

Named = Sequence[tuple[Candidate, Honour, Certificate]]


def tell(decision: Decision, named: Named, nominations: Mapping[int, Nomination], *, now: datetime) -> None:
    """One letter for each unit and each union about all of theirs, and one for each worker who has an account.

    Whoever put the same subject forward and was merged with one of these gets one on each of his.
    """
    units = queries.recipients((each.unit_id for each, _, _ in named), *UNIT)
    unions = queries.recipients((each.union_id for each, _, _ in named), *UNION)
    workers = queries.self_nominated(each.opened_by for each, _, _ in named)
    for organisation_id, people in units.items():
        theirs = [one for one in named if one[0].unit_id == organisation_id]
        _write(decision, people, theirs[0][0].unit_name, theirs, nominations, now)
    for organisation_id, people in unions.items():
        theirs = [one for one in named if one[0].union_id == organisation_id]
        _write(decision, people, theirs[0][0].union_name, theirs, nominations, now)
    for one in named:
        if worker := workers.get(one[0].opened_by or 0):
            _write(decision, [worker], "", [one], nominations, now)
    _tell_merged(decision, named, nominations, now)


def _tell_merged(decision: Decision, named: Named, nominations: Mapping[int, Nomination], now: datetime) -> None:
    honoured = {one[0].nomination_id: one for one in named}
    merged = joined([nominations[each] for each in honoured])
    if not merged:
        return
    readers = _Sponsors([each for each, _ in merged])
    for nomination, first in merged:
        people = readers.of(nomination, of_union=first.union_id != nomination.union_id)
        _write(decision, people, nomination.unit.name, [honoured[first.id]], {first.id: nomination}, now, first=first)


def tell_passed(cycle: Cycle, passed: Sequence[Nomination], *, now: datetime) -> None:
    """Tell those who waited on the reserve list, and those merged with them, that nobody moves up any more."""
    concerned = [*((each, None) for each in passed), *joined(passed)]
    readers = _Sponsors([each for each, _ in concerned])
    for nomination, first in concerned:
        for user in readers.of(nomination):
            mail.write(
                "not_moved_up",
                to=user,
                subject=f"{nomination.name}未递补入选",
                now=now,
                nomination=nomination,
                occasion="unchosen",
                cycle=cycle,
                first=first,
            )


def _write(
    decision: Decision,
    people: Iterable[User],
    organisation: str,
    theirs: Named,
    nominations: Mapping[int, Nomination],
    now: datetime,
    first: Nomination | None = None,
) -> None:
    """``nominations``: as these people put them forward; ``first``: the one theirs was merged into."""
    only = nominations[theirs[0][0].nomination_id] if len(theirs) == 1 else None
    lines = [(each.name, honour.title_name, certificate.number) for each, honour, certificate in theirs]
    for user in people:
        mail.write(
            "honoured",
            to=user,
            subject="表彰决定已经作出",
            now=now,
            nomination=only,
            decision=decision,
            organisation=organisation,
            lines=lines,
            first=first,
        )


class _Sponsors:
    """Who put these nominations forward, read with three queries however many they are."""

    def __init__(self, nominations: Sequence[Nomination]) -> None:
        self._units = queries.recipients((each.unit_id for each in nominations), *UNIT)
        self._unions = queries.recipients((each.union_id for each in nominations), *UNION)
        self._workers = queries.self_nominated(each.opened_by for each in nominations)

    def of(self, nomination: Nomination, *, of_union: bool = False) -> list[User]:
        """The people of its unit, the worker who opened it, and those of its union where they are asked for."""
        people = list(self._units.get(nomination.unit_id, ()))
        if worker := self._workers.get(nomination.opened_by or 0):
            people.append(worker)
        return list(dict.fromkeys(people + (self._unions.get(nomination.union_id, []) if of_union else [])))
