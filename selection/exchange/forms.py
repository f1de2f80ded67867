"""The shape of what a department types and hands in."""

from wtforms import FileField, StringField
from wtforms.validators import InputRequired, Length

from selection.forms import Form


class CodeForm(Form):
    """The code told apart from the link."""

    code = StringField(
        "提取码", [InputRequired("没有填。提取码由评选办另行告知"), Length(max=40, message="太长。请核对")]
    )


class AnswersForm(CodeForm):
    """The answered list."""

    file = FileField("填好答复的名单", [InputRequired("没有选文件。请选择填好答复的 xlsx 文件")])
