"""A union that recommended against the rules is granted no places in the next round."""

import pytest

from models.honour import RecommendationBan, Revocation
from models.programme import Allocation
from models.vocabulary import Ground, Role
from selection.database import db, transaction
from selection.errors import Refused
from selection.places import actions
from tests.world import World


def test_a_banned_union_is_granted_nothing_and_the_others_wait_for_it(world: World) -> None:
    _ban(world)
    before = world.allocation.granted
    wanted = {world.union.id: 8, world.other_union.id: 12}

    with pytest.raises(Refused, match="取消本届推荐资格"):
        actions.grant(world.cycle, wanted, world.actor(Role.CITY_OFFICER), reason="分配", now=world.now)

    assert db.session.get_one(Allocation, world.allocation.id, populate_existing=True).granted == before
    assert actions.grant(
        world.cycle, {world.other_union.id: 12}, world.actor(Role.CITY_OFFICER), reason="分配", now=world.now
    ) == {world.other_union.id: 2}


def _ban(world: World) -> None:
    honour = world.honour(year=world.cycle.batch_year - 2)
    officer = world.members[Role.CITY_OFFICER].user_id
    with transaction() as session:
        revocation = Revocation(
            honour_id=honour.id,
            ground=next(iter(Ground)),
            reason="材料不实",
            proposed_by=world.members[Role.UNION_HEAD].user_id,
            proposer_name="曹正清",
            revoked_by=officer,
            revoker_name="方晓",
            revoked_on=world.now.date(),
            revoked_at=world.now,
        )
        session.add(revocation)
        session.flush()
        session.add(
            RecommendationBan(
                union_id=world.union.id,
                programme_key=world.cycle.programme_key,
                after_year=world.cycle.batch_year - 1,
                revocation_id=revocation.id,
                banned_at=world.now,
            )
        )
