"""Letters about the decision: to whoever put somebody forward who is honoured, or who is not honoured after all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from models.honour import Certificate, Decision, Honour
from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from selection import mail
from selection.honours.queries.deciding import Candidate
from selection.nominations.queries.merged import joined
from selection.nominations.queries.sponsors import Sponsors

Named = Sequence[tuple[Candidate, Honour, Certificate]]


def tell(decision: Decision, named: Named, nominations: Mapping[int, Nomination], *, now: datetime) -> None:
    """One letter for each unit and each union about all of theirs, and one for each worker who has an account.

    Whoever put the same subject forward and was merged with one of these gets one on each of his.
    """
    sponsors = Sponsors([each for each, _, _ in named])
    for organisation_id, people in sponsors.units.items():
        theirs = [one for one in named if one[0].unit_id == organisation_id]
        _write(decision, people, theirs[0][0].unit_name, theirs, nominations, now)
    for organisation_id, people in sponsors.unions.items():
        theirs = [one for one in named if one[0].union_id == organisation_id]
        _write(decision, people, theirs[0][0].union_name, theirs, nominations, now)
    for one in named:
        if worker := sponsors.workers.get(one[0].opened_by or 0):
            _write(decision, [worker], "", [one], nominations, now)
    _tell_merged(decision, named, nominations, now)


def _tell_merged(decision: Decision, named: Named, nominations: Mapping[int, Nomination], now: datetime) -> None:
    honoured = {one[0].nomination_id: one for one in named}
    merged = joined([nominations[each] for each in honoured])
    if not merged:
        return
    sponsors = Sponsors([each for each, _ in merged])
    for nomination, first in merged:
        people = sponsors.of(nomination, with_union=first.union_id != nomination.union_id)
        _write(decision, people, nomination.unit.name, [honoured[first.id]], {first.id: nomination}, now, first=first)


def tell_passed(cycle: Cycle, passed: Sequence[Nomination], *, now: datetime) -> None:
    """Tell those who waited on the reserve list, and those merged with them, that nobody moves up any more."""
    concerned = [*((each, None) for each in passed), *joined(passed)]
    sponsors = Sponsors([each for each, _ in concerned])
    for nomination, first in concerned:
        for user in sponsors.of(nomination):
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
