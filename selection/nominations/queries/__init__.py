"""What may be seen of nominations, and by whom."""

from selection.nominations.queries.dossiers import changes, latest_dossier, sealed_dossiers, story
from selection.nominations.queries.exporting import exported
from selection.nominations.queries.form import (
    all_answers,
    consents_of,
    evidence_of,
    filled,
    open_fields,
    open_return,
    shown,
    unit_record,
)
from selection.nominations.queries.listing import listed
from selection.nominations.queries.opening import first_section, openings
from selection.nominations.queries.reach import get, visible_to
from selection.nominations.queries.readiness import Obstacle, obstacles, standing
from selection.nominations.queries.waiting import overdue, todos

__all__ = [
    "Obstacle",
    "all_answers",
    "changes",
    "consents_of",
    "evidence_of",
    "exported",
    "filled",
    "first_section",
    "get",
    "latest_dossier",
    "listed",
    "obstacles",
    "open_fields",
    "open_return",
    "openings",
    "overdue",
    "sealed_dossiers",
    "shown",
    "standing",
    "story",
    "todos",
    "unit_record",
    "visible_to",
]
