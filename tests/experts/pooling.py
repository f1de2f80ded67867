"""A pool of experts for tests."""

from models.expert import ExpertProfile
from models.people import Membership
from models.vocabulary import Role
from selection.database import transaction
from tests.world import World


def pool(world: World, trades: str) -> list[Membership]:
    """One expert for each letter: an industry's code, or ``-`` for somebody without one."""
    people = [world.member(Role.EXPERT, world.city, f"专家{place}号") for place, _ in enumerate(trades, start=1)]
    with transaction() as session:
        for person, trade in zip(people, trades, strict=True):
            session.add(
                ExpertProfile(user_id=person.user_id, trades=[] if trade == "-" else [trade], saved_at=world.now)
            )
    return people
