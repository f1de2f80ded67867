"""The shape of what is typed about experts."""

from collections.abc import Sequence
from datetime import datetime

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from models.expert import ExpertProfile
from selection.forms import Form, MomentField
from selection.rules.shortage import Wish
from selection.rules.values import clean

LINES = 30
LONG_LINE = "一行不超过 60 字，最多 30 行"
MOST = 200


class WishForm(Form):
    """How dossiers are to be dealt out."""

    capacity = IntegerField(
        "每名专家最多评几份",
        [Optional(), NumberRange(1, 1000, message="不在范围内。请填 1 到 1000 之间的整数，不限的不填")],
    )
    links = IntegerField(
        "每两个评审组共同评审几份",
        [Optional(), NumberRange(0, 100, message="不在范围内。请填 0 到 100 之间的整数")],
    )
    by_trade = BooleanField("专家只评本行业的材料")

    def wish(self, per_dossier: int) -> Wish:
        """What was asked for; the seed is not asked for."""
        return Wish(per_dossier, self.capacity.data, bool(self.by_trade.data), self.links.data or 0)


def lines(text: object) -> list[str]:
    """What stands on the lines of a box."""
    return [each for line in str(text or "").splitlines() if (each := clean(line).strip())]


class LinesField(TextAreaField):
    """Names, one on each line."""

    def pre_validate(self, _form: object) -> None:
        found = lines(self.data)
        if len(found) > LINES or any(len(each) > 60 for each in found):
            raise ValidationError(f"太长。{LONG_LINE}")


class ProfileForm(Form):
    """What is known of an expert; the tables of names are for finding conflicts and are shown to nobody else."""

    title = StringField("职称或技能等级", [Optional(), Length(max=60, message="太长。请精简到 60 字以内")])
    unit_name = StringField("工作单位全称", [Optional(), Length(max=100, message="太长。请精简到 100 字以内")])
    trades = SelectMultipleField("可评的行业")
    load_cap = IntegerField(
        "一次评审最多评几份", [Optional(), NumberRange(1, 1000, message="不在范围内。请填 1 到 1000 之间的整数")]
    )
    away_from = DateField("不能参加评审，从", [Optional()])
    away_until = DateField("到", [Optional()])
    former_units = LinesField("曾经工作的单位")
    kin = LinesField("可能参评的亲属")
    circle = LinesField("师傅和徒弟")
    studios = LinesField("参加的工作室")
    patents = LinesField("共同发明的专利号")

    @classmethod
    def of(cls, profile: ExpertProfile | None, trades: Sequence[tuple[str, str]]) -> "ProfileForm":
        """The form with what is known."""
        ties = {key: "\n".join(names) for key, names in ((profile.ties if profile else None) or {}).items()}
        form = cls(obj=profile, data=ties)
        form.trades.choices = [SelectChoice(code, name) for code, name in trades]
        return form

    @property
    def ties(self) -> dict[str, list[str]]:
        """The names of every table."""
        fields = (self.former_units, self.kin, self.circle, self.studios, self.patents)
        return {field.name: lines(field.data) for field in fields}

    def validate_away_until(self, field: DateField) -> None:
        if field.data and self.away_from.data and field.data < self.away_from.data:
            raise ValidationError("早于开始的日期。请填开始以后的日期")
        if field.data and not self.away_from.data:
            raise ValidationError("没有填开始的日期。两个日期一起填")


class OfficeProfileForm(ProfileForm):
    """The same for the office, which also knows who he is in the register."""

    person_id = IntegerField("人才档案编号", [Optional(), NumberRange(1, 2**53, message="不是档案编号。请填数字")])


class CommitmentForm(Form):
    """Which public number decides a draw, and when it becomes known. Places come beside it, one pair for a trade."""

    number_source = StringField(
        "用哪个公开号码",
        [
            InputRequired("没有填。请写明名称、期次和取法，如 福彩3D第2026315期开奖号码，三位依次连写"),
            Length(min=6, max=200, message="请用 6 到 200 个字写明名称、期次和取法"),
        ],
    )
    due_at = MomentField("号码什么时候产生", [InputRequired("没有填。请填日期和时间，如 2026-12-11 21:30（北京时间）")])

    @property
    def due(self) -> datetime:
        """The moment by Shanghai's clock."""
        given: datetime | None = self.due_at.data
        if given is None:
            raise ValueError("asked before it was validated")
        return given


class NumberForm(Form):
    """The public number, as it was announced."""

    number = StringField("公布的号码", [InputRequired("没有填。请照公布的原样填写"), Length(max=100, message="太长")])

    @property
    def given(self) -> str:
        """Without the spaces around it."""
        return clean(str(self.number.data)).strip()

    def validate_number(self, field: StringField) -> None:
        if not clean(str(field.data)).strip():
            raise ValidationError("没有填。请照公布的原样填写")


class ReasonForm(Form):
    """Why an expert cannot come, or is replaced."""

    reason = StringField(
        "原因",
        [InputRequired("没有填。请写明原因，如 出差、因病"), Length(min=2, max=200, message="请写 2 到 200 个字")],
    )


class LateForm(Form):
    """A conflict told late: who, on which dossier, why."""

    expert = SelectField("专家", [InputRequired("没有选。请选一位专家")], coerce=int)
    number = IntegerField(
        "材料编号",
        [
            InputRequired("没有填，或不是数字。请填 K- 后面的数字，如 17"),
            NumberRange(1, 99999, message="没有这个编号。请填 K- 后面的数字，如 17"),
        ],
    )
    reason = StringField(
        "回避的原因",
        [InputRequired("没有填。请写明关系，如 师徒、亲属"), Length(min=2, max=200, message="请写 2 到 200 个字")],
    )

    @classmethod
    def offering(cls, experts: Sequence[tuple[int, str]]) -> "LateForm":
        """The form with these experts: user id and name."""
        form = cls()
        form.expert.choices = [SelectChoice(value, label) for value, label in experts]
        return form


def places(given: dict[str, str], names: Sequence[str]) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """The pairs typed beside each trade: places and alternates; and what is wrong with them."""
    wanted, problems = {}, []
    for number, name in enumerate(names):
        pair = []
        for key in ("places", "alternates"):
            typed = given.get(f"{key}-{number}", "").strip() or "0"
            if not (typed.isascii() and typed.isdigit() and int(typed[:5]) <= MOST):
                problems.append(f"{name}：请填 0 到 {MOST} 之间的整数")
                typed = "0"
            pair.append(int(typed[:5]))
        wanted[name] = (pair[0], pair[1])
    return wanted, problems
