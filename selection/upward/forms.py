"""The shape of a report upward and of the answer to it."""

from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from selection.forms import Form


class ReportForm(Form):
    """The covering document."""

    document = StringField(
        "推荐文号",
        validators=[DataRequired("没有填。请填推荐文件的文号"), Length(max=100, message="最多 100 字。请精简")],
    )


class ResultForm(Form):
    """What the body above decided."""

    result = RadioField(
        "结果", choices=[SelectChoice("yes", "授予称号"), SelectChoice("no", "没有授予")], default="yes"
    )
    named_on = DateField("授予日期", validators=[Optional()])
    source = StringField(
        "依据",
        validators=[DataRequired("没有填。请填上级决定的名称和文号"), Length(max=200, message="最多 200 字。请精简")],
    )
