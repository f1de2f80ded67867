"""Applicants who do not exist: identity, trade, merits and a complete form, the same for the same seed.

The region in their ID numbers and the range of their telephone numbers were never given to anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from selection.rules.identity import id_check
from selection.showcase import prose
from selection.showcase.merits import tables_of
from selection.showcase.names import Names
from selection.showcase.prose import Teller
from selection.showcase.units import InventedUnit

NOBODYS_AREAS = ("310199", "310199", "310199", "320199", "340199", "330199", "360199", "410199")
HOME = "310199"
NOBODYS_PHONES = 14_200_000_000
LOCAL, WITH_PERMIT = "shanghai", "residence_permit"


@dataclass(frozen=True)
class Applicant:
    """An invented worker. ``merit`` is what the experts are looking for: about 0 on average, seldom beyond 2."""

    name: str
    is_male: bool
    id_number: str = field(repr=False)
    occupation: str
    unit: InventedUnit
    merit: float
    answers: Mapping[str, Any] = field(repr=False)


class Inventor:
    """Makes applicants one after the other; no two share a name, an ID number or a telephone."""

    def __init__(self, chance: Random, names: Names) -> None:
        self._chance = chance
        self._names = names
        self._made = 0

    def applicant(self, unit: InventedUnit, *, today: date) -> Applicant:
        """A worker of this unit who meets every article on this day, and whose form is complete."""
        chance = self._chance
        self._made += 1
        is_male = chance.random() < 0.74
        name = self._names.next(is_male=is_male)
        born_on = date(today.year - chance.randint(26, 57), chance.randint(1, 12), chance.randint(1, 28))
        area = chance.choice(NOBODYS_AREAS)
        number = self._id_number(area, born_on, is_male)
        merit = chance.gauss(0, 1)
        answers = {
            "name": name,
            "id_number": number,
            "gender": "male" if is_male else "female",
            "born_on": f"{born_on:%Y-%m}",
            "phone": str(NOBODYS_PHONES + self._made),
            "household": LOCAL if area == HOME else WITH_PERMIT,
            **_standing(chance, merit, today.year - born_on.year),
            **self._work(unit, born_on, merit, is_male, today),
        }
        code = str(answers["occupation"])
        return Applicant(name, is_male, number, unit.trade.occupations[code], unit, merit, answers)

    def _id_number(self, area: str, born_on: date, is_male: bool) -> str:
        """The serial runs through all that fit the sex; with the date of birth no number comes twice."""
        serial = 2 * (self._made % 499) + (1 if is_male else 2)
        body = f"{area}{born_on:%Y%m%d}{serial:03d}"
        return body + id_check(body)

    def _work(self, unit: InventedUnit, born_on: date, merit: float, is_male: bool, today: date) -> dict[str, Any]:
        chance, trade = self._chance, unit.trade
        began = date(born_on.year + chance.randint(18, 20), 7, 1)
        years = today.year - began.year - 1 - (chance.randint(0, 3) if today.year - began.year > 12 else 0)
        years = max(5, min(years, today.year - began.year - 1))
        code = chance.choice(list(trade.occupations))
        level = _level(chance, merit)
        tables, counts = tables_of(chance, unit, self._names, merit=merit, began=began, today=today, level=level)
        deeds = prose.deeds_of(trade, chance, merit=merit, first_year=today.year - 6, last_year=today.year - 1)
        teller = Teller(
            pronoun="他" if is_male else "她",
            occupation=trade.occupations[code],
            years=years,
            saved=sum(deed.saved for deed in deeds),
            deeds=deeds,
            **counts.numbers,
        )
        return {
            "unit_nature": str(unit.unit.ownership),
            "industry": trade.industry,
            "key_industries": list(trade.key_industries),
            "position": chance.choice(trade.posts),
            "occupation": code,
            "trade_name": trade.occupations[code],
            "started_on": f"{began:%Y-%m}",
            "trade_years": years,
            "skill_level": level,
            "skill_certificate": f"YZ{chance.randrange(10**9, 10**10)}",
            "skilled_on": f"{today.year - chance.randint(1, min(5, years))}-{chance.randint(1, 12):02d}",
            "expertise": prose.expertise(teller, chance),
            "mastery": prose.mastery(teller, chance, contest=counts.contest),
            "leadership": prose.leadership(teller, chance),
            "contribution": prose.contribution(teller, chance),
            "brief": prose.brief(teller, chance),
            "account": prose.account(teller, chance),
            **tables,
        }


def _level(chance: Random, merit: float) -> str:
    """The code of the list skill_levels: 4 高级工 to 7 特级技师."""
    return str(min(7, max(4, round(5.1 + 0.7 * merit + chance.uniform(-0.6, 0.6)))))


def _standing(chance: Random, merit: float, age: int) -> dict[str, Any]:
    """Who somebody is in the eyes of the form, work aside."""
    kind = chance.choices(
        ("industrial_worker", "frontline_other", "new_form", "enterprise_head", "cadre"), weights=(68, 25, 4, 2, 1)
    )[0]
    education = chance.choices(("21", "31", "47", "61"), weights=(28, 42, 22, 8))[0]
    return {
        "ethnic_group": "01" if chance.random() < 0.97 else chance.choice(("02", "03", "11")),
        "political_status": chance.choices(("01", "03", "13"), weights=(46, 8 if age < 28 else 0, 46))[0],
        "education": education,
        "degree": "4" if education == "21" and chance.random() < 0.7 else None,
        "nationality": "chinese",
        "union_member": True,
        "union_card": f"GH{chance.randrange(10**7, 10**8)}",
        "person_type": kind,
        "frontline": True,
        "migrant": chance.random() < 0.14,
        "employed": True,
        "professional_title": chance.choice(("2", "3", "4")) if merit > 0.8 else None,
        "punished": False,
    }
