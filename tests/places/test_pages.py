"""The ledger's pages: who sees which, what is granted, moved and taken back."""

import pytest
from flask import Flask
from sqlalchemy import select

from models.event import Event
from models.job import Letter
from models.programme import LedgerEntry
from models.proposal import Proposal
from models.vocabulary import Act, Place, ProposalState, Role, Stage
from selection.database import db
from selection.errors import Refused
from selection.places import ledger
from selection.places.queries import accounts, allocation_of
from selection.proposals import actions as proposals
from selection.rules.standing import SYSTEM
from tests.browsers import Browser
from tests.recommendations.test_views import statements
from tests.world import World


@pytest.fixture
def city(client: Browser, world: World) -> Browser:
    return client.sign_in(world.members[Role.CITY_OFFICER])


def agree(world: World) -> str:
    """A second officer of the city agrees to what is open; returns its title."""
    proposal = db.session.scalars(select(Proposal).where(Proposal.state == ProposalState.OPEN)).one()
    second = world.acting(world.member(Role.CITY_OFFICER, world.city, "复核员"))
    proposals.approve(proposal, second, now=world.now)
    return proposal.title


def granted(world: World) -> dict[str, int]:
    db.session.rollback()
    return {each.union: each.granted for each in accounts(world.cycle.id)}


def test_all_unions_are_granted_in_one_form(city: Browser, world: World) -> None:
    url = f"/places/{world.cycle.id}/grants"
    assert city.get(url).status_code == 200
    data = {f"places-{world.union.id}": "１２", f"places-{world.other_union.id}": "7", "reason": "按职工人数分配"}

    answer = city.post(url, data=data)

    assert answer.status_code == 303, answer.text
    assert granted(world) == {"东浦区总工会": 10, "西塘区总工会": 10}
    assert agree(world) == "调整 2 个工会的推荐名额"
    assert granted(world) == {"东浦区总工会": 12, "西塘区总工会": 7}
    kinds = db.session.execute(select(LedgerEntry.kind, LedgerEntry.places).order_by(LedgerEntry.id.desc()).limit(2))
    assert {tuple(row) for row in kinds} == {(Place.GRANT, 2), (Place.FORFEIT, 3)}
    event = db.session.scalars(select(Event).where(Event.act == Act.GRANT)).one()
    assert event.facts == {"changes": {str(world.union.id): 2, str(world.other_union.id): -3}}
    letters = {letter.subject for letter in db.session.scalars(select(Letter))}
    assert f"{world.cycle.name}推荐名额有变动" in letters


def test_the_first_places_of_a_cycle_are_shared_out_by_one(city: Browser, world: World) -> None:
    for side in (world.union.id, world.other_union.id):
        allocation = allocation_of(world.cycle.id, side)
        assert allocation is not None
        ledger.forfeit(allocation, 10, SYSTEM, reason="从头开始", now=world.now)

    data = {f"places-{world.union.id}": "3", f"places-{world.other_union.id}": "0", "reason": "按职工人数分配"}
    answer = city.post(f"/places/{world.cycle.id}/grants", data=data)

    assert answer.status_code == 303
    assert granted(world) == {"东浦区总工会": 3, "西塘区总工会": 0}


@pytest.mark.parametrize("typed", ["-1", "1.5", "八", "99999", "1e3", "\x00"])
def test_a_number_that_is_none_is_told_and_nothing_changes(city: Browser, world: World, typed: str) -> None:
    data = {f"places-{world.union.id}": typed, f"places-{world.other_union.id}": "7", "reason": "按职工人数分配"}

    answer = city.post(f"/places/{world.cycle.id}/grants", data=data)

    assert answer.status_code == 422
    assert "东浦区总工会：请填 0 到 9999 的整数" in answer.text
    assert 'value="7"' in answer.text
    assert granted(world) == {"东浦区总工会": 10, "西塘区总工会": 10}


def test_places_in_use_stay_though_somebody_asked_for_them(city: Browser, world: World) -> None:
    for _ in range(3):
        world.nomination(Stage.RECOMMENDED)
    data = {f"places-{world.union.id}": "1", f"places-{world.other_union.id}": "9", "reason": "重新分配"}

    answer = city.post(f"/places/{world.cycle.id}/grants", data=data)

    assert answer.status_code == 303
    with pytest.raises(Refused, match="已占用 3 个名额"):
        agree(world)
    assert granted(world) == {"东浦区总工会": 10, "西塘区总工会": 10}


def test_a_total_is_shared_evenly_as_a_proposal(city: Browser, world: World) -> None:
    answer = city.post(f"/places/{world.cycle.id}/grants", data={"share": "y", "total": "25"})

    assert answer.status_code == 200
    assert 'value="13"' in answer.text
    assert 'value="12"' in answer.text
    assert granted(world) == {"东浦区总工会": 10, "西塘区总工会": 10}


def test_a_pasted_sheet_fills_the_table(city: Browser, world: World) -> None:
    good = city.post(f"/places/{world.cycle.id}/grants", data={"paste": "y", "pasted": "西塘区总工会\t8\n\n"})
    bad = city.post(f"/places/{world.cycle.id}/grants", data={"paste": "y", "pasted": "南塘区总工会 8"})

    assert (good.status_code, bad.status_code) == (200, 422)
    assert 'value="8"' in good.text
    assert "第 1 行读不懂" in bad.text


def test_places_are_transferred_with_a_reason(city: Browser, world: World) -> None:
    url = f"/places/{world.cycle.id}/transfers"
    data = {"source": world.union.id, "target": world.other_union.id, "places": "4"}

    without = city.post(url, data=data)
    answer = city.post(url, data={**data, "reason": "东浦报名不足"})

    assert without.status_code == 422
    assert answer.status_code == 303
    assert agree(world) == "从东浦区总工会调剂 4 个名额给西塘区总工会"
    assert granted(world) == {"东浦区总工会": 6, "西塘区总工会": 14}


def test_more_than_a_union_has_is_not_transferred(city: Browser, world: World) -> None:
    data = {"source": world.union.id, "target": world.other_union.id, "places": "11", "reason": "全部调出"}

    answer = city.post(f"/places/{world.cycle.id}/transfers", data=data)

    assert answer.status_code == 409
    assert "分配名额只有 10 个，不够调出 11 个" in answer.text


def test_places_are_taken_back_with_a_reason(city: Browser, world: World) -> None:
    url = f"/places/{world.cycle.id}/unions/{world.union.id}/forfeiture"

    assert city.post(url, data={"places": "0", "reason": "逾期未用"}).status_code == 422
    assert city.post(url, data={"places": "2", "reason": "逾期未用", "nominee": ""}).status_code == 303
    assert granted(world)["东浦区总工会"] == 10
    agree(world)
    assert granted(world)["东浦区总工会"] == 8


def test_a_place_is_forfeited_for_a_nominee_with_false_material(city: Browser, world: World) -> None:
    liar = world.nomination(Stage.DROPPED, name="伪知白")
    upright = world.nomination(Stage.QUALIFIED, name="周启明")
    url = f"/places/{world.cycle.id}/unions/{world.union.id}/forfeiture"
    asked = {"places": "1", "reason": "业绩证明系伪造"}

    refused = city.post(url, data={**asked, "nominee": str(upright.id)})
    taken = city.post(url, data={**asked, "nominee": str(liar.id)})
    agree(world)

    assert (refused.status_code, taken.status_code) == (422, 303)
    db.session.refresh(world.allocation)
    assert (world.allocation.granted, world.allocation.committed) == (9, 1)
    assert ledger.discrepancies(world.cycle.id) == []
    page = city.get(f"/places/{world.cycle.id}/entries?kind=forfeit").text
    assert "伪知白，业绩证明系伪造" in page
    assert "提请，复核员复核" in page
    assert "周启明" not in page


def test_nobody_agrees_to_what_he_asked_for(city: Browser, world: World) -> None:
    data = {"source": world.union.id, "target": world.other_union.id, "places": "4", "reason": "东浦报名不足"}
    city.post(f"/places/{world.cycle.id}/transfers", data=data)
    proposal = db.session.scalars(select(Proposal)).one()

    with pytest.raises(Refused, match="您自己提请"):
        proposals.approve(proposal, world.actor(Role.CITY_OFFICER), now=world.now)

    assert granted(world) == {"东浦区总工会": 10, "西塘区总工会": 10}


def test_a_union_reads_its_own_ledger_only(client: Browser, world: World) -> None:
    world.nomination(Stage.RECOMMENDED, name="周启明")
    world.nomination(Stage.RECOMMENDED, name="钱立群", union=world.other_union)
    client.sign_in(world.members[Role.UNION_OFFICER])

    own = client.get(f"/places/{world.cycle.id}/unions/{world.union.id}")
    theirs = client.get(f"/places/{world.cycle.id}/unions/{world.other_union.id}")

    assert (own.status_code, theirs.status_code) == (200, 404)
    assert "周启明" in own.text
    assert "钱立群" not in own.text
    assert client.get("/places/").location == f"/places/{world.cycle.id}"
    assert client.get(f"/places/{world.cycle.id}").location.endswith(f"/unions/{world.union.id}")


@pytest.mark.parametrize("people", [1, 3])
def test_the_ledger_takes_five_statements(client: Browser, world: World, people: int) -> None:
    for _ in range(people):
        world.nomination(Stage.QUALIFIED)
    client.sign_in(world.members[Role.UNION_HEAD])
    url = f"/places/{world.cycle.id}/unions/{world.union.id}"
    client.get(url)

    with statements() as sent:
        page = client.get(f"{url}?page=0")

    assert page.status_code == 200
    assert len(sent) == 5, "\n".join(sent)


def test_the_supervisor_reads_all_ledgers_and_changes_none(client: Browser, world: World) -> None:
    client.sign_in(world.members[Role.SUPERVISOR])

    assert client.get(f"/places/{world.cycle.id}").status_code == 200
    assert client.get(f"/places/{world.cycle.id}/unions/{world.other_union.id}").status_code == 200
    assert client.get(f"/places/{world.cycle.id}/grants").status_code == 403
    assert "分配名额</a>" not in client.get(f"/places/{world.cycle.id}").text


def test_a_ledger_that_is_not_there_is_not_found(city: Browser, world: World) -> None:
    assert city.get("/places/999999").status_code == 404
    assert city.get(f"/places/{world.cycle.id}/unions/{world.unit.id}").status_code == 404


def test_the_command_says_that_the_books_agree(app: Flask, world: World) -> None:
    world.nomination(Stage.QUALIFIED)
    db.session.rollback()

    answer = app.test_cli_runner().invoke(args=["places", "check"])

    assert (answer.exit_code, answer.output) == (0, "名额账全部相符\n")
