"""Who applies: applicants with their fates, some of whom hold the title already or are put forward by two units."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from models.vocabulary import Basis
from selection.honours import loading
from selection.honours.gazette import OWN, Published
from selection.rules.standing import SYSTEM
from selection.showcase.fates import Fate, dealt
from selection.showcase.filing import Case
from selection.showcase.ground import Ground
from selection.showcase.people import Applicant, Inventor

HELD = next(title for title, (_, key) in OWN.items() if key == "master")
ASKS_FOR_MORE = 0.4
PLAIN_TO_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789x"}


def invent(ground: Ground, chance: Random, *, applicants: int, today: date, now: datetime) -> list[Case]:
    """So many cases, spread over the units; those who hold a title are entered in the register at ``now``."""
    inventor = Inventor(chance, ground.names)
    found: list[Case] = []
    for place, fate in enumerate(dealt(applicants)):
        employer = ground.employers[place % len(ground.employers)]
        applicant = inventor.applicant(employer.unit, today=today)
        if fate is Fate.TWICE:
            applicant = _twin(applicant, found)
        title = "outstanding" if applicant.merit > ASKS_FOR_MORE else "master"
        found.append(Case(applicant, employer, title, fate))
    holders = [case.applicant for case in found if case.fate is Fate.HOLDS_TITLE]
    loading.load([_past(each, today.year - 2) for each in holders], SYSTEM, now=now)
    return found


def _twin(applicant: Applicant, found: Sequence[Case]) -> Applicant:
    """The person of the case before, at another unit, under a number typed in full width."""
    other = next(case.applicant for case in reversed(found) if case.fate is Fate.PASSES)
    wide = other.id_number.lower().translate(PLAIN_TO_WIDE)
    answers = {**other.answers, "id_number": wide, "unit_nature": applicant.answers["unit_nature"]}
    return Applicant(other.name, other.is_male, wide, other.occupation, applicant.unit, other.merit, answers)


def _past(applicant: Applicant, year: int) -> Published:
    """A title this invented person has won, as a published list would give it."""
    unit = applicant.unit.unit.name
    return Published(applicant.name, unit, applicant.occupation, HELD, year, Basis.SELECTION, "演示数据，均为虚构")
