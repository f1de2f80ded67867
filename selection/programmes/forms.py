"""The shape of what is typed about a definition: pages made from the schema, a whole text, the opening of a cycle."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from selection.forms import YEARS, Form, TimetableForm
from selection.programmes.controls import Control
from selection.rules.definition.bounds import MOST_ITEMS

CELL = re.compile(r"-(\d{1,3})-([a-z0-9_]+)")


def typed_in(asked: Iterable[Control], form: MultiDict[str, str]) -> dict[str, Any]:
    """What a posted page holds, control by control, as it was typed."""
    return {control.key: _typed(control, form) for control in asked}


def _typed(control: Control, form: MultiDict[str, str]) -> Any:
    if control.field.kind == "choices":
        return form.getlist(control.key)[: MOST_ITEMS + 1]
    if control.field.kind != "table":
        return form.get(control.key, "")
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        cell = CELL.fullmatch(name.removeprefix(control.key)) if name.startswith(control.key) else None
        if cell:
            rows.setdefault(int(cell[1]), {})[cell[2]] = value
    return [rows[place] for place in sorted(rows)]


def with_rows_changed(
    asked: Iterable[Control], typed: Mapping[str, Any], form: Mapping[str, str]
) -> dict[str, Any] | None:
    """The typed values after a press on “增加一行” or “删除” without scripts; None when neither was pressed."""
    changed = dict(typed)
    tables = {control.key for control in asked if control.field.kind == "table"}
    if (key := form.get("add_row", "")) in tables:
        changed[key] = [*typed[key], {}]
        return changed
    key, _, place = form.get("remove_row", "").rpartition("-")
    if key in tables and place.isascii() and place.isdecimal():
        changed[key] = [row for number, row in enumerate(typed[key]) if number != int(place[:4])]
        return changed
    return None


def mark(control: Control, value: Any) -> str:
    """A short sign of a value as the page sends it: the same sign, the same value."""
    text = json.dumps(as_posted(control, value), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def as_posted(control: Control, value: Any) -> Any:
    """A shown value as the page would send it."""
    if control.field.kind == "choices":
        return list(value or [])
    if control.field.kind == "table":
        rows = [{column.key: row.get(column.key, "") for column in control.field.columns} for row in value or []]
        return [row for row in rows if any(cell.strip() for cell in row.values())]
    return str(value or "").replace("\r\n", "\n")


def marks(asked: Iterable[Control], values: Mapping[str, Any]) -> str:
    """The signs of what a page shows, for its hidden field."""
    return json.dumps({control.key: mark(control, values.get(control.key)) for control in asked})


def touched(asked: Sequence[Control], typed: Mapping[str, Any], shown: str) -> dict[str, Any]:
    """What differs from what the page showed: only that is the person's doing. Without signs, everything is."""
    try:
        signs = json.loads(shown[:100_000])
    except (ValueError, RecursionError):
        signs = {}
    signs = signs if isinstance(signs, dict) else {}
    return {each.key: typed[each.key] for each in asked if signs.get(each.key) != mark(each, typed[each.key])}


class YearField(IntegerField):
    """A year of four digits."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = "".join(valuelist).strip()
        self.data = None
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
            raise ValueError("请填四位年份，如 2026")
        self.data = int(typed)


class OpeningForm(TimetableForm):
    """The cycle to be opened with a definition; its closing times are added by ``timetable_form``."""

    name = StringField("届次名称", [DataRequired("没有填。请填名称"), Length(max=100, message="最多 100 字。请精简")])
    batch_year = YearField(
        "批次年度", [InputRequired("没有填。请填年度"), NumberRange(YEARS[0], YEARS[-1], "请填四位年份，如 2026")]
    )
    reason = TextAreaField(
        "提请的理由", [DataRequired("没有填。请写明依据，复核的人要看"), Length(max=500, message="最多 500 字。请精简")]
    )


class TextForm(Form):
    """The whole definition as TOML, typed or uploaded."""

    text = TextAreaField("规则全文（TOML）")
    file = FileField("或者上传文件")
