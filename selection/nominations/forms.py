"""The shape of what is typed: the unit's steps as forms, the answers of a section as plain values."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from models.vocabulary import ConsentKind
from selection.forms import Form
from selection.rules import programme
from selection.rules.identity import narrow
from selection.rules.kinds import DAY
from selection.rules.unit_steps import Congress
from selection.rules.values import MOST_ROWS, OTHER, clean

MOST_PEOPLE = 1_000_000
CELL = re.compile(r"-(\d{1,3})-([a-z0-9_]+)")


def _clean(raw: str | None) -> str:
    return clean(raw or "")


def _asked(message: str) -> InputRequired:
    return InputRequired(message)


class Whole(IntegerField):
    """A whole number, in half-width or full-width figures."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = narrow(valuelist[0]) if valuelist else ""
        if not re.fullmatch(r"[0-9]{1,9}", typed):
            self.data = None
            raise ValueError("只填整数，如 12")
        self.data = int(typed)


class Day(DateField):
    """A date as the browser sends it, or as people write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        found = DAY.fullmatch(narrow(valuelist[0])) if valuelist else None
        try:
            year, month, day = (
                (found.group(1, 2, 3) if found.group(1) else found.group(4, 5, 6)) if found else ("",) * 3
            )
            self.data = date(int(year), int(month), int(day))
        except (TypeError, ValueError):
            self.data = None
            raise ValueError("请按“2026年3月5日”的样子填写") from None


class CongressForm(Form):
    """职代会结果."""

    congress_on = Day("开会日期", [_asked("没有填。请填开会的日期")])
    expected = Whole("应到人数", [_asked("没有填。请填应到人数"), NumberRange(1, MOST_PEOPLE, "应为 1 至 1000000 人")])
    present = Whole("实到人数", [_asked("没有填。请填实到人数")])
    agreed = Whole("同意", [_asked("没有填。没有的填 0")])
    opposed = Whole("反对", [_asked("没有填。没有的填 0")])
    abstained = Whole("弃权", [_asked("没有填。没有的填 0")])

    @property
    def congress(self) -> Congress:
        """The figures, once they are all there."""
        held_on = self.congress_on.data
        assert held_on is not None
        cast = (self.expected, self.present, self.agreed, self.opposed, self.abstained)
        return Congress(held_on, *(each.data or 0 for each in cast))


class PostingForm(Form):
    """Where the unit posts its publicity."""

    where = StringField(
        "公示地点或方式",
        [_asked("没有填。请写明在哪里公示"), Length(max=200, message="最多 200 字。请精简")],
        description="如 厂区公告栏、单位内网首页。",
        filters=[_clean],
    )


class PostingResultForm(Form):
    """What the publicity brought."""

    objections = Whole("收到异议", [_asked("没有填。没有收到的填 0"), NumberRange(0, 10_000, "应为 0 至 10000 件")])
    result = TextAreaField("公示情况", [Length(max=500, message="最多 500 字。请精简")], filters=[_clean])

    def validate_result(self, field: Field) -> None:
        if self.objections.data and not field.data:
            raise ValidationError("收到异议的，请写明内容和核查处理的结果")


class OpinionForm(Form):
    """The unit's opinion, signed by the head of its union."""

    opinion = TextAreaField(
        "单位意见",
        [_asked("没有填。请写明是否同意申报"), Length(max=500, message="最多 500 字。请精简")],
        filters=[_clean],
    )

    def validate_opinion(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("没有填。请写明是否同意申报")


class WithdrawalForm(Form):
    """Why it is taken back."""

    reason = TextAreaField("撤回的原因", [Length(max=300, message="最多 300 字。请精简")], filters=[_clean])

    def validate_reason(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("没有填。请写明撤回的原因")


class OpeningForm(Form):
    """A new nomination: in which cycle, by which channel, for which title."""

    cycle_id = SelectField("评选届次", coerce=str, validate_choice=False)
    channel = SelectField("申报渠道", validate_choice=False)
    title = SelectField("申报称号", validate_choice=False)


class EvidenceForm(Form):
    """One file and what it is."""

    attachment = SelectField("材料种类", validate_choice=False)
    title = StringField("名称", [Optional(), Length(max=100, message="最多 100 字。请精简")], filters=[_clean])
    file = FileField("文件")


def _yes_or_no(what: str) -> list[Any]:
    return [SelectChoice("yes", f"同意{what}"), SelectChoice("no", f"不同意{what}")]


class ConsentForm(Form):
    """The nominee's answer to each question, asked separately."""

    vetting = RadioField("核查", choices=_yes_or_no("核查"), validate_choice=False)
    publicity = RadioField("公示", choices=_yes_or_no("公示"), validate_choice=False)
    reason = TextAreaField(
        "不同意的原因", [Optional(), Length(max=300, message="最多 300 字。请精简")], filters=[_clean]
    )

    def validate_vetting(self, field: Field) -> None:
        _answered(field)

    def validate_publicity(self, field: Field) -> None:
        _answered(field)

    @property
    def given(self) -> dict[ConsentKind, bool]:
        """The answers by question."""
        return {kind: self[kind.value].data == "yes" for kind in ConsentKind}


def _answered(field: Field) -> None:
    if field.data not in ("yes", "no"):
        raise ValidationError("没有选，请选“同意”或“不同意”")


def typed_in(fields: Iterable[programme.Field], form: MultiDict[str, str]) -> dict[str, Any]:
    """What a posted section holds, field by field, as it was typed."""
    return {field.key: _typed(field, form) for field in fields}


def _typed(field: programme.Field, form: MultiDict[str, str]) -> Any:
    if field.kind == "choices":
        return form.getlist(field.key)
    if field.custom and not form.get(field.key) and (own := form.get(f"{field.key}-other", "").strip()):
        return f"{OTHER}{own}"
    if field.kind != "table":
        return form.get(field.key, "")
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        cell = CELL.fullmatch(name.removeprefix(field.key)) if name.startswith(field.key) else None
        if cell:
            rows.setdefault(int(cell[1]), {})[cell[2]] = value
    return [rows[place] for place in sorted(rows)][: MOST_ROWS + 1]


def as_posted(field: programme.Field, value: Any) -> Any:
    """A stored value as the page would send it, so that the page can tell what has changed."""
    if field.kind == "choices":
        return [str(each) for each in value] if isinstance(value, list) else []
    if field.kind == "table":
        rows = value if isinstance(value, list) else []
        posted = [{column.key: _cell(row.get(column.key)) for column in field.columns} for row in rows]
        return [row for row in posted if any(cell.strip() for cell in row.values())]
    return _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\r\n", "\n")


def mark(field: programme.Field, value: Any) -> str:
    """A short sign of a value as the page sends it: the same sign, the same value."""
    text = json.dumps(as_posted(field, value), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def marks(fields: Iterable[programme.Field], answers: Mapping[str, Any]) -> str:
    """The signs of what a page shows, for its hidden field."""
    return json.dumps({field.key: mark(field, answers.get(field.key)) for field in fields})


def touched(fields: Sequence[programme.Field], typed: Mapping[str, Any], shown: str) -> dict[str, Any]:
    """What differs from what the page showed: only that is the person's doing. Without signs, everything is."""
    try:
        signs = json.loads(shown)
    except (ValueError, RecursionError):
        signs = {}
    signs = signs if isinstance(signs, dict) else {}
    return {field.key: typed[field.key] for field in fields if signs.get(field.key) != mark(field, typed[field.key])}


def with_rows_changed(
    fields: Iterable[programme.Field], typed: Mapping[str, Any], form: Mapping[str, str]
) -> dict[str, Any] | None:
    """The typed values after a press on “增加一行” or “删除” without scripts; None when neither was pressed."""
    changed = dict(typed)
    tables = {field.key for field in fields if field.kind == "table"}
    if (key := form.get("add_row", "")) in tables:
        changed[key] = [*typed[key], {}]
        return changed
    key, _, place = form.get("remove_row", "").rpartition("-")
    if key in tables and place.isdecimal():
        changed[key] = [row for number, row in enumerate(typed[key]) if number != int(place[:4])]
        return changed
    return None
