"""The shape of what is said to a meeting."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from selection.forms import Form

MOST_FIGURES = 18
LONGEST_WORDS = 600
AGENDA = "推选监票人\n介绍候选人和专家评审情况\n说明表决办法\n投票\n宣布结果"
ASK_NAME = "没有填。请写会议名称，如 2026年评审会"
ASK_REASON = "没有填。请写明理由"


def cleaned(text: object) -> str:
    """What was typed, line by line, without what no page can show."""
    lines = (" ".join(line.split()) for line in str(text or "").replace("\x00", "").splitlines())
    return "\n".join(line for line in lines if line)


class ConveningForm(Form):
    """The name of the meeting, as minutes and screen show it, and what is on its agenda."""

    name = StringField("会议名称", [InputRequired(ASK_NAME), Length(max=100, message="太长。请精简到 100 字以内")])
    agenda = TextAreaField(
        "议程", [Length(max=2000, message="太长。请精简到 2000 字以内")], description="一行一项，印在会议纪要里。"
    )

    @property
    def name_given(self) -> str:
        """The name as it is stored."""
        return cleaned(self.name.data)

    @property
    def agenda_given(self) -> str:
        """The agenda as it is stored, one item a line."""
        return cleaned(self.agenda.data)

    def validate_name(self, field: StringField) -> None:
        if not self.name_given:
            field.errors = [*field.errors, ASK_NAME]


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField("理由", [InputRequired(ASK_REASON), Length(max=300, message="太长。请精简到 300 字以内")])

    @property
    def reason_given(self) -> str:
        """The reason as it is stored."""
        return cleaned(self.reason.data)

    def validate_reason(self, field: TextAreaField) -> None:
        if not self.reason_given:
            field.errors = [*field.errors, ASK_REASON]


class PaperForm(Form):
    """The number written on a paper ballot."""

    number = IntegerField(
        "票的编号", [InputRequired("没有填。请填票面上的编号"), NumberRange(1, 10**6, "请填票面上的编号")]
    )


class CollectedForm(Form):
    """How many papers were in the box."""

    collected = IntegerField(
        "收回的票数", [InputRequired("没有填。请清点票箱里的票"), NumberRange(1, 10**6, "请填清点出的张数")]
    )


def figure(text: str) -> Decimal | None:
    """Points as somebody typed them; None for what is no such number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return Decimal(plain) if re.fullmatch(r"\d{1,3}(\.\d{1,4})?", plain, re.ASCII) else None


def ticked(values: Iterable[str]) -> list[int]:
    """The nominations ticked on a ballot; whatever is no number becomes 0, which stands on no ballot."""
    return [int(each) if each.isdecimal() and len(each) <= MOST_FIGURES else 0 for each in values]


def words(values: Iterable[str]) -> list[str]:
    """The shares as they were typed, each no longer than a share can be."""
    return [each.replace("\x00", "")[:LONGEST_WORDS] for each in values]
