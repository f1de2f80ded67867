"""The shape of what is typed about a cycle."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from wtforms import SelectField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from models.vocabulary import Phase
from selection.clock import SHANGHAI
from selection.forms import Form

YEARS = range(2000, 2101)
EXAMPLE = "请填日期和时间，如 2026-12-11 17:00（北京时间）"


class MomentField(DateTimeLocalField):
    """A moment typed as Shanghai's clock shows it; aware in Python."""

    def process_data(self, value: datetime | None) -> None:
        self.data = value.astimezone(SHANGHAI) if value else None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = " ".join(valuelist).strip().replace("T", " ")
        if not typed:
            return
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
            try:
                read = datetime.strptime(typed, form).replace(tzinfo=SHANGHAI)
            except ValueError:
                continue
            if read.year in YEARS:
                self.data = read
                return
        raise ValueError(EXAMPLE)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%Y-%m-%dT%H:%M}" if self.data else ""


def reason_field(label: str = "理由") -> TextAreaField:
    """The reason of a change, as the ledger, the event and the letters will give it."""
    return TextAreaField(
        label,
        validators=[
            DataRequired("请写明理由。它会写入记录和通知"),
            Length(min=4, max=200, message="请写 4 到 200 个字"),
        ],
    )


class TimetableForm(Form):
    """The closing times of the phases; the fields are made by ``timetable_form``."""

    @property
    def closes(self) -> Mapping[Phase, datetime]:
        """What was typed, by phase."""
        return {phase: self[phase.value].data for phase in Phase if phase.value in self}

    def moments(self) -> list[Any]:
        """The fields of the timetable, in order."""
        return [self[phase.value] for phase in Phase if phase.value in self]


Timed = TypeVar("Timed", bound=TimetableForm)


class DeadlinesForm(TimetableForm):
    """A timetable to be changed."""

    reason = reason_field("调整理由")


def timetable_form(base: type[Timed], phases: Iterable[Phase], **given: Any) -> Timed:
    """A form with one closing time for each of these phases. ``given``: values to begin with."""
    fields = {phase.value: MomentField(f"{phase.label}截止", validators=[InputRequired(EXAMPLE)]) for phase in phases}
    made: type[Timed] = type("PhasesForm", (base,), fields)
    return made(data=given)


class ExtensionForm(Form):
    """More time for one union."""

    union = SelectField("工会", coerce=int, validators=[NumberRange(min=1, message="请选择一个工会")])
    phase = SelectField("环节", validators=[DataRequired("请选择一个环节")])
    until = MomentField("延到", validators=[InputRequired(EXAMPLE)])
    reason = reason_field("延期理由")
