"""Answers that contradict one another. Asked only of well-known fields, and only when both are filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from selection.rules.ages import full_years, on_or_first
from selection.rules.identity import IdNumber, read_id_number

SEXES = {"male": True, "female": False}
YOUNGEST_WORKER = 14
"""People of the older batches began before today's minimum of 16; earlier than this is a slip of the pen."""


def contradictions(answers: Mapping[str, Any], *, today: date) -> list[tuple[str, str]]:
    """(field, message) for each contradiction among stored answers."""
    return [*_with_id_number(answers, today), *_with_start_of_work(answers, today)]


def _with_id_number(answers: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    typed = answers.get("id_number")
    read = read_id_number(typed, today=today) if isinstance(typed, str) else None
    if not isinstance(read, IdNumber):
        return []
    found = []
    born_on = on_or_first(answers.get("born_on"))
    if born_on and (born_on.year, born_on.month) != (read.born_on.year, read.born_on.month):
        found.append(("born_on", "与身份证号里的出生年月不一致。请核对这里或“身份证号”"))
    is_male = SEXES.get(str(answers.get("gender")))
    if is_male is not None and is_male != read.is_male:
        found.append(("gender", "与身份证号不一致。请核对这里或“身份证号”"))
    return found


def _with_start_of_work(answers: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    started_on = on_or_first(answers.get("started_on"))
    if started_on is None or started_on > today:
        return []
    found = []
    born_on = on_or_first(answers.get("born_on"))
    if born_on and full_years(born_on, started_on) < YOUNGEST_WORKER:
        found.append(("started_on", f"参加工作时不满 {YOUNGEST_WORKER} 周岁。请核对这里或“出生年月”"))
    worked, years = full_years(started_on, today), answers.get("trade_years")
    if isinstance(years, int) and not isinstance(years, bool) and years > worked:
        found.append(("trade_years", f"填了 {years} 年，多于参加工作以来的 {worked} 年。请核对这里或“参加工作时间”"))
    return found
