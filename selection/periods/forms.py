"""The shape of what is noted in a period."""

from wtforms import DateField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from models.vocabulary import Assessment
from selection.forms import Form

RESULTS = [SelectChoice(each.value, each.label) for each in (Assessment.PASSED, Assessment.NOT_PASSED)]


class BeginningForm(Form):
    """The first day."""

    starts_on = DateField("开始日期", validators=[InputRequired("没有填。请填开始的日期")])


class NoteForm(Form):
    """What the organiser remarks on a report."""

    note = TextAreaField("审核意见", validators=[Length(max=500, message="最多 500 字。请精简")])


class AssessmentForm(Form):
    """The final assessment."""

    result = RadioField("考核结果", choices=RESULTS)
    note = TextAreaField(
        "考核意见", validators=[DataRequired("没有填。请写明依据"), Length(max=500, message="最多 500 字。请精简")]
    )
