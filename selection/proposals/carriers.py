"""What a second person can agree to: each kind of proposal with the function that does it (复核事项)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.vocabulary import Role
from selection.rules.standing import Actor

Doing = Callable[[dict[str, Any], Actor, datetime], None]


@dataclass(frozen=True)
class Carrier:
    """``label``: what is done, as a verb. ``proposers`` may ask for it; ``approvers``, another person, decide."""

    label: str
    proposers: frozenset[Role]
    approvers: frozenset[Role]
    carry_out: Doing


_carriers: dict[str, Carrier] = {}


def carries_out(
    kind: str, *, label: str, proposers: tuple[Role, ...], approvers: tuple[Role, ...]
) -> Callable[[Doing], Doing]:
    """Declare ``do(payload, actor, now)``, run inside the transaction of the approval; what it refuses stays open.

    ``actor`` is the second person. Whoever declares one is imported with the views, so nothing need be listed.
    """

    def declare(do: Doing) -> Doing:
        _carriers[kind] = Carrier(label, frozenset(proposers), frozenset(approvers), do)
        return do

    return declare


def carrier(kind: str) -> Carrier:
    """The carrier of this kind; a KeyError means that nobody declared it."""
    return _carriers[kind]


def decided_by(role: Role | None) -> list[str]:
    """The kinds somebody in this role may decide."""
    return [kind for kind, each in _carriers.items() if role in each.approvers]
