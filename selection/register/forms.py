"""The shape of what is typed about people of the register."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # younger than its stubs
    BooleanField,
    DateField,
    DecimalField,
    Field,
    FileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from models.vocabulary import EntryKind, Ground
from selection.forms import Form
from selection.rules.kinds import clean

FACTS = 8
MOST_MONEY = Decimal(10_000_000)
CENT = Decimal("0.01")


def one_line(raw: Any) -> str:
    """A text without line breaks and control characters."""
    return " ".join(clean(raw or "").split())


def _text(label: str, most: int, empty: str, description: str = "") -> StringField:
    checks = [DataRequired(empty), Length(max=most, message=f"最多 {most} 字。请精简")]
    return StringField(label, checks, filters=[one_line], description=description)


def _reason(label: str, most: int = 200, description: str = "") -> TextAreaField:
    checks = [DataRequired("没有填。请写明"), Length(max=most, message=f"最多 {most} 字。请精简")]
    return TextAreaField(label, checks, filters=[one_line], description=description)


def _money(_form: Form, field: Field) -> None:
    """Yuan and fen, none below nothing."""
    value = field.data
    if value is None:
        field.data = Decimal(0)
    elif not value.is_finite() or not 0 <= value <= MOST_MONEY or value != value.quantize(CENT):
        raise ValidationError(f"应为 0 至 {MOST_MONEY:f} 元，最多两位小数。请改正")


class EntryForm(Form):
    """Something known of a person that is not an honour."""

    kind = SelectField("种类", choices=[SelectChoice(each.value, each.label) for each in EntryKind])
    title = _text("名称", 120, "没有填。请写工作室、专利、竞赛、徒弟或待遇的名称")
    on = DateField("时间", [Optional()], description="只知道年月的，填那个月的 1 日")
    facts = TextAreaField("其他内容", [Optional(), Length(max=1000, message="最多 1000 字。请精简")])
    source = _text("依据", 300, "没有填。请写明文件、证书编号或由谁提供", "文件名称和文号、证书编号，或由谁提供")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The further facts, one a line, label and value apart."""
        found = []
        for line in str(self.facts.data or "").splitlines():
            label, _, value = one_line(line).replace(":", "：", 1).partition("：")
            if label:
                found.append((label[:40], value[:200]) if value else ("备注", label[:200]))
        return found

    def validate_facts(self, field: Field) -> None:
        """A handful of lines."""
        if len(self.pairs) > FACTS:
            raise ValidationError(f"有 {len(self.pairs)} 行，最多 {FACTS} 行。请精简")


class ReasonForm(Form):
    """Why an entry is taken out."""

    why = _reason("原因")


class AmendmentForm(Form):
    """Where somebody works and as what."""

    unit_name = _text("工作单位", 100, "没有填。请写单位全称", "与登记的单位全称一致时，这个单位和它的工会就能看到他")
    occupation = StringField("职业（工种）", [Length(max=60, message="最多 60 字。请精简")], filters=[one_line])
    sex = RadioField(
        "性别", choices=[SelectChoice("男", "男"), SelectChoice("女", "女"), SelectChoice("", "不详")], default=""
    )
    why = _reason("更正的依据")


class DistinctionForm(Form):
    """Somebody else of the same name."""

    id_number = _text("另一个人的身份证号", 40, "没有填。请填同名的那个人的身份证号", "只用来识别，不保存号码本身")
    reason = _reason("怎样核实的")


class JoiningForm(Form):
    """Two files are one person."""

    numbers_checked = BooleanField("两份档案的身份证号不同，已核对证件，其中一个是录错的")
    reason = _reason("怎样核实的")


class PartingForm(Form):
    """Which honours and entries belong to somebody else."""

    honours = SelectMultipleField("要拆出的荣誉", coerce=int)
    entries = SelectMultipleField("要拆出的条目", coerce=int)
    reason = _reason("怎样核实的")

    def offer(self, honours: Sequence[tuple[int, str]], entries: Sequence[tuple[int, str]]) -> None:
        """What can be chosen: id and words."""
        self.honours.choices = [SelectChoice(each, label) for each, label in honours]
        self.entries.choices = [SelectChoice(each, label) for each, label in entries]


class RevocationForm(Form):
    """On what ground an honour is to be taken back."""

    ground = RadioField("撤销事由", choices=[SelectChoice(each.value, each.label) for each in Ground])
    reason = _reason("事实和依据", 500, "写明时间、事实和认定的文件。不对外公布")
    money_due = DecimalField("应追回的奖金", [Optional(), _money], description="没有发奖金的填 0")
    against_the_rules = BooleanField("推荐工会违规推荐，取消本项目下一届的推荐资格")

    @property
    def money(self) -> Decimal:
        """The bonus in yuan; nothing typed is nothing due."""
        return self.money_due.data or Decimal(0)


class RecoveryForm(Form):
    """What came back."""

    certificate_back_on = DateField("收回证书", [Optional()])
    medal_back_on = DateField("收回奖章", [Optional()])
    money_back = DecimalField("已追回的奖金", [Optional(), _money])
    benefits_ended_on = DateField("停止待遇", [Optional()])

    @property
    def money(self) -> Decimal:
        """All of the bonus that came back so far, in yuan."""
        return self.money_back.data or Decimal(0)


class UploadForm(Form):
    """A workbook of past honours."""

    workbook = FileField("历届荣誉名单", description="按模板填写的 .xlsx，最多 5000 行、5 MB")


class SettlingForm(Form):
    """Who a row is about."""

    who = RadioField("这一行是谁")

    def offer(self, candidates: Sequence[tuple[int, str]]) -> None:
        """The people of the register who may be meant, and somebody new."""
        choices = [SelectChoice(str(person_id), label) for person_id, label in candidates]
        self.who.choices = [*choices, SelectChoice("new", "都不是，按新人登记")]
