"""What pages call the subject of a cycle: a person has 姓名, a project 成果名称; no page asks which kind it shows."""

from flask import Flask

from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import SubjectKind
from selection.workflow import programme_of

EITHER = "姓名或名称"
MEASURES = {
    SubjectKind.PERSON: "人",
    SubjectKind.PROJECT: "项",
    SubjectKind.STUDIO: "个",
    SubjectKind.COLLECTIVE: "个",
}


def name_heading(cycle: Cycle | None) -> str:
    """What stands over the names of this cycle; over those of several cycles at once, both words."""
    return programme_of(cycle).name_heading if cycle else EITHER


def measure(cycle: Cycle) -> str:
    """人, 项 or 个: what comes behind a number of them."""
    return MEASURES[programme_of(cycle).subject]


def named(nomination: Nomination) -> str:
    """The name of what is put forward, or that it has none yet."""
    return nomination.name or f"未填{name_heading(nomination.cycle)}"


def prepare(app: Flask) -> None:
    """Make the filters known to the templates."""
    for each in (name_heading, measure, named):
        app.add_template_filter(each)
