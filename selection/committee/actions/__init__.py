"""What is done in the committee room: see the modules for each."""

from selection.committee.actions.meeting import attend, close, convene, recuse
from selection.committee.actions.ordering import settle_by_order
from selection.committee.actions.reopening import against as against_reopening
from selection.committee.actions.reopening import propose_meeting, reopen
from selection.committee.actions.sheets import enter_sheet
from selection.committee.actions.telling import (
    appoint,
    count_papers,
    enter_ballot,
    read_share,
    take_seat,
)
from selection.committee.actions.voting import (
    ballot_problems,
    cast,
    close_round,
    open_ballots,
    open_round,
    paper_of,
    propose_reopening,
    void_round,
)

__all__ = [
    "against_reopening",
    "appoint",
    "attend",
    "ballot_problems",
    "cast",
    "close",
    "close_round",
    "convene",
    "count_papers",
    "enter_ballot",
    "enter_sheet",
    "open_ballots",
    "open_round",
    "paper_of",
    "propose_meeting",
    "propose_reopening",
    "read_share",
    "recuse",
    "reopen",
    "settle_by_order",
    "take_seat",
    "void_round",
]
