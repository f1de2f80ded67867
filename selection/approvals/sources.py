"""What a form says: read from the sealed dossier alone, so that a form belongs to one version of it for good."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.nomination import Dossier, Evidence, Nomination
from models.vocabulary import Level, Phase, SubjectKind
from selection import clock
from selection.database import db
from selection.rules import sealing
from selection.rules.documents.paper import written
from selection.rules.documents.sheet import Grid, Opinion, Part, Sheet
from selection.rules.programme import Field, Programme, Section
from selection.rules.values import Taxonomies
from selection.taxonomies import load
from selection.workflow import programme_of

PHOTO = "photo"
CHECKED = "已由系统核验"
NONE = "无"


def sheet_of(nomination: Nomination, dossier: Dossier) -> Sheet:
    """The form of this sealed version. What is kept encrypted is not printed; the number is told as checked."""
    programme, content = programme_of(nomination.cycle), json.loads(dossier.content)
    subject = "姓名" if programme.subject is SubjectKind.PERSON else f"{programme.subject_word}名称"
    title = programme.title_named(nomination.applied_title)
    lists = load(programme.taxonomies)
    unit_name = content.get("unit", {}).get("name") or nomination.unit.name
    return Sheet(
        title=f"{programme.name.removesuffix('评选').removesuffix('推荐')}推荐审批表",
        subtitle=f"（{nomination.cycle.batch_year}年）",
        organiser=programme.organiser,
        cover=(
            (subject, str(content.get("answers", {}).get("name") or nomination.name)),
            ("工作单位", unit_name),
            ("推荐单位", content.get("union") or nomination.union.name),
            ("申报称号", title.name if title else ""),
            ("受理号", nomination.receipt or ""),
            ("填报日期", written(clock.on(dossier.sealed_at))),
        ),
        remarks=(
            "本表由系统按封存的申报材料生成，内容不得涂改；需要更正的，退回补正后重新打印。",
            "各级意见由负责人签名、加盖公章，印章不要盖住右上角的二维码。",
            "盖章后扫描，由本级经办人回传系统；各份内容一致，每页都要齐全。",
        ),
        parts=tuple(_parts(programme, content.get("answers", {}), lists)),
        opinions=tuple(_opinions(programme, content.get("unit_record", {}))),
        photo=_photo(content),
    )


def _parts(programme: Programme, answers: Mapping[str, Any], lists: Taxonomies) -> Iterator[Part]:
    for section in programme.sections:
        pairs = [pair for field in section.fields if (pair := _pair(field, answers, lists))]
        texts = tuple(
            (field.label, str(answers.get(field.key) or NONE))
            for field in section.fields
            if _is_plain(field, "long_text")
        )
        if pairs or texts or _has_tables(section):
            yield Part(section.name, tuple(pairs), texts, tuple(_tables(section, answers, lists)))


def _pair(field: Field, answers: Mapping[str, Any], lists: Taxonomies) -> tuple[str, str] | None:
    if field.kind == "id_number":
        return field.label, CHECKED
    if sealing.is_private(field) or field.kind in ("long_text", "table", "file"):
        return None
    shown = sealing.shown(field, answers.get(field.key), lists)
    return field.label, NONE if shown == sealing.NOTHING else shown


def _is_plain(field: Field, kind: str) -> bool:
    return field.kind == kind and not sealing.is_private(field)


def _has_tables(section: Section) -> bool:
    return any(_is_plain(field, "table") for field in section.fields)


def _tables(section: Section, answers: Mapping[str, Any], lists: Taxonomies) -> Iterator[tuple[str, Grid]]:
    for field in section.fields:
        rows = answers.get(field.key)
        if _is_plain(field, "table"):
            found = rows if isinstance(rows, list) else []
            lines = (tuple(_cell(column, row, lists) for column in field.columns) for row in found)
            yield field.label, Grid(tuple(column.label for column in field.columns), tuple(lines))


def _cell(column: Field, row: Mapping[str, Any], lists: Taxonomies) -> str:
    shown = sealing.shown(column, row.get(column.key), lists)
    return "" if shown == sealing.NOTHING else shown


def _opinions(programme: Programme, record: Mapping[str, Any]) -> Iterator[Opinion]:
    """The unit's record is printed as it was sealed; what stands above the unit is written by hand."""
    if Phase.UNIT in programme.phases:
        yield Opinion(Level.UNIT.value, "职工（代表）大会讨论情况", _congress(record))
        yield Opinion(Level.UNIT.value, "本单位公示情况", _posting(record))
    yield Opinion(Level.UNIT.value, "所在单位意见", str(record.get("opinion") or ""), ("党组织", "行政", "工会"))
    if Phase.UNION in programme.phases:
        yield Opinion(Level.UNION.value, "区局（产业）工会意见", seals=("区局（产业）工会",))
    yield Opinion(Level.CITY.value, f"{programme.organiser}审定意见", seals=(programme.organiser,))


def _congress(record: Mapping[str, Any]) -> str:
    if not record.get("congress_on"):
        return ""
    figures = (
        ("应到", "expected"),
        ("实到", "present"),
        ("同意", "agreed"),
        ("反对", "opposed"),
        ("弃权", "abstained"),
    )
    told = "，".join(f"{label} {record.get(key) or 0} 人" for label, key in figures)
    return f"{written(date.fromisoformat(record['congress_on']))}讨论，{told}。"


def _posting(record: Mapping[str, Any]) -> str:
    if not record.get("posted_at") or not record.get("posting_ends_on"):
        return ""
    begun = written(clock.on(datetime.fromisoformat(record["posted_at"])))
    until = written(date.fromisoformat(record["posting_ends_on"]))
    number = record.get("objections")
    heard = "" if number is None else "没有收到异议。" if number == 0 else f"收到异议 {number} 件。"
    return (
        f"{begun}至{until}在{record.get('posted_where') or '本单位'}公示，{heard}{record.get('posting_result') or ''}"
    )


def _photo(content: Mapping[str, Any]) -> str:
    """Where the small picture of the sealed photograph is kept; empty without one. One query, or none."""
    sealed = [file["id"] for file in content.get("evidence", ()) if file["attachment"] == PHOTO]
    if not sealed:
        return ""
    return db.session.scalar(select(Evidence.preview_key).where(Evidence.id == sealed[-1])) or ""
