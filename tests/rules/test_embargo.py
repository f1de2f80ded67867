"""Decided is not announced."""

import pytest

from models.vocabulary import Act, Role, Stage
from selection.rules.embargo import DECIDED, is_silent, shown_stage

CITY = (Role.CITY_OFFICER, Role.SUPERVISOR)
OUTSIDE = [role for role in Role if role not in CITY]


@pytest.mark.parametrize("role", [*OUTSIDE, None])
def test_before_the_notice_nobody_outside_the_city_tells_the_outcomes_apart(role: Role | None) -> None:
    assert {shown_stage(stage, is_announced=False, role=role) for stage in DECIDED} == {Stage.SCORED}


@pytest.mark.parametrize("role", CITY)
@pytest.mark.parametrize("stage", list(Stage))
def test_the_city_sees_what_is(role: Role, stage: Stage) -> None:
    assert shown_stage(stage, is_announced=False, role=role) == stage


def test_after_the_notice_only_who_moved_up_is_held_back_as_a_reserve() -> None:
    shown = {stage: shown_stage(stage, is_announced=True, role=Role.UNIT_OFFICER) for stage in Stage}

    assert {stage: seen for stage, seen in shown.items() if seen != stage} == {Stage.CHOSEN: Stage.RESERVED}


def test_the_choice_leaves_no_trail_before_the_notice() -> None:
    silent = [act for act in Act if is_silent(act, is_announced=False, role=Role.UNION_HEAD)]

    assert silent == [Act.CHOOSE, Act.RESERVE, Act.PASS_OVER, Act.MOVE_UP]
    assert not any(is_silent(act, is_announced=True, role=Role.UNION_HEAD) for act in Act)
    assert not any(is_silent(act, is_announced=False, role=Role.SUPERVISOR) for act in Act)
