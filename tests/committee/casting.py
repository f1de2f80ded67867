"""What the tests of committee and publicity need besides the world: ranks, jurors, a meeting, ballots."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from models.ballot import Meeting
from models.nomination import Dossier, Nomination
from models.people import Membership
from models.programme import Cycle
from models.review import Panel, ReviewFile
from models.vocabulary import Role, Stage
from selection.committee import actions
from selection.database import db, transaction
from selection.rules.definition import canonical, digest
from tests.world import World

NAMES = "丁望海 卫知远 马守一 王砚秋 方卓 尹青 叶知秋 朱怀瑾 许望舒 孙一鸣 何敬言 沈若兰".split()


def rules(world: World, **changes: Any) -> None:
    """Run the cycle by a definition with other places, limits or reserve than the one that ships."""
    world.programme = replace(world.programme, **changes)
    text = canonical(world.programme)
    with transaction():
        cycle = db.session.get_one(Cycle, world.cycle.id)
        cycle.definition, cycle.definition_sha256 = text, digest(text)


def places(world: World, *numbers: int) -> None:
    """So many places for each title."""
    pairs = zip(world.programme.titles, numbers, strict=True)
    rules(world, titles=tuple(replace(title, places=number) for title, number in pairs))


def rank(world: World, nominations: Sequence[Nomination]) -> None:
    """The review is closed: these nominations are ranked in this order."""
    with transaction() as session:
        panel = Panel(cycle_id=world.cycle.id, name="评审组")
        session.add(panel)
        session.flush()
        for place, nomination in enumerate(nominations, start=1):
            session.add(
                ReviewFile(
                    nomination_id=nomination.id,
                    panel_id=panel.id,
                    dossier_id=session.query(Dossier).filter_by(nomination_id=nomination.id).one().id,
                    blind_number=place,
                    sheets=3,
                    total=Decimal(95) - place,
                    rank=place,
                )
            )
        session.get_one(Cycle, world.cycle.id).review_closed_at = world.now


def candidates(world: World, number: int, *, title: str = "", **further: Any) -> list[Nomination]:
    """So many scored and ranked nominations, the first the best."""
    with transaction() as session:
        session.merge(world.allocation).ceiling = 1000
    made = [
        world.nomination(Stage.SCORED, name=NAMES[place % len(NAMES)], title=title, **further)
        for place in range(number)
    ]
    rank(world, made)
    return made


def convened(world: World, members: int = 3) -> tuple[Meeting, list[Membership]]:
    """A meeting with so many jurors, none of them there yet; the first is the role's account."""
    jurors = [world.members[Role.JUROR]] + [world.member(Role.JUROR, world.city) for _ in range(members - 1)]
    meeting = actions.convene(world.cycle, world.actor(Role.CITY_OFFICER), name="评审会", now=world.now)
    return meeting, jurors


def voted(world: World, ballots: Sequence[Sequence[Nomination]]) -> Meeting:
    """A meeting in which every juror is there and has cast one of these ballots; still open."""
    meeting, jurors = convened(world, len(ballots))
    for juror, in_favour in zip(jurors, ballots, strict=True):
        actor = world.acting(juror)
        actions.attend(meeting, actor, now=world.now)
        actions.cast(meeting, actor, in_favour=[each.id for each in in_favour], now=world.now)
    return meeting


def resolved(world: World, ballots: Sequence[Sequence[Nomination]]) -> Meeting:
    """The same, closed."""
    meeting = voted(world, ballots)
    actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    return meeting
