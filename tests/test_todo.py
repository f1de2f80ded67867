"""Questions of every shape go through one statement, and each answer comes back as its columns gave it."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import event, exists, literal, select

from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from models.publicity import Notice
from models.vocabulary import Stage
from selection.database import db
from selection.todo import Question, Todo, told
from tests.world import World


def test_each_row_is_told_with_the_values_of_its_own_select(world: World) -> None:
    world.nomination(Stage.FORWARDED)
    asked = [
        select(Nomination.stage, Nomination.stage_since, Nomination.name, Nomination.merged_into),
        select(Cycle.id, Cycle.name, exists().where(Notice.id > 0), literal(date(2026, 11, 21))),
        select(User.id, User.name, User.invited_at, User.disabled_at).order_by(User.id.desc()).limit(3),
    ]
    known = Todo("已经知道", "", "desk.index")
    heard: list[tuple[Any, ...]] = []

    def tell(*row: Any) -> Todo:
        heard.append(row)
        return Todo(f"{len(heard)}", "", "desk.index")

    expected = [tuple(row) for query in asked for row in db.session.execute(query)]
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    found = told([known, *(Question(query, tell) for query in asked)])

    assert heard == expected
    assert found == [known, *(Todo(f"{number}", "", "desk.index") for number in range(1, len(expected) + 1))]
    assert len([each for each in sent if not each.startswith("BEGIN")]) == 1


def test_an_answer_may_be_that_there_is_nothing_to_do(app: Flask) -> None:
    assert told([Question(select(literal(1)), lambda _number: None)]) == []
    assert told([]) == []
