"""The shape of a decision."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField
from wtforms.validators import InputRequired


class DecisionForm(FlaskForm):
    """When it was decided, and which draft the officer had before him."""

    decided_on = DateField("决定日期", [InputRequired("没有填。请填决定的日期，如 2026年11月21日")])
    seen = HiddenField()

    @property
    def day(self) -> date:
        """The date, once the form is valid."""
        day = self.decided_on.data
        assert isinstance(day, date)
        return day
