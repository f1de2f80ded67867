"""An honour taken back: one asks, another decides, everybody sees it at once, and the union may lose a round."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from models.honour import Certificate, Honour, RecommendationBan, Revocation
from models.job import Letter
from models.programme import Cycle
from models.proposal import Proposal
from models.sealed import keyring
from models.vocabulary import Ground, Role
from selection.database import db, transaction
from selection.errors import Refused
from selection.honours.queries import past_honours, revocation_of
from selection.proposals import actions as proposals
from selection.register.actions import revoking
from selection.register.queries.bans import why_banned
from selection.rules.definition import canonical, digest
from tests.browsers import Browser
from tests.honours.ceremony import ceremony
from tests.register.arranging import file_of, person
from tests.world import World, id_number


def ask(world: World, honour: Honour, role: Role = Role.UNION_HEAD, **further: Any) -> Proposal:
    told = {
        "ground": Ground.FRAUD,
        "reason": "技术成果系他人完成，有调查结论",
        "money_due": Decimal(5000),
        "against_the_rules": False,
        **further,
    }
    return revoking.ask(honour, world.actor(role), now=world.now, **told)


def revoke(world: World, honour: Honour, **further: Any) -> Revocation:
    proposal = ask(world, honour, **further)
    proposals.approve(proposal, world.actor(Role.CITY_OFFICER), now=world.now)
    return db.session.scalars(select(Revocation).where(Revocation.honour_id == honour.id)).one()


def honoured(world: World) -> Honour:
    """Somebody honoured by this system, with his dossier, certificate and file."""
    ceremony(world)
    return db.session.scalars(select(Honour).order_by(Honour.id)).first() or pytest.fail("nobody was honoured")


def test_one_asks_and_only_another_person_decides(world: World) -> None:
    honour = honoured(world)
    proposal = ask(world, honour, Role.CITY_OFFICER)

    with pytest.raises(Refused):
        proposals.approve(proposal, world.actor(Role.CITY_OFFICER), now=world.now)
    assert revocation_of(honour.id) is None
    proposals.approve(proposal, world.acting(world.member(Role.CITY_OFFICER, world.city, "安之若")), now=world.now)

    found = db.session.scalars(select(Revocation)).one()
    assert (found.proposer_name, found.revoker_name) == ("上海市总工会 吴念慈", "上海市总工会 安之若")
    assert (found.ground, found.money_due, found.certificate_back_on) == (Ground.FRAUD, Decimal(5000), None)


def test_the_register_and_the_rules_know_at_once(world: World) -> None:
    number = id_number(5)
    whose = person(world, "周启明", ("上海工匠", 2019), number=number)
    honour = db.session.scalars(select(Honour)).one()
    assert len(past_honours(keyring.index(number), "周启明", "")) == 1

    revoke(world, honour)

    assert past_honours(keyring.index(number), "周启明", "") == []
    assert (file_of(whose).rung, file_of(whose).honours) == (0, 0)
    told = revocation_of(honour.id)
    assert told is not None
    assert (told.on, told.ground) == (world.now.date(), Ground.FRAUD)


def test_the_public_roll_and_the_person_page_show_it_and_never_the_case(world: World, client: Browser) -> None:
    honour = honoured(world)
    revoke(world, honour)

    roll = client.get("/roll").text
    client.sign_in(world.members[Role.CITY_OFFICER])
    page = client.get(f"/register/people/{honour.person_id}").text

    assert (roll.count("已撤销"), "技术成果系他人完成" in roll) == (1, False)
    assert "已撤销" in page
    letters = db.session.scalars(select(Letter.body)).all()
    assert any("称号已撤销" in each or "撤销周启明" in each for each in letters)


def test_a_union_asks_by_its_page_the_city_agrees_and_notes_what_came_back(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    honour = honoured(world)
    code = db.session.scalars(select(Certificate.code).where(Certificate.honour_id == honour.id)).one()
    union, city = client.sign_in(world.members[Role.UNION_HEAD]), new_client().sign_in(world.members[Role.CITY_OFFICER])
    path = f"/register/honours/{honour.id}/revocation"

    wrong = union.post(path, data={"ground": "fraud", "reason": "有调查结论", "money_due": "0.001"})
    asked = union.post(path, data={"ground": "fraud", "reason": "有调查结论", "money_due": "5000"})
    before = new_client().get(f"/verify/{code}").text
    agreed = city.post("/proposals/1/approval")
    after = new_client().get(f"/verify/{code}").text
    too_much = city.post("/register/revocations/1/recovery", data={"money_back": "99999"})
    noted = city.post("/register/revocations/1/recovery", data={"money_back": "3000", "benefits_ended_on": ""})

    assert [each.status_code for each in (wrong, asked, agreed, too_much, noted)] == [422, 303, 303, 409, 303]
    assert ("撤销" in before, "撤销" in after, "有调查结论" in after) == (False, True, False)
    assert "3000 / 5000 元" in city.get("/register/revocations/").text


def test_a_second_revocation_is_refused(world: World) -> None:
    honour = honoured(world)
    revoke(world, honour)

    with pytest.raises(Refused, match="已于"):
        ask(world, honour)


def test_what_came_back_is_noted_and_never_more_than_is_due(world: World) -> None:
    revocation = revoke(world, honoured(world))
    city, today = world.actor(Role.CITY_OFFICER), revocation.revoked_on

    def recover(money: int, *, on: Any = today) -> None:
        revoking.recover(
            revocation,
            city,
            certificate_back_on=on,
            medal_back_on=None,
            money_back=Decimal(money),
            benefits_ended_on=today,
            now=world.now,
        )

    with pytest.raises(Refused, match="多于应追回的 5000 元"):
        recover(5001)
    with pytest.raises(Refused, match="早于撤销那一天"):
        recover(0, on=today - timedelta(days=1))
    recover(3000)

    db.session.expire_all()
    assert (revocation.money_back, revocation.certificate_back_on) == (Decimal(3000), today)


def test_the_union_loses_the_next_round_only_where_the_definition_says_so(world: World) -> None:
    honour = honoured(world)
    with pytest.raises(Refused, match="没有规定取消推荐资格"):
        ask(world, honour, against_the_rules=True)

    sterner(world)
    revoke(world, honour, against_the_rules=True)

    union = db.session.scalars(select(RecommendationBan.union_id)).one()
    next_round, after_that = round_of(world, 2028), round_of(world, 2030)
    assert why_banned(union, world.cycle) == ""
    assert "取消本届推荐资格" in why_banned(union, next_round)
    assert why_banned(union, after_that) == ""
    assert why_banned(world.other_union.id, next_round) == ""


def sterner(world: World) -> None:
    """The same cycle under a definition by which a union can lose its next round."""
    changed = canonical(type(world.programme)(**{**vars(world.programme), "bans_next_round": True}))
    with transaction() as session:
        cycle = session.get_one(Cycle, world.cycle.id)
        cycle.definition, cycle.definition_sha256 = changed, digest(changed)


def round_of(world: World, year: int) -> Cycle:
    with transaction() as session:
        cycle = Cycle(
            programme_key=world.cycle.programme_key,
            name=f"{year}年",
            batch_year=year,
            definition=world.cycle.definition,
            definition_sha256=world.cycle.definition_sha256,
            opened_at=world.now,
        )
        session.add(cycle)
    return cycle
