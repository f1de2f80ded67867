"""A short run of `make bench`: that it measures, not what it measures."""

import pytest

from benchmarks.__main__ import main
from benchmarks.goals import Goal, Line, of_lines


def test_both_applications_answer_every_kind_of_work(capsys: pytest.CaptureFixture[str]) -> None:
    answered = main(["--sizes", "60", "--rounds", "1", "--requests", "3"])

    printed = capsys.readouterr().out
    assert answered == 0
    rows = [line.split("|")[1].strip() for line in printed.splitlines() if line.startswith("| ")]
    assert rows == ["work", "list", "detail", "submit", "save a sheet", "search", "export"]


def test_a_goal_is_held_up_to_its_limit_and_missed_above() -> None:
    assert [Goal("p50", reached, 2.0).is_held for reached in (1.9, 2.0, 2.01)] == [True, True, False]


def test_a_round_that_something_else_disturbed_decides_nothing() -> None:
    line = Line("list", 1_000, [[4.0], [40.0], [4.0]], [[6.0] * 3, [600.0] * 3, [6.0] * 3], 3, 4, 6)

    assert (line.ratio, line.slowest) == (1.5, 1.5)


def test_a_page_has_goals_for_statements_times_and_growth() -> None:
    small = Line("list", 1_000, [[4.0]], [[6.0] * 20], 3, 4, 6)
    large = Line("list", 10_000, [[5.0]], [[9.0] * 18 + [30.0] * 2], 3, 4, 6)

    found = {goal.name: (goal.reached, goal.is_held) for goal in of_lines([small, large])}

    assert found == {
        "list at 1,000, statements": (4, True),
        "list at 1,000, p50": (1.5, True),
        "list at 1,000, p95": (1.5, True),
        "list at 10,000, statements": (4, True),
        "list at 10,000, p50": (1.8, True),
        "list at 10,000, p95": (6.0, False),
        "list, growth from 1,000 to 10,000": (1.5, False),
    }
