"""Proof sheets signed, as the city does on the ground of stamped ones."""

from models.vocabulary import Role
from selection.certificates import actions, queries
from tests.world import World


def prove_all(world: World) -> int:
    """Every unit of the cycle finds its names right; returns how many sheets there are."""
    city = world.actor(Role.CITY_OFFICER)
    sheets = queries.sheets(city, world.cycle.id)
    for sheet in sheets:
        basis = "收到单位盖章的校对单。"
        actions.prove(world.cycle, sheet.unit_id, city, seen=sheet.digest, basis=basis, now=world.now)
    return len(sheets)
