"""Letters about what went upward and what came back, to whoever put somebody forward."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.honour import Honour
from models.nomination import Nomination
from selection import mail
from selection.nominations.queries.merged import joined
from selection.nominations.queries.sponsors import Sponsors


def tell_reported(nominations: Sequence[Nomination], *, document: str, now: datetime) -> None:
    """They were reported to the body above, under this document."""
    _tell("reported", nominations, "{name}已推荐上报", now, document=document)


def tell_left_behind(nominations: Sequence[Nomination], *, now: datetime) -> None:
    """They waited on the reserve list when the others were reported."""
    _tell("left_behind", nominations, "{name}未推荐上报", now, occasion="unchosen")


def tell_result(nomination: Nomination, honour: Honour | None, *, source: str, now: datetime) -> None:
    """The body above has decided; ``honour``: what it gave, if anything."""
    subject = f"{{name}}被授予{honour.title_name}" if honour else "{name}本次未获授予"
    _tell("decided_above", [nomination], subject, now, honour=honour, source=source)


def _tell(template: str, nominations: Sequence[Nomination], subject: str, now: datetime, **facts: Any) -> None:
    concerned = [*((each, None) for each in nominations), *joined(nominations)]
    sponsors = Sponsors([each for each, _ in concerned])
    for nomination, first in concerned:
        told = subject.format(name=nomination.name)
        for reader in sponsors.of(nomination, with_union=first is None or first.union_id != nomination.union_id):
            mail.write(template, to=reader, subject=told, now=now, nomination=nomination, first=first, **facts)
