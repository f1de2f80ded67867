"""Finding nominations by any part of a name, its initials, a unit or a receipt."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, String, bindparam, cast, func
from sqlalchemy.dialects.postgresql import TSQUERY

from models.nomination import Nomination
from selection.database import db

MOST_WORDS = 5
LENGTH = 3
"""Of the pieces the index knows: from every place of a text, up to three characters on."""


def matches(text: str) -> list[ColumnElement[bool]]:
    """Every word of ``text`` stands somewhere in the nomination's search text.

    On PostgreSQL an index finds the few that may fit: those with every piece of the word. SQLite, where installations
    are small, looks through all.
    """
    words = text.lower().split()[:MOST_WORDS]
    found = [Nomination.search_text.contains(word, autoescape=True) for word in words]
    if words and db.engine.dialect.name == "postgresql":
        pieces = " & ".join(piece for word in words for piece in _pieces(word))
        found.insert(0, func.threes(Nomination.search_text).op("@@")(cast(bindparam(None, pieces, String), TSQUERY)))
    return found


def _pieces(word: str) -> Iterator[str]:
    """The word as the index knows it: all its threes, or what begins with it where it is shorter."""
    plain = [word[place : place + LENGTH] for place in range(max(1, len(word) - LENGTH + 1))]
    for piece in plain:
        quoted = piece.replace("\\", "\\\\").replace("'", "''")
        yield f"'{quoted}'" if len(piece) == LENGTH else f"'{quoted}':*"
