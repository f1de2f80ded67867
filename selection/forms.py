"""What every form stands on: the library's English said in Chinese, moments of Shanghai's clock, timetables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired

from models.vocabulary import Phase
from selection.clock import SHANGHAI

YEARS = range(2000, 2101)
EXAMPLE = "请填日期和时间，如 2026-12-11 17:00（北京时间）"

SENTENCES = {
    "Not a valid choice.": "没有选，或选的不在列表里。请从列表中选一项",
    "Invalid Choice: could not coerce.": "选的不在列表里。请从列表中选一项",
    "Invalid choice(s): one or more data inputs could not be coerced.": "选的有不在列表里的。请从列表中重新选",
    "'%(value)s' is not a valid choice for this field.": "选的有不在列表里的。请从列表中重新选",
    "'%(value)s' are not valid choices for this field.": "选的有不在列表里的。请从列表中重新选",
    "Not a valid integer value.": "不是整数。请只填数字，如 12",
    "Not a valid decimal value.": "不是数字。请只填数字，如 12.5",
    "Not a valid date value.": "不是一个真实的日期。请填年月日，如 2026-11-21",
    "This field is required.": "没有填，请补上",
}
OTHERWISE = "填写的内容不符合要求。请检查后重新填写"


class Wording:
    """The library's own messages; ours never pass here."""

    def gettext(self, text: str) -> str:
        return SENTENCES.get(text, OTHERWISE)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return SENTENCES.get(one if number == 1 else many, OTHERWISE)


class Form(FlaskForm):
    """A form with a token against forgery, in Chinese."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: FlaskForm) -> Wording:
            return Wording()


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


def timetable_form(base: type[Timed], phases: Iterable[Phase], **given: Any) -> Timed:
    """A form with one closing time for each of these phases. ``given``: values to begin with."""
    fields = {phase.value: MomentField(f"{phase.label}截止", validators=[InputRequired(EXAMPLE)]) for phase in phases}
    made: type[Timed] = type("PhasesForm", (base,), fields)
    return made(data=given)
