"""The shape of what a union types."""

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import DateField, FileField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from selection.clock import closing
from selection.forms import Form
from selection.rules.values import characters


class OpinionForm(Form):
    """推荐意见. Its length is for the action to judge, with every other reason."""

    opinion = TextAreaField("推荐意见", validators=[DataRequired("请写推荐意见，30 到 200 个字")])

    def validate_opinion(self, field: Any) -> None:
        """From 30 to 200 characters without white space."""
        length = characters(field.data)
        if not 30 <= length <= 200:
            field.errors = [*field.errors, f"写了 {length} 字，请写 30 到 200 个字"]


class WhyForm(Form):
    """A reason, for what is taken back or ended."""

    reason = TextAreaField(
        "理由",
        validators=[DataRequired("请写明理由。单位会看到它"), Length(min=4, max=500, message="请写 4 到 500 个字")],
    )

    @property
    def why(self) -> str:
        """The reason, trimmed."""
        return (self.reason.data or "").strip()


class DueField(DateField):
    """A day, typed as a date; what is none is said in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = "".join(valuelist).strip()
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError("请填日期，如 2026-12-01") from None
        if not 2000 <= self.data.year <= 2100:
            self.data = None
            raise ValueError("请填日期，如 2026-12-01")


class ReturnForm(WhyForm):
    """退回补正: what reopens, why, until when."""

    fields = SelectMultipleField("需要补正的内容", validators=[DataRequired("请至少选一项")])
    due_on = DueField("补正期限", validators=[InputRequired("请填补正期限")])

    @property
    def due_at(self) -> datetime:
        """The end of the day typed: 17:00 in Shanghai."""
        return closing(self.due_on.data or date.max - timedelta(days=1))


class ForwardingForm(Form):
    """上报: the list as it was shown, and the minutes."""

    revision = HiddenField()
    minutes = FileField("推荐会议纪要", validators=[Optional()])
