"""Every page as everybody, searched for what he must not see. Each secret is a text that stands nowhere else."""

from collections.abc import Iterable, Sequence

import pytest
from flask import Flask

from models.nomination import Nomination
from models.people import User
from models.vocabulary import Role, Stage
from selection.database import db, transaction
from tests.faults.crawling import Page
from tests.faults.filled import Filled, fill
from tests.faults.test_every_route import crowd, reached
from tests.world import World

UNIT = {str(Role.UNIT_OFFICER), str(Role.UNIT_HEAD), str(Role.NOMINEE)}
OTHERS_UNIT = {"other_unit"}
UNION = {str(Role.UNION_OFFICER), str(Role.UNION_HEAD)}
CITY = {str(Role.CITY_OFFICER), str(Role.SUPERVISOR)}
JURORS = {str(Role.JUROR), "juror"}
PHONE = "1391111"
SEALED = "13900000000"
"""The phone in every sealed dossier of the small world."""


def secrets(filled: Filled) -> list[Nomination]:
    """Give each nomination a phone of its own; an ID number of its own it has."""
    for number, each in enumerate(filled.nominations):
        with transaction():
            nomination = db.session.get_one(Nomination, each.id)
            nomination.private_answers = {**(nomination.private_answers or {}), "phone": f"{PHONE}{number:04d}"}
    return [db.session.get_one(Nomination, each.id) for each in filled.nominations]


def shown(pages: Iterable[Page], secret: str, *, to: set[str]) -> list[str]:
    """Where somebody of these people is shown this."""
    return [f"{page.who} {page.url}: {secret}" for page in pages if page.who in to and secret in page.body]


@pytest.mark.database("sqlite")  # what a page shows does not hang on the database, and the crawl is long
def test_nobody_is_shown_what_is_not_his_to_see(app: Flask, world: World) -> None:
    filled = fill(world)
    nominations = secrets(filled)
    browsers = crowd(app, filled)
    everybody = set(browsers)
    pages = reached(app, filled, browsers, at_most=60)
    found: list[str] = []

    for number, each in enumerate(nominations):
        private = each.private_answers or {}
        is_elsewhere = each.union_id == world.other_union.id
        found += shown(pages, private["id_number"], to=everybody - UNIT - OTHERS_UNIT)
        found += shown(pages, private["id_number"], to=OTHERS_UNIT if each.unit_id != world.other_unit.id else UNIT)
        found += shown(pages, f"{PHONE}{number:04d}", to=everybody - UNIT - OTHERS_UNIT)
        found += shown(pages, f"{PHONE}{number:04d}", to=OTHERS_UNIT if each.unit_id != world.other_unit.id else UNIT)
        if each.cycle_id == filled.cycles["open"].id:
            others = OTHERS_UNIT | {"other_union"} if not is_elsewhere else UNIT | UNION
            found += shown(pages, each.name, to=others | {"nobody", str(Role.EXPERT), str(Role.ADMIN)} | JURORS)
    found += shown(pages, SEALED, to=everybody - UNIT - OTHERS_UNIT)
    units = {world.unit.name, world.unit.short_name, world.other_unit.name, world.other_unit.short_name}
    for unit in units:
        found += [text for text in shown(pages, unit, to={str(Role.EXPERT)}) if "/roll" not in text]
    for comment in range(6):
        found += shown(pages, f"CANARY评语{comment}", to=everybody - CITY - {str(Role.EXPERT)})
    found += shown(pages, "CANARY部门意见", to=everybody - CITY)
    found += shown(pages, "71.31", to=everybody - CITY - {str(Role.EXPERT)})

    expert = db.session.get_one(User, world.members[Role.EXPERT].user_id).name
    found += shown(pages, expert, to=UNIT | OTHERS_UNIT | UNION | {"other_union", "nobody"} | JURORS)

    public = ("/notices", "/roll", "/decisions", "/verify", "/contacts", "/consent/")
    """The last is shown to whoever holds the link."""
    found = [text for text in found if not text.split(" ")[1].startswith(public)]
    assert found == [], "\n".join(found)
    assert shown(pages, PHONE, to=UNIT) != []
    assert shown(pages, "CANARY评语", to={str(Role.EXPERT)}) != []
    assert shown(pages, expert, to=CITY) != []
    _nobody_below_the_city_is_told_who_was_chosen(filled, pages)


def _nobody_below_the_city_is_told_who_was_chosen(filled: Filled, pages: Sequence[Page]) -> None:
    """Before the notice."""
    below = UNIT | OTHERS_UNIT | UNION | {"other_union"}
    of_the_vote = [f"/nominations/{each.id}" for each in filled.of("resolved")]
    shown_to_them = [page for page in pages if page.who in below and any(path in page.url for path in of_the_vote)]
    words = [Stage.RESERVED.label, Stage.UNCHOSEN.label, "拟表彰", "入选", "递补"]

    assert shown_to_them != []
    assert [f"{page.who} {page.url}: {word}" for page in shown_to_them for word in words if word in page.body] == []
