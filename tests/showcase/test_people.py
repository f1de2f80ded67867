"""Invented people: complete, eligible, nobody's, and the same for the same seed."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from selection.honours.gazette import published
from selection.organisations.actions import Unit
from selection.rules.answers import problems
from selection.rules.eligibility import facts_from
from selection.rules.eligibility import problems as unmet
from selection.rules.identity import IdNumber, read_credit_code, read_id_number
from selection.rules.programme import Programme
from selection.showcase import units
from selection.showcase.fates import SHARES, Fate, dealt
from selection.showcase.names import Names
from selection.showcase.people import HOME, NOBODYS_AREAS, Applicant, Inventor
from selection.showcase.trades import trades
from selection.taxonomies import load, rows
from tests.world import programme

TODAY = date(2026, 3, 20)
ATTACHED = {"photo": 1, "id_card": 1, "skill_proof": 1}


def invented(seed: int, number: int = 300) -> list[Applicant]:
    chance = Random(seed)
    employers = units.invent(24, chance)
    inventor = Inventor(chance, Names(chance, {each.name for each in published()}))
    return [inventor.applicant(employers[place % 24], today=TODAY) for place in range(number)]


@pytest.mark.parametrize("key", ["skill-master", "shanghai-craftsman"])
def test_every_form_is_complete_and_meets_every_article(key):
    definition: Programme = programme(key)

    found = [
        str(problem)
        for each in invented(5)
        for problem in (
            *problems(definition, each.answers, ATTACHED, taxonomies=load(), today=TODAY),
            *unmet(
                definition,
                facts_from(each.answers, honours=[], already_nominated=False, channel="unit"),
                today=TODAY,
            ),
        )
    ]

    assert found == []


def test_no_two_people_share_a_name_a_number_or_a_telephone():
    people = invented(6, 903)

    assert len({each.name for each in people}) == 903
    assert len({each.id_number for each in people}) == 903
    assert len({each.answers["phone"] for each in people}) == 903


def test_the_numbers_check_and_belong_to_nobody():
    real_districts = {row["code"] for row in rows("districts")}

    for each in invented(7):
        read = read_id_number(each.id_number, today=TODAY)

        assert isinstance(read, IdNumber)
        assert read.is_male == each.is_male
        assert read.number[:6] in NOBODYS_AREAS
        assert each.answers["phone"].startswith("142")
    assert HOME not in real_districts


def test_nobody_bears_a_name_that_was_published():
    real = {each.name for each in published()}

    assert real.isdisjoint(each.name for seed in range(3) for each in invented(seed))


def test_the_units_have_codes_that_check_and_names_of_their_own():
    made: list[Unit] = [each.unit for each in units.invent(250, Random(8))]

    assert [read_credit_code(each.credit_code) for each in made] == [each.credit_code for each in made]
    assert len({each.name for each in made}) == len({each.credit_code for each in made}) == 250


def test_the_same_seed_invents_the_same_people_and_another_seed_others():
    assert [each.answers for each in invented(9, 40)] == [each.answers for each in invented(9, 40)]
    assert [each.name for each in invented(9, 40)] != [each.name for each in invented(10, 40)]


def test_every_occupation_is_a_real_one_of_exactly_one_family():
    listed = Counter(code for trade in trades() for code in trade.occupations)

    assert set(listed) <= set(load()["occupations"])
    assert set(listed.values()) == {1}


@pytest.mark.parametrize("number", [20, 60, 903])
def test_every_fate_befalls_somebody_and_most_pass(number):
    told = dealt(number)

    assert len(told) == number
    assert set(told) == set(Fate)
    assert told.count(Fate.PASSES) == number - sum(max(1, number * share // 1000) for share in SHARES.values())
    assert told[0] is Fate.PASSES
