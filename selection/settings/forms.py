"""The shape of a day and of a source in the calendar."""

from typing import Any

from wtforms import DateField, RadioField, SelectChoice, StringField  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.validators import DataRequired, Length, ValidationError

from selection.forms import Form
from selection.rules.identity import Unreadable
from selection.rules.kinds import clean
from selection.settings.catalogue import BY_KEY


def one_line(raw: Any) -> str:
    """A text without line breaks and control characters."""
    return " ".join(clean(raw or "").split())


class DayForm(Form):
    """A day that departs from the plain week."""

    on = DateField("日期", [DataRequired("没有填，或不是一个真实的日期。请填年月日")])
    kind = RadioField("这一天", choices=[SelectChoice("off", "放假"), SelectChoice("work", "调休上班")], default="off")
    name = StringField(
        "节日名称",
        [DataRequired("没有填。请写明是哪个节日"), Length(max=40, message="最多 40 字。请精简")],
        filters=[one_line],
    )


class SourceForm(Form):
    """The notice that announces the holidays of a year."""

    source = StringField(
        "依据的通知",
        [DataRequired("没有填。请写明文件名称和文号"), Length(max=200, message="最多 200 字。请精简")],
        filters=[one_line],
    )


class StrokesForm(Form):
    """What the table of strokes lacks, and which of two characters stands first."""

    supplement = StringField(BY_KEY["stroke_supplement"].label, filters=[one_line])

    def validate_supplement(self, field: StringField) -> None:
        """The shape the setting asks for."""
        read = BY_KEY["stroke_supplement"].read(field.data or "")
        if isinstance(read, Unreadable):
            raise ValidationError(read.message)
