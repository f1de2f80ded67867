"""What the trail can be narrowed by, read from the address; what cannot be read narrows nothing."""

from collections.abc import Mapping
from datetime import date

from models.vocabulary import Act, Role
from selection.audit.queries import Sought

LAST_PAGE = 100_000


def sought(args: Mapping[str, str]) -> Sought:
    """The filters of the address."""
    act, role = args.get("act", ""), args.get("role", "")
    return Sought(
        text=args.get("q", "")[:60],
        act=Act(act) if act in set(Act) else None,
        role=Role(role) if role in set(Role) else None,
        cycle_id=_whole(args.get("cycle", "")),
        nomination_id=_whole(args.get("nomination", "")),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
    )


def page(args: Mapping[str, str]) -> int:
    """The page asked for; the first one otherwise."""
    return min(_whole(args.get("page", "")) or 1, LAST_PAGE)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None
