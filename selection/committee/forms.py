"""The shape of what is said to a meeting."""

from collections.abc import Iterable

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from selection.forms import Form

MOST_FIGURES = 18


class ConveningForm(Form):
    """The name of the meeting, as minutes and screen show it."""

    name = StringField(
        "会议名称",
        [InputRequired("没有填。请写会议名称，如 2026年评审会"), Length(max=100, message="太长。请精简到 100 字以内")],
    )

    @property
    def name_given(self) -> str:
        """The name as it is stored."""
        return " ".join(str(self.name.data).replace("\x00", "").split())

    def validate_name(self, field: StringField) -> None:
        if not self.name_given:
            field.errors = [*field.errors, "没有填。请写会议名称，如 2026年评审会"]


def ticked(values: Iterable[str]) -> list[int]:
    """The nominations ticked on a ballot; whatever is no number becomes 0, which stands on no ballot."""
    return [int(each) if each.isdecimal() and len(each) <= MOST_FIGURES else 0 for each in values]
