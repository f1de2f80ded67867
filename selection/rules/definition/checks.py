"""Everything a definition may contradict itself in."""

from collections.abc import Iterator

from selection.rules.definition import award_checks, form_checks, outcome_checks, way_checks
from selection.rules.definition.bounds import bounds
from selection.rules.definition.findings import Finding
from selection.rules.programme import Programme
from selection.rules.values import Taxonomies


def contradictions(programme: Programme, taxonomies: Taxonomies) -> Iterator[Finding]:
    """(path, message) for everything in the definition that does not hold together."""
    yield from award_checks.award(programme)
    yield from way_checks.timetable(programme)
    yield from way_checks.way(programme)
    yield from way_checks.beside(programme, taxonomies)
    yield from form_checks.form(programme, taxonomies)
    yield from award_checks.articles(programme, taxonomies)
    yield from award_checks.composition(programme, taxonomies)
    yield from outcome_checks.criteria(programme)
    yield from outcome_checks.scoring(programme)
    yield from outcome_checks.interview(programme)
    yield from outcome_checks.committee(programme)
    yield from outcome_checks.certificate(programme)
    yield from outcome_checks.letters(programme)
    yield from bounds(programme)
