"""The pages for the officer and the supervisor, and the command: one signed file, after publication and not before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from models.ballot import Resolution
from models.nomination import Nomination
from models.result import ResultPack
from models.vocabulary import Outcome, Role
from scripts.verify_pack import verify
from selection import jobs
from selection.certificates import payload
from selection.database import db
from selection.errors import Refused
from selection.results import actions, facts
from tests.browsers import Browser
from tests.results import building
from tests.world import World


@pytest.mark.database("sqlite")  # tests/showcase makes one on both
def test_the_pack_is_made_after_publication_and_one_for_the_same_facts(
    app: Flask, world: World, new_client: Callable[[], Browser], tmp_path: Path
):
    building.by_rules(world)
    made = building.candidates(world)
    building.score(world, made)
    building.vote(world, made)
    officer, supervisor = new_client(), new_client()
    officer.sign_in(world.members[Role.CITY_OFFICER])
    supervisor.sign_in(world.members[Role.SUPERVISOR])
    address = f"/results/cycles/{world.cycle.id}"

    with pytest.raises(Refused):
        actions.ask(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    assert "公示还没有发布" in officer.get(address).text
    assert app.test_cli_runner().invoke(args=["results", "pack", str(world.cycle.id)]).exit_code == 1

    building.publish(world)
    for browser in (officer, supervisor):
        assert browser.post(f"{address}/packs").status_code == 303
    jobs.perform_due(world.now.replace(year=world.now.year + 1))
    [row] = db.session.scalars(select(ResultPack)).all()
    answer = supervisor.get(f"/results/packs/{row.id}")
    (tmp_path / "pack.zip").write_bytes(answer.data)
    invoked = app.test_cli_runner().invoke(
        args=["results", "pack", str(world.cycle.id), "--to", str(tmp_path / "again.zip")]
    )

    assert answer.headers["Content-Disposition"].isascii(), "a server breaks off at any other header"
    assert row.sha256 in supervisor.get(address).text
    assert (row.chain_head, row.chain_length) == tuple(facts.chain(world.cycle.id).values())
    assert invoked.exit_code == 0
    assert (tmp_path / "again.zip").read_bytes() == answer.data
    assert verify(tmp_path / "pack.zip", [payload.public_key(app.config["QR_SECRET"])]) == []
    assert supervisor.get("/results/verifier").data == Path("scripts/verify_pack.py").read_bytes()
    _no_name_but_the_published(answer.data.decode(errors="replace"), world, made)
    _traced(supervisor, world)


def _no_name_but_the_published(content: str, world: World, made: list[Nomination]) -> None:
    """Whoever is on no notice is nowhere in the file; nor is an expert, a juror of a secret vote, or a number."""
    chosen = set(db.session.scalars(select(Resolution.nomination_id).filter_by(outcome=Outcome.CHOSEN)))
    others = [each.name for each in made if each.id not in chosen]
    told = [each.user.name for each in world.members.values()]

    assert others
    assert [each for each in (*others, *told, "13900000000") if each in content] == []


def _traced(browser: Browser, world: World) -> None:
    """The way of the first of the first title, on one page."""
    winner = db.session.scalars(select(Resolution).filter_by(title_key=world.programme.titles[0].key, position=1)).one()
    page = browser.get(f"/results/nominations/{winner.nomination_id}").text

    for told in (
        "1. 申报",
        "2. 推荐",
        "4. 专家评审",
        "E01",
        "第 1 轮",
        winner.reason,
        "6. 社会公示",
        "汇总评分",
        "票决",
    ):
        assert told in page
    assert [
        each.user.name for each in world.members.values() if each.role == Role.EXPERT and each.user.name in page
    ] == []


def test_nobody_else_reaches_packs_or_the_way_of_a_name(app: Flask, world: World, new_client: Callable[[], Browser]):
    nomination = world.nomination()
    for role in set(Role) - {Role.SUPERVISOR}:
        browser = new_client()
        browser.sign_in(world.members[role])
        assert browser.get(f"/results/nominations/{nomination.id}").status_code == 403
        if role != Role.CITY_OFFICER:
            assert browser.get("/results/").status_code == 403
