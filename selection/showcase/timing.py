"""The simulated clock of a demonstration: days since a cycle was opened, in office hours."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.vocabulary import Phase
from selection.clock import SHANGHAI, closing
from selection.rules.programme import Programme

OPENS = time(9, 0)
OFFICE_HOURS = 8


@dataclass(frozen=True)
class Clock:
    """``opened_on`` is day 0."""

    opened_on: date

    def at(self, day: float) -> datetime:
        """The moment of a day: 3.5 is the middle of the office hours of the fourth day."""
        morning = datetime.combine(self.opened_on + timedelta(days=int(day)), OPENS, SHANGHAI)
        return morning + timedelta(hours=OFFICE_HOURS * (day - int(day)))

    def between(self, first: float, last: float, place: int, of: int) -> datetime:
        """The moment of the one in this place of so many spread over these days."""
        return self.at(first + (last - first) * place / max(1, of))

    def closes(self, programme: Programme) -> dict[Phase, datetime]:
        """The timetable the definition proposes."""
        return {phase: closing(self.opened_on + timedelta(days=programme.days[phase])) for phase in programme.phases}
