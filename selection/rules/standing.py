"""Who is asking, and what he is to a nomination (身份与关系)."""

from dataclasses import dataclass

from models.vocabulary import Level, Role, Stage

CITY_WIDE = frozenset({Role.CITY_OFFICER, Role.SUPERVISOR})
UNION = frozenset({Role.UNION_OFFICER, Role.UNION_HEAD})
UNIT = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
AFTER_UNIT = frozenset(Stage) - {Stage.DRAFTED, Stage.POSTED, Stage.SIGNED}


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one role for one organisation; ``user_id`` is empty for a one-time link or the system."""

    user_id: int | None
    name: str
    role: Role | None
    organisation_id: int | None
    organisation_name: str
    level: Level | None
    membership_id: int | None = None


SYSTEM = Actor(None, "系统", None, None, "", None)


def nominee(name: str) -> Actor:
    """The person nominated, known by the one-time link he holds."""
    return Actor(None, name, Role.NOMINEE, None, "", None)


def organises(actor: Actor, organiser_id: int | None) -> bool:
    """Whether this actor is of the house that runs a cycle: the union ``organiser_id``, or the city where it is None.

    In its own cycle a union's officers, experts and jurors stand where those of the city stand in the city's.
    """
    return actor.level is Level.CITY if organiser_id is None else actor.organisation_id == organiser_id
