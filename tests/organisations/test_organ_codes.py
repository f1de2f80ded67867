"""机关代字: what the documents of a union are numbered by."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.document import Document
from models.event import Event
from models.people import Organisation
from models.vocabulary import Act, PaperKind, Role
from selection.cycles import actions as cycles
from selection.database import db, transaction
from selection.documents import actions as documents
from selection.errors import Refused
from selection.organisations import organ_codes
from selection.rules.numbering import derived_organ
from tests.browsers import Browser
from tests.world import World, programme


def begin(world: World, union: Organisation, year: int) -> Document:
    """A district's own award is opened, and announced in a numbered document."""
    officer, award = world.acting(world.member(Role.CITY_OFFICER, union)), programme("district-craftsman")
    closes = {phase: world.now + timedelta(days=award.days[phase]) for phase in award.phases}
    cycle = cycles.open_cycle(award, officer, name=f"{year}年区级工匠", batch_year=year, closes=closes, now=world.now)
    return documents.make(cycle, PaperKind.ANNOUNCEMENT, cycle.id, officer, now=world.now)


@pytest.mark.parametrize(
    ("name", "is_district", "code"),
    [
        ("上海市长宁区总工会", True, "长总工"),
        ("上海市机电工会", False, "机电工"),
        ("上海铁路局工会", False, "铁路局工"),
    ],
)
def test_a_code_is_derived_from_the_name_until_one_is_set(name: str, is_district: bool, code: str) -> None:
    assert derived_organ(name, is_district=is_district) == code


def test_a_changed_code_numbers_what_comes_and_leaves_what_was_numbered(world: World, client: Browser) -> None:
    first = begin(world, world.union, 2026)
    own = derived_organ(world.union.name, is_district=True)
    assert (first.number, world.union.organ_code) == (f"{own}〔2026〕1号", own)
    client.sign_in(world.members[Role.UNION_HEAD])
    path = f"/organisations/{world.union.id}/organ-code"
    assert own in client.get(path).text

    answer = client.post(path, data={"organ_code": " 定海工会 "})

    second = begin(world, world.union, 2027)
    assert answer.status_code == 303
    assert "定海工会" in client.get(f"/organisations/{world.union.id}").text
    numbers = db.session.scalars(select(Document.number).order_by(Document.id)).all()
    assert numbers == [first.number, "定海工会〔2026〕1号"] == [first.number, second.number]
    event = db.session.scalars(select(Event).where(Event.act == Act.SET)).one()
    assert event.why == f"机关代字由{own}改为定海工会"


def test_no_two_unions_number_under_one_code_neither_now_nor_later(world: World, client: Browser) -> None:
    begin(world, world.union, 2026)
    own, theirs = organ_codes.of(world.union), organ_codes.of(world.other_union)
    organ_codes.change(world.union, "定海工会", world.actor(Role.UNION_HEAD), now=world.now)
    client.sign_in(world.members[Role.ADMIN])
    refused = {"定海工会": "已由", own: f"{own}〔2026〕1号", "沪工总": "市总工会的机关代字"}
    path = f"/organisations/{world.other_union.id}/organ-code"

    for code, why in refused.items():
        answer = client.post(path, data={"organ_code": code})
        assert (answer.status_code, why in answer.text) == (409, True), code
    with pytest.raises(Refused):  # the other's derived one, though he has not set it
        organ_codes.change(world.union, theirs, world.actor(Role.UNION_HEAD), now=world.now)
    with pytest.raises(IntegrityError), transaction():
        db.session.get_one(Organisation, world.other_union.id).organ_code = "定海工会"
    assert db.session.get_one(Organisation, world.other_union.id, populate_existing=True).organ_code is None


def test_only_the_unions_head_and_the_administrator_set_it(world: World, client: Browser) -> None:
    paths = {name: f"/organisations/{getattr(world, name).id}/organ-code" for name in ("union", "other_union", "unit")}
    found = {}
    for role in (Role.UNION_HEAD, Role.UNION_OFFICER, Role.ADMIN):
        client.sign_in(world.members[role])
        found[role] = [client.post(path, data={"organ_code": "x" * 20}).status_code for path in paths.values()]

    assert found == {
        Role.UNION_HEAD: [422, 404, 404],
        Role.UNION_OFFICER: [403, 403, 403],
        Role.ADMIN: [422, 422, 404],
    }
