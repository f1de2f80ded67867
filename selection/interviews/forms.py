"""The shape of what is noted of an interview."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from selection.forms import Form


class InterviewForm(Form):
    """What was heard."""

    note = TextAreaField(
        "面试情况", validators=[DataRequired("没有填。请写明面试情况"), Length(max=200, message="最多 200 字。请精简")]
    )
