"""The shape of a contest's result."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from selection.forms import Form


def _text(label: str, most: int) -> StringField:
    return StringField(
        label, validators=[DataRequired("没有填，请补上"), Length(max=most, message=f"最多 {most} 字。请精简")]
    )


class WinnerForm(Form):
    """Who won, where and how."""

    name = _text("姓名", 20)
    id_number = _text("身份证号", 20)
    unit_name = _text("单位", 100)
    occupation = _text("职业（工种）", 40)
    contest = _text("竞赛和项目", 80)
    level = SelectField("竞赛级别", validators=[DataRequired("没有选，请选择一项")])
    placing = StringField(
        "名次",
        validators=[
            DataRequired("没有填。请填名次，如 1"),
            Regexp(r"\s*[1-9][0-9]{0,2}\s*\Z", message="请填 1 至 999 的数字，如 1"),
        ],
    )
    document = _text("依据文件", 80)
    reason = TextAreaField(
        "提请说明", validators=[DataRequired("没有填，请补上"), Length(max=200, message="最多 200 字。请精简")]
    )
