"""The shape of what is written down in publicity."""

from wtforms import TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from selection.forms import Form

MOST, LEAST = 500, 5


class DroppingOutForm(Form):
    """Why a name comes off the list; unit and union read it."""

    reason = TextAreaField(
        "退出的理由",
        [
            InputRequired("没有填。理由会告知单位和区局（产业）工会"),
            Length(max=MOST, message=f"太长。请精简到 {MOST} 字以内"),
        ],
    )

    @property
    def reason_given(self) -> str:
        """The reason as it is stored."""
        return str(self.reason.data).replace("\x00", "").strip()

    def validate_reason(self, field: TextAreaField) -> None:
        if len(self.reason_given) < LEAST:
            raise ValidationError("写得太短。请用一句话写明由谁提出、为什么")
