"""The committee room's pages: the meeting, its votes, its tellers, its papers."""

from selection.committee.views import meetings, sheets, telling, voting
from selection.committee.views.blueprint import bp

__all__ = ["bp", "meetings", "sheets", "telling", "voting"]
