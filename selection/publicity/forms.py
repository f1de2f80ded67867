"""The shape of what is written down in publicity."""

from datetime import datetime

from wtforms import DateField, FileField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from selection.forms import Form, MomentField
from selection.rules.kinds import clean

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


class SchedulingForm(Form):
    """At which second a notice becomes public; empty: now."""

    at = MomentField("发布时间（北京时间，不填则立即发布）", [Optional()])

    @property
    def moment(self) -> datetime | None:
        """The second, with its zone."""
        given: datetime | None = self.at.data
        return given


class ReasonForm(Form):
    """Why a notice is corrected, or taken back before its second."""

    reason = TextAreaField(
        "理由", [InputRequired("没有填。请写明为什么"), Length(max=300, message="太长。请精简到 300 字以内")]
    )

    @property
    def reason_given(self) -> str:
        """The reason as it is stored."""
        return clean(str(self.reason.data))

    def validate_reason(self, field: TextAreaField) -> None:
        if len(self.reason_given) < LEAST:
            raise ValidationError("写得太短。请用一句话写明哪里有误、为什么")


class PostingForm(Form):
    """Where and how long a notice hung, with the stamped record."""

    place = StringField(
        "张贴地点",
        [InputRequired("没有填。请写明张贴在哪里，如 厂区公告栏"), Length(max=200, message="太长。请填 200 字以内")],
    )
    from_on = DateField("张贴日期", [InputRequired("没有填。请填开始张贴的日期")])
    until_on = DateField("揭下日期", [InputRequired("没有填。请填揭下的日期")])
    file = FileField("盖章的公示情况记录", [Optional()])

    def validate_until_on(self, field: DateField) -> None:
        if self.from_on.data and field.data and field.data < self.from_on.data:
            raise ValidationError("早于张贴日期。请核对")


class AttachmentForm(Form):
    """A file that goes with the next notice."""

    file = FileField("附件", [InputRequired("没有选文件。请选择要随公示发布的文件")])
