"""The shape of a unit, a move and a contact."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField, ValidationError  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.validators import DataRequired, Length, Regexp

from models.vocabulary import Ownership
from selection.forms import Form
from selection.rules.identity import Unreadable, read_credit_code
from selection.rules.kinds import clean

HAN = r"^[\u4e00-\u9fff]{2,12}\Z"


def one_line(raw: Any) -> str:
    """A text without line breaks and control characters."""
    return " ".join(clean(raw or "").split())


def most(limit: int) -> Length:
    """No longer than this."""
    return Length(max=limit, message=f"最多 {limit} 字。请精简")


class UnionChoice(SelectField):
    """One of the recommending unions, by its id."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=_whole, **kwargs)
        self.offered: set[str] = set()

    def offer(self, unions: Sequence[tuple[int, str]]) -> None:
        """The unions to choose from: id and name."""
        self.choices = [SelectChoice(str(number), name) for number, name in unions]
        self.offered = {str(number) for number, _ in unions}

    def pre_validate(self, form: Any) -> None:
        if str(self.data) not in self.offered:
            raise ValidationError("没有选。请从列表中选一个工会")


class UnitForm(Form):
    """A unit to register."""

    name = StringField(
        "单位全称",
        [DataRequired("没有填。请按营业执照填写"), Length(min=4, message="太短。请按营业执照填写全称"), most(100)],
        filters=[one_line],
    )
    credit_code = StringField("统一社会信用代码", description="18 位，见营业执照")
    ownership = SelectField("单位性质", choices=[SelectChoice(each.value, each.label) for each in Ownership])
    union = UnionChoice("推荐工会")
    contact = StringField("联系人和电话", [most(100)], filters=[one_line])

    def validate_credit_code(self, field: Field) -> None:
        code = read_credit_code(field.data or "")
        if isinstance(code, Unreadable):
            raise ValidationError(code.message)
        field.data = code

    def validate_ownership(self, field: Field) -> None:
        if field.data not in set(Ownership):
            raise ValidationError("没有选。请从列表中选一项")


class MoveForm(Form):
    """Another union for a unit, and why."""

    union = UnionChoice("调整到")
    why = TextAreaField("原因", [DataRequired("没有填。请写明调整的依据"), most(200)], filters=[one_line])


class ContactForm(Form):
    """How an organisation can be reached."""

    contact = StringField(
        "联系方式", [most(100)], filters=[one_line], description="办公电话、地址；工会的联系方式会公开，不要写手机号码"
    )


class OrganCodeForm(Form):
    """What the numbers of a union's documents begin with."""

    organ_code = StringField(
        "机关代字",
        [
            DataRequired("没有填。请按本会发文时使用的机关代字填写"),
            Regexp(HAN, message="只能用 2 至 12 个汉字。请改正"),
        ],
        filters=[one_line],
        description="发文字号的开头，如“长总工〔2026〕3号”中的“长总工”",
    )


def _whole(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
