"""The form of a programme: sections of fields, what is shown or required when, and the evidence to upload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = (
    "text",
    "long_text",
    "number",
    "date",
    "month",
    "choice",
    "choices",
    "flag",
    "person_name",
    "id_number",
    "phone",
    "person",
    "organisation",
    "file",
    "table",
)
"""Kinds of field.

``person``: somebody by name and ID number; ``organisation``: one by its name and unified social credit code. ``file``:
evidence asked for among the questions, so that it may be shown or required by another answer; it is uploaded where all
evidence is, under the field's key. A photograph is an attachment.
"""


def is_one_of(value: object, wanted: tuple[str, ...]) -> bool:
    """Whether an answer is, or for several answers includes, one of the wanted values."""
    if isinstance(value, bool):
        return str(value).lower() in wanted
    if isinstance(value, list | tuple):
        return any(each in wanted for each in value)
    return value in wanted


@dataclass(frozen=True)
class Condition:
    """Shown, or required, only while another field of the form holds one of these values."""

    field: str
    one_of: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether these answers fulfil it. A flag is compared as ``true`` or ``false``."""
        return is_one_of(answers.get(self.field), self.one_of)


@dataclass(frozen=True)
class Field:
    """One field of the form (填报项).

    ``kind``: one of ``KINDS``. What each kind stores: see ``selection.rules.values``.
    ``taxonomy`` names a list in ``selection/taxonomies`` for choice and choices; ``options`` lists values in place.
    ``limit`` counts characters without white space (text), rows (table), or is the greatest number (number);
    ``at_least`` is the other end. ``columns`` are the fields of a table's row; they have no conditions and no tables.
    ``custom``: a choice may also be written in one's own words, where the list lacks it (其他, see ``kinds.OTHER``).
    ``private`` answers are stored encrypted; ``identifying`` ones are withheld from experts.
    """

    key: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    limit: int | None = None
    at_least: int | None = None
    unit: str = ""
    taxonomy: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple["Field", ...] = ()
    custom: bool = False
    private: bool = False
    identifying: bool = False
    shown_when: Condition | None = None
    required_when: Condition | None = None


@dataclass(frozen=True)
class Section:
    """表单的一个部分: one page of the form."""

    key: str
    name: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True)
class Attachment:
    """佐证材料 of one kind: asked for in words, from ``at_least`` to ``at_most`` files of it.

    ``identifying``: shows who the person is, so experts never see it.
    """

    key: str
    name: str
    at_least: int = 0
    at_most: int | None = None
    hint: str = ""
    identifying: bool = False
