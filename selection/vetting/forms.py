"""The shape of what the city writes down while checking."""

from typing import Any

from wtforms import SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from selection.forms import Form, MomentField
from selection.rules.programme import Programme

MOST = 500


class SendingBackForm(Form):
    """Which fields reopen, why, and until when."""

    fields = SelectMultipleField("要补正的内容", [InputRequired("没有选。请至少选一项，单位只能改选中的内容")])
    reason = TextAreaField(
        "要怎样补正",
        [InputRequired("没有填。请写明缺什么、怎样补"), Length(max=MOST, message=f"太长。请精简到 {MOST} 字以内")],
    )
    due_at = MomentField(
        "补正截止（北京时间）", [InputRequired("没有填。请写明补正的截止时间，如 2026年11月27日 17:00")]
    )

    @classmethod
    def for_programme(cls, programme: Programme) -> "SendingBackForm":
        """The form with every field and attachment of this programme to choose from."""
        form = cls()
        labels = [(field.key, field.label) for field in programme.fields()]
        labels += [(each.key, each.name) for each in programme.uploads()]
        form.fields.choices = [SelectChoice(key, label) for key, label in labels]
        return form

    @property
    def facts(self) -> dict[str, Any]:
        """The arguments of ``nominations.actions.send_back``."""
        return {
            "fields": self.fields.data,
            "reason": str(self.reason.data).strip(),
            "due_at": self.due_at.data,
        }


class DecliningForm(Form):
    """Why a nomination is not passed; the unit and the union read it."""

    reason = TextAreaField(
        "不予通过的理由",
        [
            InputRequired("没有填。理由会告知单位和区局（产业）工会"),
            Length(max=MOST, message=f"太长。请精简到 {MOST} 字以内"),
        ],
    )

    @property
    def reason_given(self) -> str:
        """The reason as it is stored."""
        return str(self.reason.data).strip()

    def validate_reason(self, field: TextAreaField) -> None:
        if len(str(field.data).strip()) < 5:
            raise ValidationError("写得太短。请用一句话写明依据哪一条、缺什么")
