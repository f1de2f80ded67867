"""The shape of an invitation and of a reason."""

from typing import Any

from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField, ValidationError  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.validators import DataRequired, Length, Optional

from models.vocabulary import Role
from selection.forms import Form
from selection.rules.credentials import MAIL, read_account
from selection.rules.identity import Unreadable, narrow, read_name
from selection.rules.kinds import clean


def one_line(raw: Any) -> str:
    """A text without line breaks and control characters."""
    return " ".join(clean(raw or "").split())


class InvitationForm(Form):
    """Whom to give which role where."""

    name = StringField("姓名")
    account = StringField("账号", description="工作邮箱或手机号码，登录时使用")
    mails_to = StringField("收信邮箱", [Optional()], description="账号是手机号码时必填，函件寄到这里")
    organisation = StringField(
        "组织",
        [DataRequired("没有填。请填全称、简称或统一社会信用代码"), Length(max=100, message="最多 100 字。请填全称")],
        filters=[one_line],
        description="全称、简称或统一社会信用代码",
    )
    role = SelectField("角色")

    def offer(self, roles: tuple[Role, ...]) -> None:
        """The roles to choose from."""
        self.role.choices = [SelectChoice(each.value, each.label) for each in roles]
        self._offered = set(roles)

    def validate_name(self, field: Field) -> None:
        name = read_name(field.data or "")
        if isinstance(name, Unreadable):
            raise ValidationError(name.message)
        field.data = name

    def validate_account(self, field: Field) -> None:
        account = read_account(field.data or "")
        if isinstance(account, Unreadable):
            raise ValidationError(account.message)
        field.data = account

    def validate_role(self, field: Field) -> None:
        if field.data not in self._offered:
            raise ValidationError("没有选。请从列表中选一个角色")

    def validate(self, extra_validators: Any = None) -> bool:
        """Letters need an e-mail address."""
        is_valid = super().validate(extra_validators)
        self.mails_to.data = narrow(self.mails_to.data or "").lower()
        if self.mails_to.data and not MAIL.fullmatch(self.mails_to.data):
            self.mails_to.errors = ["应为邮箱地址，如 name@example.org。请核对"]
        elif not self.mails_to.data and (self.account.data or "").isdecimal():
            self.mails_to.errors = ["账号是手机号码，函件没有地方可寄。请填一个邮箱"]
        return bool(is_valid) and not self.mails_to.errors


class ReasonForm(Form):
    """Why a role is taken back or an account closed."""

    why = TextAreaField(
        "原因",
        [DataRequired("没有填。请写明原因"), Length(max=200, message="最多 200 字。请精简")],
        filters=[one_line],
    )
