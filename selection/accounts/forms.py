"""The shape of what is typed to sign in and to set a password."""

from typing import Any

from wtforms import Field, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from selection.forms import Form
from selection.rules.credentials import password_problems, read_account
from selection.rules.identity import Unreadable

AGAIN = "两次输入的密码不一样。请重新输入"


class SignInForm(Form):
    """账号 and 密码."""

    account = StringField("账号", description="工作邮箱或手机号码")
    password = PasswordField(
        "密码", [InputRequired("没有填。请输入密码"), Length(max=128, message="最多 128 位。请核对")]
    )

    def validate_account(self, field: Field) -> None:
        field.data = readable_account(field.data)


class ForgottenForm(Form):
    """The account whose password was forgotten."""

    account = StringField("账号", description="工作邮箱或手机号码")

    def validate_account(self, field: Field) -> None:
        field.data = readable_account(field.data)


class NewPasswordForm(Form):
    """A new password, typed twice; ``account`` and ``name`` are what it must not contain."""

    new_password = PasswordField(
        "新密码", [InputRequired("没有填。请输入新密码")], description="至少 10 位，不要包含账号或姓名"
    )
    again_password = PasswordField("再输入一次", [InputRequired("没有填。请再输入一次新密码")])

    def __init__(self, *, account: str, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._account, self._name = account, name

    def validate_new_password(self, field: Field) -> None:
        if problems := password_problems(field.data, account=self._account, name=self._name):
            raise ValidationError("；".join(problems))

    def validate_again_password(self, field: Field) -> None:
        if field.data != self.new_password.data:
            raise ValidationError(AGAIN)


class ChangePasswordForm(NewPasswordForm):
    """The same, proved by the present password."""

    old_password = PasswordField("现在的密码", [InputRequired("没有填。请输入现在的密码")])


def readable_account(raw: str | None) -> str:
    """The one spelling of an account, or a message beside the field."""
    account = read_account(raw or "")
    if isinstance(account, Unreadable):
        raise ValidationError(account.message)
    return account
