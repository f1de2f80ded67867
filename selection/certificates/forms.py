"""The shapes of questions about certificates, and of what is noted about them."""

import unicodedata
from contextlib import closing
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is younger than its stubs
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from models.vocabulary import CertificateEnd
from selection.forms import Form
from selection.rules.kinds import clean

MOST = 50 * 1024 * 1024


def one_line(raw: Any) -> str:
    """A text without line breaks and control characters."""
    return " ".join(clean(raw or "").split())


def paragraphs(raw: Any) -> str:
    """A text without control characters."""
    return clean(raw or "")


def most(limit: int) -> Length:
    """No longer than this."""
    return Length(max=limit, message=f"最多 {limit} 字。请精简")


class Upload:
    """What a file field holds, read once and let go of: a large one waits in a file of its own."""

    file: Any

    def content(self) -> bytes:
        """The whole file."""
        with closing(self.file.data) as upload:
            read: bytes = upload.read()
            return read

    def let_go(self) -> None:
        """Close a file that will not be read."""
        if hasattr(self.file.data, "close"):
            self.file.data.close()


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


class FileForm(Upload, Form):
    """A certificate as a file, to be looked at."""

    file = FileField("证书文件")

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("没有选文件。请选一份证书的 PDF 文件")
        size = field.data.stream.seek(0, 2)
        field.data.stream.seek(0)
        if size > MOST:
            raise ValidationError(
                f"文件有 {size // 1024 // 1024} MB，证书不会超过 {MOST // 1024 // 1024} MB。请核对文件"
            )


class ProofForm(Form):
    """What a unit says of its sheet."""

    seen = HiddenField()
    objection = TextAreaField("更正意见", [most(500)], filters=[paragraphs])
    basis = StringField("代为确认的依据", [most(200)], filters=[one_line])

    @property
    def facts(self) -> dict[str, str]:
        return {
            "seen": str(self.seen.data or ""),
            "objection": str(self.objection.data or "").strip(),
            "basis": str(self.basis.data or ""),
        }


class GlyphForm(Upload, Form):
    """A character and the file its shape is taken from."""

    character = StringField(
        "要补的字", [DataRequired("没有填。请填这个字，或它的编码，如 U+323B0")], filters=[one_line]
    )
    file = FileField("字形图片或字体文件")

    @property
    def point(self) -> str:
        return _character(str(self.character.data))

    def validate_character(self, field: Field) -> None:
        if len(_character(str(field.data))) != 1:
            raise ValidationError("填的不是一个字。请填一个字，或它的编码，如 U+323B0")

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("没有选文件。请选 PNG 图片，或 TTF、OTF 字体")
        size = field.data.stream.seek(0, 2)
        field.data.stream.seek(0)
        if size > MOST:
            raise ValidationError(f"文件有 {size // 1024 // 1024} MB，超过 {MOST // 1024 // 1024} MB。请换小一些的文件")


class HandOverForm(Form):
    """Who took a certificate and a medal."""

    received_by = StringField("领取人", [DataRequired("没有填。请填领取人姓名"), most(60)], filters=[one_line])
    received_on = DateField("领取日期", [DataRequired("没有填，或不是一个真实的日期。请填年月日")])
    medal_number = StringField(
        "大铜章编号", [most(40)], filters=[one_line], description="照铜章背面填写；没有发铜章的不填。"
    )
    remark = StringField("备注", [most(200)], filters=[one_line], description="代领的写明代领人与本人的关系。")

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("received_by", "received_on", "medal_number", "remark")}


class CorrectionForm(Form):
    """The right name, and how it is known."""

    name = StringField("更正后的姓名", [DataRequired("没有填。请照身份证填写"), most(60)], filters=[one_line])
    reason = TextAreaField("理由和依据", [DataRequired("没有填。请写明依据"), most(500)], filters=[paragraphs])

    @property
    def facts(self) -> dict[str, str]:
        return {"name": str(self.name.data), "reason": str(self.reason.data).strip()}


class ReplacementForm(Form):
    """Why a certificate is made again."""

    ended_as = RadioField(
        "换发原因",
        choices=[SelectChoice(each.value, each.label) for each in (CertificateEnd.LOST, CertificateEnd.DAMAGED)],
    )
    reason = TextAreaField(
        "情况说明", [DataRequired("没有填。请写明何时、怎样遗失或损毁"), most(500)], filters=[paragraphs]
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {"ended_as": CertificateEnd(str(self.ended_as.data)), "reason": str(self.reason.data).strip()}


def _character(typed: str) -> str:
    """The character itself, or the one behind a code point such as U+323B0; empty for what is no character."""
    text = typed.strip()
    if text.upper().startswith("U+"):
        try:
            text = chr(int(text.upper().removeprefix("U+"), base=16))
        except (ValueError, OverflowError):
            return ""
    return text if unicodedata.category(text[:1] or " ") in ("Lo", "Cn", "So") else ""
