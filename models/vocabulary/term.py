"""What a word of the field is: stored as its value, shown by its label."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the field: ``value`` is stored, ``label`` is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    def __str__(self) -> str:
        return self.value
