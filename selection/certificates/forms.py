"""The shape of a question about a certificate."""

from flask import request
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from selection.forms import Form


class VerifyForm(Form):
    """A number and the name beside it. Sent by GET: it changes nothing, so it needs no token."""

    class Meta:
        csrf = False

    number = StringField(
        "证书编号",
        [InputRequired("没有填。请照证书下方的编号填写"), Length(max=64, message="太长。编号不超过 64 个字符")],
    )
    name = StringField(
        "证书上的姓名",
        [InputRequired("没有填。请照证书填写姓名"), Length(max=60, message="太长。姓名不超过 60 个字")],
    )

    @classmethod
    def asked(cls) -> "VerifyForm":
        """The form as it came in the address."""
        return cls(formdata=request.args)
