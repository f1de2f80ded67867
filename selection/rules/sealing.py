"""A dossier as it is sealed: one canonical text, its digest, and what changed from one sealing to the next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from selection.rules.programme import Field, Programme
from selection.rules.values import Taxonomies, custom_text, options_of

ALWAYS_PRIVATE = ("id_number", "phone", "person")
NEVER_LISTED = ("id_number", "phone")
"""Columns of a table that are kept but not shown with it."""

NOTHING = "（空）"


@dataclass(frozen=True)
class Change:
    """One field or piece of evidence that differs between two sealings, as people read it."""

    key: str
    label: str
    before: str
    after: str


def is_private(field: Field) -> bool:
    """Whether an answer is stored encrypted. Identity and telephone numbers are, whatever a definition says."""
    return field.private or field.kind in ALWAYS_PRIVATE or any(is_private(column) for column in field.columns)


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spaces: the same content is always the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def shown(field: Field, value: Any, taxonomies: Taxonomies) -> str:
    """A stored answer as people read it: labels for codes, 2020年3月 for months, one line for each row of a table."""
    if value is None or value in ("", []):
        return NOTHING
    if field.kind == "table" and isinstance(value, list):
        return "\n".join(_row(field, row, taxonomies) for row in value if isinstance(row, Mapping))
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.kind in ("choice", "choices"):
        options = options_of(field, taxonomies)
        codes = value if isinstance(value, list) else [value]
        return "、".join(options.get(str(code)) or _own_words(str(code)) for code in codes)
    if field.kind == "person":
        return str(value).partition(" ")[0]
    if field.kind in ("month", "date"):
        return _calendar(str(value))
    return f"{value} {field.unit}" if field.unit else str(value)


def changes(
    programme: Programme, before: Mapping[str, Any], after: Mapping[str, Any], *, taxonomies: Taxonomies
) -> list[Change]:
    """What differs between two sealed contents, in the order of the form, then evidence, then the unit's part."""
    found = []
    for field in programme.fields():
        old, new = (part.get("answers", {}).get(field.key) for part in (before, after))
        if old != new:
            found.append(Change(field.key, field.label, shown(field, old, taxonomies), shown(field, new, taxonomies)))
    for kind in programme.uploads():
        old, new = (_titles(part, kind.key) for part in (before, after))
        if old != new:
            found.append(Change(kind.key, kind.name, _listed(old), _listed(new)))
    if before.get("unit_record") != after.get("unit_record"):
        found.append(Change("unit", "单位办理情况", "见上一版", "已更新"))
    return found


def _own_words(code: str) -> str:
    """A choice the list does not have: as it was written, or the code that is unknown."""
    return f"{own}（自填）" if (own := custom_text(code)) else code


def _row(field: Field, row: Mapping[str, Any], taxonomies: Taxonomies) -> str:
    cells = ((column, row.get(column.key)) for column in field.columns if column.kind not in NEVER_LISTED)
    return "，".join(shown(column, value, taxonomies) for column, value in cells if value not in (None, ""))


def _calendar(text: str) -> str:
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) not in (2, 3):
        return text
    return "".join(f"{int(part)}{name}" for part, name in zip(parts, "年月日", strict=False))


def _titles(content: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    files = content.get("evidence", ())
    return [(file["title"], file["sha256"]) for file in files if file["attachment"] == kind]


def _listed(files: list[tuple[str, str]]) -> str:
    return "、".join(f"{title}（{sha[:8]}）" for title, sha in files) or NOTHING
