"""The shape of what is typed about a cycle."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from selection.forms import EXAMPLE, Form, MomentField, TimetableForm


def reason_field(label: str = "理由") -> TextAreaField:
    """The reason of a change, as the ledger, the event and the letters will give it."""
    return TextAreaField(
        label,
        validators=[
            DataRequired("请写明理由。它会写入记录和通知"),
            Length(min=4, max=200, message="请写 4 到 200 个字"),
        ],
    )


class DeadlinesForm(TimetableForm):
    """A timetable to be changed."""

    reason = reason_field("调整理由")


class ExtensionForm(Form):
    """More time for one union."""

    union = SelectField("工会", coerce=int, validators=[NumberRange(min=1, message="请选择一个工会")])
    phase = SelectField("环节", validators=[DataRequired("请选择一个环节")])
    until = MomentField("延到", validators=[InputRequired(EXAMPLE)])
    reason = reason_field("延期理由")
