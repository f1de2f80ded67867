"""The shape of a decision."""

from datetime import date

from wtforms import DateField, HiddenField
from wtforms.validators import DataRequired

from selection.forms import Form


class DecisionForm(Form):
    """When it was decided, and which draft the officer had before him."""

    decided_on = DateField("决定日期", [DataRequired("没有填，或不是一个真实的日期。请填决定的日期")])
    seen = HiddenField()

    @property
    def day(self) -> date:
        """The date, once the form is valid."""
        day = self.decided_on.data
        assert isinstance(day, date)
        return day
