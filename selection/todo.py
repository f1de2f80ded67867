"""One thing that waits for somebody (待办): every capability's ``queries.todos`` gives a list, the desk shows them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Todo:
    """What to do, where (``endpoint`` and ``values`` go to ``url_for``), by when; not ``mine``: others owe it."""

    what: str
    note: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    mine: bool = True
