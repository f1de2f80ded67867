"""What is known of a nominee, read from the answers of the form and from the register of honours."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from selection.rules.ages import on_or_first

FIELDS: Mapping[str, str] = {
    "is_union_member": "union_member",
    "is_chinese": "nationality",
    "is_frontline": "frontline",
    "is_employed": "employed",
    "trade_years": "trade_years",
    "skill_level": "skill_level",
    "born_on": "born_on",
    "is_male": "gender",
    "was_punished": "punished",
    "id_number": "id_number",
    "unit_years": "unit_years",
    "household": "household",
    "post_kind": "person_type",
    "has_new_merit": "new_merit",
    "contests": "contests",
    "team_size": "team",
    "matching_money": "matching_money",
    "is_migrant": "migrant",
}
"""Which field of the form each fact is read from; a definition whose articles need a fact must ask for its field."""


@dataclass(frozen=True)
class PastHonour:
    """An honour already held. ``is_registered``: it stands in the register; otherwise the nominee wrote it himself."""

    name: str
    year: int | None
    is_registered: bool = True

    @property
    def plain_name(self) -> str:
        """The bare title: 第十六届全国技术能手 and 2019年“全国技术能手”（竞赛） are both 全国技术能手."""
        bare = re.sub(r"[“”\"'「」《》\s]", "", self.name)
        bare = re.sub(r"[（(].*?[）)]", "", bare)
        return re.sub(r"^(?:\d{4}年?度?|第[〇一二三四五六七八九十百\d]+[届批]|首届)+", "", bare)


@dataclass(frozen=True)
class Facts:
    """None means not known yet. ``channel`` is the key of the channel the nomination came by.

    ``contests``: (level, place) of each. ``granted``: honours of the project, studio or collective itself.
    ``elsewhere``: keys of the programmes in which the same person is put forward this year.
    """

    is_union_member: bool | None = None
    is_chinese: bool | None = None
    is_frontline: bool | None = None
    is_employed: bool | None = None
    trade_years: int | None = None
    skill_level: str | None = None
    born_on: date | None = None
    is_male: bool | None = None
    was_punished: bool | None = None
    id_number: str | None = None
    unit_years: int | None = None
    household: str | None = None
    post_kind: str | None = None
    has_new_merit: bool | None = None
    contests: tuple[tuple[str, int], ...] | None = None
    team_size: int | None = None
    matching_money: int | None = None
    is_migrant: bool | None = None
    channel: str | None = None
    honours: tuple[PastHonour, ...] = ()
    granted: tuple[PastHonour, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    already_nominated: bool = False
    is_person: bool = True

    def __repr__(self) -> str:
        return "Facts(...)"  # Holds an identity number: it must not reach a log by way of a traceback.


def facts_from(
    answers: Mapping[str, Any],
    *,
    honours: Sequence[PastHonour],
    already_nominated: bool,
    channel: str | None = None,
    granted: Sequence[PastHonour] = (),
    elsewhere: Collection[str] = (),
    is_person: bool = True,
) -> Facts:
    """The facts in a form's answers (as ``selection.rules.answers`` stores them), with those from elsewhere."""
    gender, nationality = _text(answers.get("gender")), _text(answers.get("nationality"))
    return Facts(
        is_union_member=_flag(answers.get("union_member")),
        is_chinese=None if nationality is None else nationality == "chinese",
        is_frontline=_flag(answers.get("frontline")),
        is_employed=_flag(answers.get("employed")),
        trade_years=_whole(answers.get("trade_years")),
        skill_level=_text(answers.get("skill_level")),
        born_on=on_or_first(answers.get("born_on")),
        is_male=None if gender is None else gender == "male",
        was_punished=_flag(answers.get("punished")),
        id_number=_text(answers.get("id_number")),
        unit_years=_whole(answers.get("unit_years")),
        household=_text(answers.get("household")),
        post_kind=_text(answers.get("person_type")),
        has_new_merit=_flag(answers.get("new_merit")),
        contests=_contests(answers.get("contests")),
        team_size=len(rows) if isinstance(rows := answers.get("team"), list) else None,
        matching_money=_whole(answers.get("matching_money")),
        is_migrant=_flag(answers.get("migrant")),
        channel=channel,
        granted=tuple(granted),
        elsewhere=frozenset(elsewhere),
        honours=(*honours, *declared(answers.get("honours"))),
        already_nominated=already_nominated,
        is_person=is_person,
    )


def declared(rows: object) -> list[PastHonour]:
    """The honours a nominee wrote into the table of the form (columns ``name`` and ``granted_on``)."""
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [
        PastHonour(name, _year(row.get("granted_on")), is_registered=False)
        for row in listed
        if (name := _text(row.get("name"))) is not None
    ]


def _contests(rows: object) -> tuple[tuple[str, int], ...] | None:
    """Level and place of each contest whose place holds a number; a placing in words counts for nothing."""
    if not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        level, place = (_text(row.get(key)) for key in ("level", "place")) if isinstance(row, Mapping) else (None, None)
        if level and place and (number := re.search(r"\d{1,4}", place)):
            found.append((level, int(number.group())))
    return tuple(found)


def _flag(answer: object) -> bool | None:
    return answer if isinstance(answer, bool) else None


def _text(answer: object) -> str | None:
    return answer if isinstance(answer, str) and answer else None


def _whole(answer: object) -> int | None:
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _year(answer: object) -> int | None:
    day = on_or_first(answer)
    return day.year if day else None
