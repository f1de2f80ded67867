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


def by_name(world: World) -> None:
    """Let the committee vote by name, on everybody at once, in one round."""
    committee(world, ballot="named", by_title=False, rounds=1)


def committee(world: World, **changes: Any) -> None:
    """Let the committee vote by other rules than the definition's."""
    rules(world, committee=replace(world.programme.committee, **changes))


def convened(world: World, members: int = 3) -> tuple[Meeting, list[Membership]]:
    """A meeting with so many jurors, none of them there yet; the first is the role's account."""
    jurors = [world.members[Role.JUROR]] + [world.member(Role.JUROR, world.city) for _ in range(members - 1)]
    meeting = actions.convene(world.cycle, world.actor(Role.CITY_OFFICER), name="评审会", now=world.now)
    return meeting, jurors


def seated(world: World, members: int = 3) -> tuple[Meeting, list[Membership]]:
    """The same, everybody signed in."""
    meeting, jurors = convened(world, members)
    for juror in jurors:
        actions.attend(meeting, world.acting(juror), now=world.now)
    return meeting, jurors


def opened(world: World, members: int = 3) -> tuple[Meeting, list[Membership]]:
    """The same, and the first round, by name on everybody at once, is open."""
    by_name(world)
    meeting, jurors = seated(world, members)
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    return meeting, jurors


def voted(world: World, ballots: Sequence[Sequence[Nomination]]) -> Meeting:
    """A meeting in which every juror is there and has cast one of these ballots, by name; the round still open."""
    meeting, jurors = opened(world, len(ballots))
    for juror, in_favour in zip(jurors, ballots, strict=True):
        actions.cast(meeting, world.acting(juror), in_favour=[each.id for each in in_favour], now=world.now)
    return meeting


def resolved(world: World, ballots: Sequence[Sequence[Nomination]]) -> Meeting:
    """The same, counted and closed."""
    meeting = voted(world, ballots)
    city = world.actor(Role.CITY_OFFICER)
    actions.close_round(meeting, city, now=world.now)
    actions.close(meeting, city, now=world.now)
    return meeting


def secretly(world: World, *, tellers: int = 5, needed: int = 3, **further: Any) -> None:
    """Let the committee vote secretly, before so many tellers."""
    committee(world, ballot="secret", tellers=tellers, tellers_needed=needed, **further)


def keyed(world: World, meeting: Meeting, tellers: Sequence[Membership]) -> list[str]:
    """Make the meeting's key before these tellers; what each of them has written down."""
    ids = [each.user_id for each in tellers]
    actions.appoint(meeting, world.actor(Role.CITY_OFFICER), user_ids=ids, now=world.now)
    for each in tellers:
        actions.take_seat(meeting, world.acting(each), secret=f"token {each.user_id}", now=world.now)
    return [
        actions.read_share(meeting, world.acting(each), secret=f"token {each.user_id}", now=world.now)
        for each in tellers
    ]


def sealed(world: World, members: int = 7) -> tuple[Meeting, list[Membership], list[str]]:
    """A meeting that votes secretly, everybody there, the key made before five of them; no round open yet."""
    secretly(world, by_title=False, rounds=1)
    meeting, jurors = seated(world, members)
    return meeting, jurors, keyed(world, meeting, jurors[:5])
