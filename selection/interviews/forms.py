"""The shape of what is typed for an interview."""

from typing import Any

from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from selection.forms import Form, MomentField

MOST = 60


class InterviewForm(Form):
    """What was heard."""

    note = TextAreaField(
        "面试情况", validators=[DataRequired("没有填。请写明面试情况"), Length(max=200, message="最多 200 字。请精简")]
    )


class SittingForm(Form):
    """A sitting: its name, where and when, for how many, before whom."""

    name = StringField(
        "场次名称",
        [InputRequired("没有填。请填写名称，如 第一场"), Length(max=40, message="太长。请精简到 40 字以内")],
    )
    place = StringField(
        "地点", [InputRequired("没有填。请写明地点"), Length(max=100, message="太长。请精简到 100 字以内")]
    )
    starts_at = MomentField("开始时间（北京时间）", [InputRequired("没有填。请写明开始的时间，如 2026年11月27日 9:00")])
    at_most = IntegerField(
        "人数",
        [
            InputRequired("没有填。请写明这一场面试几人"),
            NumberRange(1, MOST, message=f"一场 1 至 {MOST} 人。请分几场安排"),
        ],
    )
    judges = SelectMultipleField("评委", [InputRequired("没有选。请选评委")], coerce=int)

    @classmethod
    def offering(cls, experts: list[tuple[int, str]], waiting: int) -> "SittingForm":
        """The form with these experts to choose from, for so many who wait."""
        form = cls()
        form.judges.choices = [SelectChoice(value, label) for value, label in experts]
        if form.at_most.data is None and not form.is_submitted():
            form.at_most.data = min(waiting, MOST)
        return form

    @property
    def facts(self) -> dict[str, Any]:
        """The arguments of ``actions.arrange``."""
        return {
            "name": str(self.name.data).strip(),
            "place": str(self.place.data).strip(),
            "starts_at": self.starts_at.data,
            "at_most": self.at_most.data,
            "judge_ids": list(dict.fromkeys(self.judges.data or [])),
        }
