"""Checks on the form of a definition: sections, fields, conditions, evidence."""

from collections.abc import Iterator, Mapping

from selection.rules.definition.findings import COUNTED_KINDS, Finding, comparable, keyed
from selection.rules.definition.lines import Path
from selection.rules.programme import KINDS, Field, Programme
from selection.rules.subjects import FIELDS, TEAM
from selection.rules.values import Taxonomies


def form(programme: Programme, taxonomies: Taxonomies) -> Iterator[Finding]:
    """Everything wrong with the form."""
    if not programme.sections:
        yield ("sections",), "至少要有一个部分"
    yield from keyed(programme.sections, ("sections",))
    seen: dict[str, Path] = {}
    fields = {field.key: field for field in programme.fields()}
    for place, section in enumerate(programme.sections):
        here: Path = ("sections", place, "fields")
        if not section.fields:
            yield here, f"“{section.name}”至少要有一项"
        yield from keyed(section.fields, here, seen)
        for index, field in enumerate(section.fields):
            yield from field_problems(field, (*here, index), taxonomies)
            yield from _conditions(field, fields, (*here, index), taxonomies)
    yield from _attachments(programme, seen)
    yield from _subject(programme)


def _subject(programme: Programme) -> Iterator[Finding]:
    """The fields by which what is put forward is known."""
    for key, kind in FIELDS[programme.subject].items():
        field = programme.field_named(key)
        word = f"评选对象为{programme.subject.label}的"
        if field is None:
            yield ("sections",), f"{word}，表单里要有 {key} 这一项"
        elif field.kind != kind:
            yield ("sections",), f"{word}，{key} 应为 {kind}"
        elif not field.required or field.shown_when:
            yield ("sections",), f"{word}，{key} 应一直显示且必填"
        elif key == "team":
            columns = {column.key: column.kind for column in field.columns}
            for name, wanted in TEAM.items():
                if name not in columns or wanted not in (None, columns[name]):
                    yield ("sections",), f"team 要有 {name} 列{f'，种类为 {wanted}' if wanted else ''}"


def field_problems(field: Field, path: Path, taxonomies: Taxonomies) -> Iterator[Finding]:
    """Everything wrong with one field by itself."""
    if field.kind not in KINDS:
        yield (*path, "kind"), f"不认识的 kind {field.kind}，应为其中之一：{'、'.join(KINDS)}"
        return
    yield from _choosing(field, path, taxonomies)
    yield from _ends(field, path)
    if (field.kind == "table") != bool(field.columns):
        wrong = "table 要写 columns" if field.kind == "table" else f"{field.kind} 不能有 columns"
        yield (*path, "columns"), wrong
    yield from keyed(field.columns, (*path, "columns"))
    for place, column in enumerate(field.columns):
        here = (*path, "columns", place)
        if column.kind in ("table", "file"):
            yield (*here, "kind"), f"表格的列不能是 {column.kind}"
            continue
        if column.shown_when or column.required_when:
            yield here, "表格的列不能带条件"
        if column.custom:
            yield (*here, "custom"), "表格的列不能自填"
        yield from field_problems(column, here, taxonomies)


def _choosing(field: Field, path: Path, taxonomies: Taxonomies) -> Iterator[Finding]:
    is_chosen = field.kind in ("choice", "choices")
    if is_chosen and bool(field.taxonomy) == bool(field.options):
        yield path, f"{field.kind} 要写 taxonomy 或 options，二者取其一"
    if not is_chosen and (field.taxonomy or field.options):
        yield path, f"{field.kind} 不能有 taxonomy 或 options"
    if field.custom and field.kind != "choice":
        yield (*path, "custom"), "只有单选项可以自填，custom 不能写在这里"
    if field.taxonomy and field.taxonomy not in taxonomies:
        yield (*path, "taxonomy"), f"没有 {field.taxonomy} 这个代码表，现有：{'、'.join(sorted(taxonomies))}"
    codes = [code for code, _ in field.options]
    if len(set(codes)) < len(codes) or not all(code.strip() and label.strip() for code, label in field.options):
        yield (*path, "options"), "每个选项都要有代码和名称，代码不能重复"


def _ends(field: Field, path: Path) -> Iterator[Finding]:
    if field.kind not in COUNTED_KINDS and (field.limit is not None or field.at_least is not None):
        yield path, f"{field.kind} 不能有 limit 或 at_least"
    if field.limit is not None and field.limit < 1:
        yield (*path, "limit"), "limit 应大于 0"
    if field.limit is not None and field.at_least is not None and field.at_least > field.limit:
        yield (*path, "at_least"), f"at_least {field.at_least} 大于 limit {field.limit}"


def _conditions(field: Field, fields: Mapping[str, Field], path: Path, taxonomies: Taxonomies) -> Iterator[Finding]:
    for name in ("shown_when", "required_when"):
        condition = getattr(field, name)
        if condition is None:
            continue
        here = (*path, name)
        if condition.field == field.key:
            yield here, f"{name} 不能以自己为条件"
            continue
        yield from comparable(fields.get(condition.field), condition.field, condition.one_of, here, taxonomies)


def _attachments(programme: Programme, seen: dict[str, Path]) -> Iterator[Finding]:
    # Fields and attachments share one name space: a problem beside the form is found by its key alone.
    yield from keyed(programme.attachments, ("attachments",), seen)
    for place, kind in enumerate(programme.attachments):
        if kind.at_most is not None and kind.at_most < max(1, kind.at_least):
            yield ("attachments", place, "at_most"), f"at_most {kind.at_most} 小于 {max(1, kind.at_least)}"
    for place, section in enumerate(programme.sections):
        if section.key == "attachments":
            yield ("sections", place, "key"), "attachments 留给佐证材料，请换一个 key"
