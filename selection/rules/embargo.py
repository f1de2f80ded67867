"""Decided is not announced (票决结果的公布): what units and unions see of the committee's choice before the notice."""

from models.vocabulary import Act, Role, Stage
from selection.rules.standing import CITY_WIDE

DECIDED = frozenset({Stage.CHOSEN, Stage.RESERVED, Stage.UNCHOSEN})
"""Stages a unit or a union must not learn of before the notice is published."""

SILENT = frozenset({Act.CHOOSE, Act.RESERVE, Act.PASS_OVER, Act.MOVE_UP})
"""Events that stay out of their trail for as long."""


def shown_stage(stage: Stage, *, is_announced: bool, role: Role | None) -> Stage:
    """The stage as this role may see it.

    Until the first notice everybody outside the city still waits for the vote (等待票决). Afterwards only somebody who
    moved up is held back, as a reserve, until the notice that names him.
    """
    if role in CITY_WIDE or stage not in DECIDED:
        return stage
    if not is_announced:
        return Stage.SCORED
    return Stage.RESERVED if stage == Stage.CHOSEN else stage


def is_silent(act: Act, *, is_announced: bool, role: Role | None) -> bool:
    """Whether an event of this kind stays out of the trail this role reads."""
    return act in SILENT and role not in CITY_WIDE and not is_announced
