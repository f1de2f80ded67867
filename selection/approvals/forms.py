"""What is asked for when a form is made, and when it comes back."""

from wtforms import FileField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from selection.forms import Form

USUAL_COPIES = 3
"""推荐审批表一式三份, as most notices ask."""


class CopiesForm(Form):
    """In how many copies."""

    copies = IntegerField(
        "份数",
        [InputRequired("没有填。请填 1 至 9"), NumberRange(1, 9, message="应为 1 至 9 份。请改正")],
        default=USUAL_COPIES,
    )


class ScanForm(Form):
    """The sealed form, scanned."""

    file = FileField("扫描件")
