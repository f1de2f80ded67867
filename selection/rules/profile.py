"""What a sealed dossier tells of a person for the register: a profile for the statistics, and entries for his file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.vocabulary import EntryKind
from selection.rules.ages import full_years, on_or_first
from selection.rules.programme import Field, Programme
from selection.rules.sealing import NOTHING, shown
from selection.rules.values import Taxonomies

TABLES: Mapping[str, EntryKind] = {
    "studios": EntryKind.STUDIO,
    "apprentices": EntryKind.APPRENTICE,
    "patents": EntryKind.PATENT,
    "contests": EntryKind.CONTEST,
    "projects": EntryKind.PROJECT,
}
"""Tables of a form that tell what a register keeps, by their key."""

LONGEST = 120
SCHOOLING = {"11": "博士", "14": "硕士", "17": "研究生班", "21": "大学本科", "31": "大学专科"}
LESS_SCHOOLING = "中专、高中及以下"


@dataclass(frozen=True)
class Profile:
    """The columns of ``HonourProfile``; None or empty where the dossier is silent."""

    age: int | None
    work_years: int | None
    trade_years: int | None
    is_female: bool | None
    is_frontline: bool | None
    is_migrant: bool | None
    is_non_public: bool | None
    in_key_industry: bool | None
    person_type: str
    education: str
    skill_level: str
    professional_title: str
    patents: int | None


@dataclass(frozen=True)
class Told:
    """One entry: ``facts`` are pairs of label and value, as people read them."""

    kind: EntryKind
    title: str
    on: date | None
    facts: tuple[tuple[str, str], ...]


def profile(programme: Programme, answers: Mapping[str, Any], *, on: date, taxonomies: Taxonomies) -> Profile:
    """What somebody was on a day, usually that of naming."""

    def label(key: str) -> str:
        field, value = programme.field_named(key), answers.get(key)
        found = shown(field, value, taxonomies) if field and value else ""
        return "" if found == NOTHING else found

    gender, nature, keys = answers.get("gender"), answers.get("unit_nature"), answers.get("key_industries")
    patents = answers.get("patents")
    return Profile(
        age=_years(answers.get("born_on"), on),
        work_years=_years(answers.get("started_on"), on),
        trade_years=_whole(answers.get("trade_years")),
        is_female=gender == "female" if gender else None,
        is_frontline=_flag(answers.get("frontline")),
        is_migrant=_flag(answers.get("migrant")),
        is_non_public=nature == "non_public" if nature else None,
        in_key_industry=bool(keys) if "key_industries" in answers else None,
        person_type=label("person_type")[:40],
        education=SCHOOLING.get(str(answers.get("education")), LESS_SCHOOLING) if answers.get("education") else "",
        skill_level=label("skill_level")[:20],
        professional_title=label("professional_title")[:20],
        patents=len(patents) if isinstance(patents, list) else None,
    )


def entries(programme: Programme, answers: Mapping[str, Any], *, taxonomies: Taxonomies) -> Iterator[Told]:
    """One entry for each row of the tables a register keeps."""
    for key, kind in TABLES.items():
        field, rows = programme.field_named(key), answers.get(key)
        if field is not None and field.columns and isinstance(rows, Sequence) and not isinstance(rows, str):
            for row in rows:
                if isinstance(row, Mapping) and (told := _entry(field, kind, row, taxonomies)):
                    yield told


def _entry(field: Field, kind: EntryKind, row: Mapping[str, Any], taxonomies: Taxonomies) -> Told | None:
    head = field.columns[0]
    title = str(row.get(head.key) or "").strip()[:LONGEST]
    if not title:
        return None
    dated = next((each for each in field.columns if each.kind in ("month", "date") and row.get(each.key)), None)
    facts = tuple(
        (column.label, value)
        for column in field.columns[1:]
        if (value := shown(column, row.get(column.key), taxonomies)) != NOTHING
    )
    return Told(kind, title, on_or_first(row.get(dated.key)) if dated else None, facts)


def _years(answer: object, on: date) -> int | None:
    since = on_or_first(answer)
    years = full_years(since, on) if since else -1
    return years if 0 <= years <= 120 else None


def _whole(answer: object) -> int | None:
    return answer if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer <= 120 else None


def _flag(answer: object) -> bool | None:
    return answer if isinstance(answer, bool) else None
