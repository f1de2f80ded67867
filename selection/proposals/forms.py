"""Why a second person does not agree."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from selection.forms import Form

MOST = 500


class RefusalForm(Form):
    """The reason, which the proposer reads."""

    reason = TextAreaField(
        "不同意的理由",
        [
            InputRequired("没有填。理由会告知提请人"),
            Length(max=MOST, message=f"太长。请精简到 {MOST} 字以内"),
        ],
    )
