"""A sheet of scores, of the experts' review or of an interview: kept as it is typed, or handed in whole."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from models.interview import SlotSheet
from models.review import ScoreSheet
from selection.errors import Reason, Refused
from selection.rules import scoring
from selection.rules.programme import Interview, Programme

Sheet = ScoreSheet | SlotSheet


def draft(sheet: Sheet, *, typed: Mapping[str, str], comment: str, now: datetime) -> None:
    """Keep an unfinished sheet as it was typed. One that was handed in is changed only by handing it in again."""
    if sheet.handed_in_at is not None:
        raise Refused(Reason("这份评分表已经提交", "要改分的，请改好后再次提交。"), title="现在不能保存草稿")
    sheet.points, sheet.comment, sheet.saved_at = dict(typed), comment, now


def complete(
    sheet: Sheet, rules: Programme | Interview, *, points: Mapping[str, Decimal | None], comment: str, now: datetime
) -> None:
    """Write a complete sheet with its exact total; refused with every problem at once."""
    if problems := scoring.sheet_problems(points, comment, rules.criteria, rules.scoring):
        raise Refused(*(Reason(each.message) for each in problems), title="现在不能提交这份评分表")
    given = {key: value for key, value in points.items() if value is not None}
    sheet.points = {key: str(value) for key, value in given.items()}
    sheet.total = scoring.total(given, rules.criteria)
    sheet.comment, sheet.saved_at, sheet.handed_in_at = comment, now, now
