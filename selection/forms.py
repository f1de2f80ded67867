"""The base of every form: what the form library would say in English is said in Chinese."""

from flask_wtf import FlaskForm

SENTENCES = {
    "Not a valid choice.": "没有选，或选的不在列表里。请从列表中选一项",
    "Invalid Choice: could not coerce.": "选的不在列表里。请从列表中选一项",
    "Invalid choice(s): one or more data inputs could not be coerced.": "选的有不在列表里的。请从列表中重新选",
    "'%(value)s' is not a valid choice for this field.": "选的有不在列表里的。请从列表中重新选",
    "'%(value)s' are not valid choices for this field.": "选的有不在列表里的。请从列表中重新选",
    "Not a valid integer value.": "不是整数。请只填数字，如 12",
    "Not a valid decimal value.": "不是数字。请只填数字，如 12.5",
    "Not a valid date value.": "不是一个真实的日期。请填年月日，如 2026-11-21",
    "This field is required.": "没有填，请补上",
}
OTHERWISE = "填写的内容不符合要求。请检查后重新填写"


class Wording:
    """The library's own messages; ours never pass here."""

    def gettext(self, text: str) -> str:
        return SENTENCES.get(text, OTHERWISE)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return SENTENCES.get(one if number == 1 else many, OTHERWISE)


class Form(FlaskForm):
    """A form with a token against forgery, in Chinese."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: FlaskForm) -> Wording:
            return Wording()
