"""The shape of what is corrected."""

import re
import unicodedata
from decimal import Decimal

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from selection.forms import Form

POINTS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")


class CorrectionForm(Form):
    """Which sheet, and why; the points come beside it, one box for each criterion."""

    sheet = HiddenField()
    reason = TextAreaField(
        "更正的理由",
        [
            InputRequired("没有填。请写明专家原表上是多少、怎样录错的"),
            Length(max=300, message="太长。请精简到 300 字以内"),
        ],
    )

    @property
    def sheet_id(self) -> int:
        """The assignment behind the sheet; 0 where it is none."""
        text = str(self.sheet.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0

    @property
    def reason_given(self) -> str:
        """The reason as it is stored."""
        return " ".join(str(self.reason.data or "").replace("\x00", "").split())


def points(text: str) -> Decimal | None:
    """Points as typed; None when it is not a plain number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return Decimal(plain) if POINTS.fullmatch(plain) else None
