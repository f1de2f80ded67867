"""The shape of what the city and the experts type in a review."""

from wtforms import SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from selection.forms import Form


class PanelForm(Form):
    """A new panel: its name and its experts."""

    name = StringField(
        "评审组名称",
        [InputRequired("没有填。请填写名称，如 第一组"), Length(max=40, message="太长。请精简到 40 字以内")],
    )
    experts = SelectMultipleField("专家", [InputRequired("没有选。请至少选一名专家")], coerce=int)

    @classmethod
    def offering(cls, experts: list[tuple[int, str]]) -> "PanelForm":
        """The form with these experts to choose from: user id and name."""
        form = cls()
        form.experts.choices = [SelectChoice(value, label) for value, label in experts]
        return form


class RecusalForm(Form):
    """Why an expert does not score a dossier."""

    reason = TextAreaField(
        "回避的原因",
        [InputRequired("没有填。请写明与申报人的关系"), Length(max=200, message="太长。请精简到 200 字以内")],
    )

    @property
    def given(self) -> str:
        """The reason as it is stored."""
        return str(self.reason.data).strip()

    def validate_reason(self, field: TextAreaField) -> None:
        if len(str(field.data).strip()) < 2:
            raise ValidationError("写得太短。请写明关系，如 同单位、师徒、亲属")
