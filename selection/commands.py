"""Every command of ``flask``."""

from collections.abc import Sequence

from click import Command

from selection.audit.commands import audit
from selection.honours.commands import honours
from selection.nominations.commands import nominations
from selection.organisations.commands import organisations
from selection.people.commands import people
from selection.places.commands import places
from selection.programmes.commands import programmes
from selection.settings.commands import calendar
from selection.showcase.commands import demo, showcase
from selection.worker import worker

COMMANDS: Sequence[Command] = (
    audit,
    calendar,
    demo,
    honours,
    nominations,
    organisations,
    people,
    places,
    programmes,
    showcase,
    worker,
)
