"""A whole form: what is still missing or wrong before it may be submitted, everything at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from models.vocabulary import SubjectKind
from selection.rules.consistency import contradictions
from selection.rules.programme import Attachment, Field, Programme, Section
from selection.rules.subjects import team_problems
from selection.rules.values import Remark, Taxonomies, characters, normalise, options_of

__all__ = [
    "ATTACHMENTS",
    "FieldProblem",
    "Progress",
    "Taxonomies",
    "characters",
    "is_required",
    "is_shown",
    "normalise",
    "options_of",
    "problems",
    "progress",
]

ATTACHMENTS = "attachments"
"""Stands for the part of the form where evidence is uploaded, in ``FieldProblem.section``."""

NOT_FILLED = {"choice": "没有选，请选择一项", "choices": "没有选，请至少选一项", "flag": "没有选，请选“是”或“否”"}


@dataclass(frozen=True)
class FieldProblem:
    """One thing to put right. ``row`` counts from 1. ``is_missing``: not begun, rather than begun and wrong."""

    field: str
    label: str
    section: str
    row: int | None
    message: str
    column: str = ""
    is_missing: bool = False

    def __str__(self) -> str:
        where = f"{self.label}第 {self.row} 行" if self.row else self.label
        return f"{where}：{self.message}"


@dataclass(frozen=True)
class Progress:
    """How far one section is."""

    state: Literal["done", "half", "untouched", "wrong"]
    count: int = 0  # how many places are to be put right

    @property
    def label(self) -> str:
        """As the list of sections shows it."""
        words = {"done": "已填好", "half": "填了一半", "untouched": "未开始"}
        return words.get(self.state, f"{self.count} 处要改")


def is_shown(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether the form asks for this field, given the other answers."""
    return field.shown_when is None or field.shown_when.holds(answers)


def is_required(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether this field must be filled, given the other answers."""
    if not is_shown(field, answers):
        return False
    return field.required or (field.required_when is not None and field.required_when.holds(answers))


def problems(
    programme: Programme,
    answers: Mapping[str, Any],
    attachments_count: Mapping[str, int],
    *,
    taxonomies: Taxonomies,
    today: date,
) -> list[FieldProblem]:
    """Everything that keeps these answers from being submitted, in the order of the form.

    ``attachments_count``: files per kind of attachment.
    """
    contradicted = [*contradictions(answers, today=today), *_team(programme, answers, today)]
    found = []
    for section in programme.sections:
        for field in section.fields:
            if is_shown(field, answers):
                own = [Remark(message) for key, message in contradicted if key == field.key]
                read = _remarks(field, answers, taxonomies, today)
                remarks = (*read, *own, *_files(field, answers, attachments_count.get(field.key, 0)))
                found += [_problem(field, section, remark) for remark in remarks]
    return found + list(_attachment_problems(programme.attachments, attachments_count))


def progress(section: Section, answers: Mapping[str, Any], found: Sequence[FieldProblem]) -> Progress:
    """How far a section is; ``found`` is what ``problems`` answered for the same answers."""
    asked = [field for field in section.fields if is_shown(field, answers)]
    here = [problem for problem in found if problem.section == section.key]
    wrong = [problem for problem in here if not problem.is_missing]
    if wrong:
        return Progress("wrong", len(wrong))
    if all(answers.get(field.key) in (None, "", []) for field in asked):
        return Progress("untouched")
    return Progress("half" if here else "done")


def _remarks(field: Field, answers: Mapping[str, Any], taxonomies: Taxonomies, today: date) -> tuple[Remark, ...]:
    value, remarks = normalise(field, answers.get(field.key), taxonomies=taxonomies, today=today)
    if value is None and not remarks and field.kind != "file" and is_required(field, answers):
        return (Remark(_not_filled(field), is_missing=True),)
    return remarks


def _files(field: Field, answers: Mapping[str, Any], count: int) -> tuple[Remark, ...]:
    """A file is answered by uploading it."""
    if field.kind != "file" or count or not is_required(field, answers):
        return ()
    return (Remark("没有上传，请在“佐证材料”里上传", is_missing=True),)


def _team(programme: Programme, answers: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    if programme.subject is SubjectKind.PERSON or programme.field_named("team") is None:
        return []
    return [("team", message) for message in team_problems(answers, today=today)]


def _not_filled(field: Field) -> str:
    if field.kind == "table":
        return f"没有填，请至少填 {field.at_least or 1} 行"
    return NOT_FILLED.get(field.kind, "没有填，请补上")


def _problem(field: Field, section: Section, remark: Remark) -> FieldProblem:
    # A cell missing in a row somebody began is a slip to put right; only a whole empty field is "not yet begun".
    is_missing = remark.is_missing and remark.row is None
    # The readers of identity.py name what they read, for pages without a label; beside one it is too much.
    message = remark.message.removeprefix(field.label)
    return FieldProblem(field.key, field.label, section.key, remark.row, message, remark.column, is_missing)


def _attachment_problems(kinds: Sequence[Attachment], counted: Mapping[str, int]) -> Iterator[FieldProblem]:
    for kind in kinds:
        count = counted.get(kind.key, 0)
        if count < kind.at_least:
            message = f"已上传 {count} 份，至少要 {kind.at_least} 份，请补充上传"
            yield FieldProblem(kind.key, kind.name, ATTACHMENTS, None, message, is_missing=count == 0)
        elif kind.at_most is not None and count > kind.at_most:
            message = f"已上传 {count} 份，最多 {kind.at_most} 份，请删去多余的"
            yield FieldProblem(kind.key, kind.name, ATTACHMENTS, None, message)
