"""What a unit does before it submits: its workers' congress, its publicity. Every problem, in words."""

from dataclasses import dataclass
from datetime import date

CONGRESS = "congress"
POSTING = "posting"
PARTS = {CONGRESS: "职工（代表）大会情况", POSTING: "本单位公示情况"}
"""Parts of the unit's record that may be named when material is sent back, beside fields and attachments."""

FILES_OF_PART = {CONGRESS: "congress_minutes", POSTING: "posting_proof"}
"""Attachments that belong to these parts: they come when the part is done, after the form is frozen."""


@dataclass(frozen=True)
class Congress:
    """职代会或联席会议: how many should have come, came, and how they voted."""

    held_on: date
    expected: int
    present: int
    agreed: int
    opposed: int
    abstained: int


def congress_problems(congress: Congress, *, today: date) -> list[tuple[str, str]]:
    """(field, message) for each figure that does not fit the others."""
    found = []
    if congress.held_on > today:
        found.append(("congress_on", "晚于今天。请填实际开会的日期"))
    if congress.present > congress.expected:
        found.append(("present", f"实到 {congress.present} 人，多于应到 {congress.expected} 人。请对照会议记录核对"))
    elif 3 * congress.present < 2 * congress.expected:
        few = f"实到 {congress.present} 人，不足应到 {congress.expected} 人的三分之二，会议不能成立"
        found.append(("present", few))
    votes = congress.agreed + congress.opposed + congress.abstained
    if votes != congress.present:
        cast = f"同意 {congress.agreed}、反对 {congress.opposed}、弃权 {congress.abstained}，合计 {votes} 人"
        found.append(("agreed", f"{cast}，应等于实到 {congress.present} 人。请对照会议记录核对"))
    elif 2 * congress.agreed <= congress.expected:
        found.append(("agreed", f"同意 {congress.agreed} 人，没有超过应到 {congress.expected} 人的半数，不能申报"))
    return found


def posting_is_over(ends_on: date | None, *, today: date) -> bool:
    """Whether the last day of the publicity has passed."""
    return ends_on is not None and today > ends_on
