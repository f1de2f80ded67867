"""One thing that waits for somebody (待办): every capability's ``queries.todos`` asks, the desk shows.

A capability that has something for the desk writes ``todos(actor, now)`` and names it in ``desk.queries.SOURCES``.
It sends nothing to the database. It gives ``Question``s: a SELECT of whatever columns it likes, and the function that
makes of each row what there is to do, or None::

    def todos(actor: Actor, now: datetime) -> list[Question]:
        if actor.role is not Role.CITY_OFFICER:
            return []
        waiting = select(Cycle.id, Cycle.name, func.count()).join(...).group_by(Cycle.id, Cycle.name)
        return [Question(waiting, _to_check)]

    def _to_check(cycle_id: int, name: str, number: int) -> Todo | None:
        return Todo(f"审查 {number} 份材料", name, "vetting.index", {"cycle_id": cycle_id}) if number else None

What is known without asking may be given as a ``Todo`` outright. ``told`` puts all questions into one statement, so
that a desk takes as many statements with twenty capabilities as with two. What is not there gives no row: ask for it
with a SELECT of ``exists()``. Columns may be numbers, texts, words of the glossary, days and moments.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Dialect, Select, func, literal_column, select, union_all
from sqlalchemy.types import TypeDecorator, TypeEngine

from selection.database import db


@dataclass(frozen=True)
class Todo:
    """What to do, where (``endpoint`` and ``values`` go to ``url_for``), by when; not ``mine``: others owe it."""

    what: str
    note: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    mine: bool = True


@dataclass(frozen=True)
class Question:
    """A SELECT, and ``tell(*row)``: what each of its rows gives to do."""

    query: Select[*tuple[Any, ...]]
    tell: Callable[..., Todo | None]


def told(given: Iterable[Question | Todo]) -> list[Todo]:
    """What is known, and the answers to all questions, in the order given. One query, or none."""
    everything = list(given)
    asked = [each for each in everything if isinstance(each, Question)]
    answers = _answers(asked) if asked else {}
    found = []
    for each in everything:
        found += answers.get(id(each), []) if isinstance(each, Question) else [each]
    return found


def _answers(asked: Sequence[Question]) -> dict[int, list[Todo]]:
    """The answers by the identity of the question."""
    dialect = db.engine.dialect
    # Rows of different shapes go through one statement as JSON; their types are known here and given back below.
    array = func.json_array if dialect.name == "sqlite" else func.json_build_array
    parts = [question.query.subquery() for question in asked]
    rows = db.session.execute(
        union_all(
            *(
                select(literal_column(str(number)), array(*part.c, type_=JSON)).select_from(part)
                for number, part in enumerate(parts)
            )
        )
    )
    kinds = [[column.type for column in part.c] for part in parts]
    found: dict[int, list[Todo]] = defaultdict(list)
    for number, row in rows:
        values = (_read(kind, value, dialect) for kind, value in zip(kinds[number], row, strict=True))
        if (todo := asked[number].tell(*values)) is not None:
            found[id(asked[number])].append(todo)
    return found


def _read(kind: TypeEngine[Any], value: Any, dialect: Dialect) -> Any:
    """A value as its column would have given it."""
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(value, str) and isinstance(plain, DateTime):
        value = datetime.fromisoformat(value)
    elif isinstance(value, str) and isinstance(plain, Date):
        value = date.fromisoformat(value)
    elif value is not None and isinstance(plain, Boolean):
        value = bool(value)
    return kind.process_result_value(value, dialect) if isinstance(kind, TypeDecorator) else value
