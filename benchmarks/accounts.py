"""Who nominates and who scores, written by bulk inserts into the real tables, and signed in."""

from datetime import date

from sqlalchemy import Connection, insert, text, update

from benchmarks import cases
from benchmarks.cases import SHEETS
from models.people import Affiliation, Membership, Organisation, SignIn, User
from models.programme import Allocation
from models.review import Panel, PanelMember
from models.vocabulary import Level, Ownership, Role, UnionKind
from selection import clock
from selection.access import digest as token_digest
from tests.world import World, credit_code

BASE = 10_000
"""Organisations and accounts of the benchmark count from here; below are those of tests/world.py."""

UNIT_BASE = BASE + 1000


def enter(connection: Connection, world: World, size: int, experts: int) -> None:
    """The unions, the units with their officers, and the experts in their panels."""
    units = -(-size // cases.UNIT_SIZE)
    unions = range(1, cases.UNIONS + 1)
    organisations = [
        {
            "id": BASE + number,
            "level": Level.UNION,
            "name": cases.union_name(number),
            "short_name": cases.union_name(number)[:6],
            "union_kind": UnionKind.DISTRICT,
            "founded_at": world.now,
        }
        for number in unions
    ]
    connection.execute(insert(Organisation), organisations)
    houses = [
        {
            "id": UNIT_BASE + number,
            "level": Level.UNIT,
            "name": cases.unit_name(number),
            "short_name": cases.unit_name(number)[:8],
            "credit_code": credit_code(1000 + number),
            "ownership": Ownership.NON_PUBLIC,
            "founded_at": world.now,
        }
        for number in range(1, units + 1)
    ]
    connection.execute(insert(Organisation), houses)
    homes = [
        {
            "unit_id": UNIT_BASE + number,
            "union_id": BASE + (number - 1) % cases.UNIONS + 1,
            "since": date(2020, 1, 1),
        }
        for number in range(1, units + 1)
    ]
    connection.execute(insert(Affiliation), homes)
    places = {"granted": size, "ceiling": 2 * size, "reserved": 0, "committed": size // cases.UNIONS}
    allocations = [
        {"id": BASE + number, "cycle_id": world.cycle.id, "union_id": BASE + number, **places} for number in unions
    ]
    connection.execute(insert(Allocation), allocations)
    _experts(connection, world, experts)


def _experts(connection: Connection, world: World, experts: int) -> None:
    first = UNIT_BASE * 10
    people = [
        {
            "id": first + number,
            "account": f"expert{number}@example.org",
            "name": f"欧阳{cases.name_of(number)}",  # nobody's namesake: whoever is may not score him
            "password_hash": "unusable",
            "invited_at": world.now,
            "activated_at": world.now,
        }
        for number in range(1, experts + 1)
    ]
    connection.execute(insert(User), people)
    connection.execute(
        insert(Membership),
        [
            {"user_id": each["id"], "organisation_id": world.city.id, "role": Role.EXPERT, "since_at": world.now}
            for each in people
        ],
    )
    panels = [
        {"id": number, "cycle_id": world.cycle.id, "name": f"第{number}组"}
        for number in range(1, experts // SHEETS + 1)
    ]
    connection.execute(insert(Panel), panels)
    connection.execute(
        insert(PanelMember),
        [{"panel_id": (number - 1) // SHEETS + 1, "expert_id": first + number} for number in range(1, experts + 1)],
    )


def sign_in(connection: Connection, world: World) -> tuple[str, str, str]:
    """Tokens of a city officer, the officer of unit 1 and the first expert."""
    officer = world.members[Role.UNIT_OFFICER]
    values = {"organisation_id": UNIT_BASE + 1}
    connection.execute(update(Membership).where(Membership.id == officer.id).values(values))
    expert = UNIT_BASE * 10 + 1
    query = text("SELECT id FROM membership WHERE user_id = :user")
    expert_member = connection.scalar(query, {"user": expert})
    city = world.members[Role.CITY_OFFICER]
    held = (("city", city.user_id, city.id), ("unit", officer.user_id, officer.id), ("expert", expert, expert_member))
    connection.execute(
        insert(SignIn),
        [
            {
                "token_hash": token_digest(token),
                "user_id": user,
                "membership_id": member,
                "began_at": clock.now(),
                "seen_at": clock.now(),
            }
            for token, user, member in held
        ],
    )
    return "city", "unit", "expert"
