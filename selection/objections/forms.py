"""The shape of what is said against a name, and of what is done about it."""

import secrets
from typing import Self

from wtforms import FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from models.publicity import AnyNotice
from models.vocabulary import ObjectionStanding, ObjectionWay
from models.vocabulary import ObjectionStepKind as Kind
from selection.forms import Form
from selection.objections.actions import Said
from selection.rules.objections import LEAST, MOST, REPLIES
from selection.rules.values import clean

WHOLE = "list"
SALT = 43
WORDS = 1000


class ObjectionForm(Form):
    """Who objects to which line, on which facts."""

    place = SelectField("异议所指", [InputRequired("没有选。请选择异议所指的人选")])
    standing = RadioField(
        "以谁的名义",
        choices=[SelectChoice(str(each), each.label) for each in ObjectionStanding],
        default=str(ObjectionStanding.PERSON),
    )
    name = StringField(
        "姓名",
        [InputRequired("没有填。异议须实名，单位提出的填经办人"), Length(max=40, message="太长。请填 40 字以内")],
    )
    unit = StringField("单位名称", [Length(max=100, message="太长。请填 100 字以内")])
    contact = StringField(
        "联系方式",
        [InputRequired("没有填。请填能联系到您的电话或邮箱"), Length(max=100, message="太长。请填 100 字以内")],
    )
    text = TextAreaField("事实和依据", [InputRequired("没有填。请写明事实和依据")])
    file = FileField("证明材料或盖章的书面异议")
    attempt = HiddenField()

    @classmethod
    def about(cls, notice: AnyNotice) -> Self:
        """The form with every line of this notice to choose from."""
        form = cls()
        lines = [(str(place), f"{line['name']}（{line['unit']}）") for place, line in enumerate(notice.lines)]
        form.place.choices = [SelectChoice(*each) for each in [*lines, (WHOLE, "整份名单或评选程序")]]
        if not form.attempt.data:
            form.attempt.data = secrets.token_urlsafe(32)
        return form

    @property
    def salt(self) -> str:
        """The secret of this page."""
        return str(self.attempt.data)

    @property
    def said(self) -> Said:
        """What was handed in, as it is kept."""
        return Said(
            place=None if self.place.data == WHOLE else int(self.place.data),
            standing=ObjectionStanding(self.standing.data),
            name=clean(str(self.name.data)),
            unit=clean(self.unit.data or ""),
            contact=clean(str(self.contact.data)),
            text=str(self.text.data).replace("\0", "").strip(),
        )

    def validate_name(self, field: StringField) -> None:
        if len(clean(str(field.data))) < 2:
            raise ValidationError("太短。请填真实姓名")

    def validate_text(self, field: TextAreaField) -> None:
        length = len("".join(str(field.data).split()))
        if length < LEAST:
            raise ValidationError(f"只有 {length} 字，太短。请写明时间、事实和依据，不少于 {LEAST} 字")
        if length > MOST:
            raise ValidationError(f"有 {length} 字，最多 {MOST} 字。请精简，详细材料可以上传")

    def validate_unit(self, field: StringField) -> None:
        if self.standing.data == ObjectionStanding.UNIT and not clean(field.data or ""):
            raise ValidationError("没有填。以单位名义提出的，请填单位全称")

    def validate_file(self, field: FileField) -> None:
        if self.standing.data == ObjectionStanding.UNIT and not getattr(field.data, "filename", ""):
            raise ValidationError("没有上传。以单位名义提出的，请上传盖章的书面异议（PDF 或图片）")

    def validate_attempt(self, field: HiddenField) -> None:
        if not str(field.data).isascii() or len(str(field.data)) != SALT:
            raise ValidationError("这一页不完整。请重新打开后再提交")


class EntryForm(ObjectionForm):
    """The same, entered by an officer for somebody who telephoned or wrote."""

    way = RadioField(
        "来源",
        choices=[SelectChoice(str(each), each.label) for each in (ObjectionWay.PHONE, ObjectionWay.LETTER)],
        default=str(ObjectionWay.LETTER),
    )

    def validate_file(self, field: FileField) -> None:
        if self.way.data == ObjectionWay.LETTER and not getattr(field.data, "filename", ""):
            raise ValidationError("没有上传。来信请扫描后上传")


class ReceiptForm(Form):
    """Number and code of a receipt."""

    number = StringField(
        "受理编号", [InputRequired("没有填。编号印在回执上，如 YY2026-0001"), Length(max=40, message="太长")]
    )
    code = StringField(
        "校验码", [InputRequired("没有填。请填回执上的校验码，至少前 16 位"), Length(max=200, message="太长")]
    )


class StepForm(Form):
    """The next step with an objection."""

    kind = RadioField("办理", [InputRequired("没有选。请选择要办的一步")])
    note = TextAreaField(
        "办理情况（只有办理人员和纪检监督可见）",
        [InputRequired("没有填。请写明情况和依据"), Length(max=WORDS, message=f"太长。请精简到 {WORDS} 字以内")],
    )
    reply = TextAreaField("答复异议人", [Optional(), Length(max=WORDS, message=f"太长。请精简到 {WORDS} 字以内")])

    @classmethod
    def after(cls, allowed: tuple[Kind, ...]) -> Self:
        """The form with the steps that may be taken."""
        form = cls()
        form.kind.choices = [SelectChoice(str(each), each.label) for each in allowed]
        return form

    def validate_reply(self, field: TextAreaField) -> None:
        if self.kind.data in REPLIES and len((field.data or "").strip()) < 5:
            raise ValidationError("没有填。不予受理和作出结论的，请写明给异议人的答复")
