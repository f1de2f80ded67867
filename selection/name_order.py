"""People in the order of strokes: by the table as shipped, and what the office added to it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from selection.pinyin import syllables
from selection.rules.strokes import Supplement, Table, Unsettled, arrange, read_supplement
from selection.settings.queries import value
from selection.strokes_data import sequences

SETTING = "stroke_supplement"
Someone = TypeVar("Someone")


def by_strokes(
    people: Sequence[Someone], *, name: Callable[[Someone], str], number: Callable[[Someone], int]
) -> tuple[list[Someone], Sequence[Unsettled]]:
    """The same people by the strokes of their surnames, and the names somebody should look at. One query."""
    if not people:
        return [], ()
    added = read_supplement(value(SETTING))
    table = Table(sequences())
    if isinstance(added, Supplement):
        table = table.supplemented(added)
    found = {number(each): each for each in people}
    arranged = arrange([(key, name(each)) for key, each in found.items()], table, spelling=syllables)
    return [found[key] for key in arranged.numbers], arranged.unsettled
