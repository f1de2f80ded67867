"""Many presses at the same moment: one dossier, one claim, no receipt twice."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.event import Event
from models.nomination import Dossier, Nomination
from models.sealed import keyring
from models.vocabulary import Act, Role, Stage
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions
from selection.rules.standing import Actor
from tests.nominations import steps
from tests.world import World, id_number

HANDS = 16


def at_once(app: Flask, presses: list[Callable[[], str]]) -> Counter[str]:
    """Everybody presses at the same moment, each on a connection of his own; what each was told, counted."""
    start = Barrier(len(presses))

    def press(do: Callable[[], str]) -> str:
        with app.app_context():
            start.wait()
            try:
                return do()
            except Refused:
                return "refused"
            except IntegrityError as error:
                return "claimed" if "claimed_key" in str(error.orig) else str(error)
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(presses)) as pool:
        told = Counter(pool.map(press, presses))
    db.session.expire_all()
    return told


def pressing(nomination_id: int, actor: Actor, attempt: str, now: datetime) -> Callable[[], str]:
    def press() -> str:
        nomination = db.session.get_one(Nomination, nomination_id)
        return f"dossier {actions.submit(nomination, actor, attempt=attempt, now=now).id}"

    return press


@pytest.mark.race
def test_sixteen_presses_of_one_button_seal_one_dossier(world: World, app: Flask) -> None:
    nomination, now = steps.signed(world)
    officer = world.actor(Role.UNIT_OFFICER)

    told = at_once(app, [pressing(nomination.id, officer, "press-1", now) for _ in range(HANDS)])

    assert told == {"dossier 1": HANDS}
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 1
    submitted = select(func.count()).select_from(Event).where(Event.act == Act.SUBMIT)
    assert db.session.scalar(submitted) == 1


@pytest.mark.race
def test_sixteen_windows_with_tokens_of_their_own_seal_one_dossier(world: World, app: Flask) -> None:
    nomination, now = steps.signed(world)
    officer = world.actor(Role.UNIT_OFFICER)

    told = at_once(app, [pressing(nomination.id, officer, f"press-{hand}", now) for hand in range(HANDS)])

    assert told["refused"] == HANDS - 1
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 1


@pytest.mark.race
def test_of_sixteen_nominations_of_one_person_one_is_claimed(world: World, app: Flask) -> None:
    officer, made = world.actor(Role.UNIT_OFFICER), []
    for _ in range(HANDS):
        nomination, now = steps.signed(world)
        made.append(nomination)

    told = at_once(app, [pressing(each.id, officer, f"press-{each.id}", now) for each in made])

    assert sum(told[key] for key in told if key.startswith("dossier")) == 1
    assert told["refused"] + told["claimed"] == HANDS - 1
    stages = Counter(db.session.scalars(select(Nomination.stage)))
    assert stages == {Stage.SUBMITTED: 1, Stage.SIGNED: HANDS - 1}


@pytest.mark.race
def test_sixteen_people_submitted_at_once_get_sixteen_receipts(world: World, app: Flask) -> None:
    officer, made = world.actor(Role.UNIT_OFFICER), []
    for serial in range(HANDS):
        nomination, now = steps.signed(world, id_number(2 + 2 * serial))
        made.append(nomination)

    at_once(app, [pressing(each.id, officer, f"press-{each.id}", now) for each in made])

    receipts = sorted(str(each) for each in db.session.scalars(select(Nomination.receipt)))
    assert receipts == [f"{world.programme.code}2026-{serial:04d}" for serial in range(1, HANDS + 1)]


def spelled(number: str, dice: random.Random) -> str:
    """One of the countless ways in which people and spreadsheets write a number."""
    text = number.lower() if dice.random() < 0.5 else number
    if dice.random() < 0.5:
        text = "".join(chr(ord(sign) + 0xFEE0) if dice.random() < 0.5 else sign for sign in text)
    blanks = [" ", "\u3000", "\u200b", "\ufeff", "\u00a0", "\t", "\u2060", "-"]
    return "".join(sign + (dice.choice(blanks) if dice.random() < 0.3 else "") for sign in text)


def test_two_hundred_spellings_through_two_unions_are_one_person(world: World) -> None:
    dice, number = random.Random(7), id_number(2)
    world.nomination(Stage.SUBMITTED, number=number, unit=world.other_unit, union=world.other_union)
    nomination = steps.opened(world)
    spellings = {spelled(number, dice) for _ in range(200)}
    keys = set()

    for revision, spelling in enumerate(sorted(spellings)):
        written = {"id_number": spelling}
        actions.save(nomination, world.actor(Role.UNIT_OFFICER), typed=written, revision=revision, now=world.now)
        keys.add(nomination.person_key)

    assert len(spellings) == 200
    assert keys == {keyring.index(number)}
