"""What the unions do with those who reached them: send back, decline, recommend as far as places go, hand on."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from models.nomination import Nomination
from models.vocabulary import Level
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions as nominations
from selection.recommendations import actions, queries
from selection.showcase.filing import Case
from selection.showcase.ground import Union

REOPENED = ("leadership",)
SENT_BACK = "“领军作用”里的数据没有写明出处，请核实补充。"
NO_PLACES = "推荐名额已用完"
TOO_MANY = "同一单位超过 2 人"
WEAK = "业绩材料不充分"
OPINIONS = (
    "技艺精湛，业绩突出，带徒有方，经集体研究，同意推荐，请市总工会审定。",
    "长期扎根一线，攻克多项工艺难题，职工群众公认，经研究同意推荐上报。",
    "技能水平处于行业前列，在传授技艺、技术攻关中作用明显，同意推荐。",
)
Reached = Sequence[tuple[int, Case]]


def send_back(nomination_id: int, union: Union, *, due_at: datetime, now: datetime) -> None:
    """Return one text to the unit."""
    nomination = db.session.get_one(Nomination, nomination_id)
    nominations.send_back(
        nomination, union.officer, level=Level.UNION, fields=REOPENED, reason=SENT_BACK, due_at=due_at, now=now
    )


def recommend(reached: Reached, union: Union, chance: Random, *, now: datetime) -> dict[int, str]:
    """Go through the candidates best first; returns why not, by nomination, for those who were declined.

    A candidate is declined when the system has refused to recommend him: for want of places, or of the composition.
    """
    ordered = sorted(reached, key=lambda each: -(each[1].applicant.merit + chance.gauss(0, 0.4)))
    declined: dict[int, str] = {}
    for nomination_id, case in ordered:
        nomination = db.session.get_one(Nomination, nomination_id)
        if case.applicant.merit < -1.6:
            why = WEAK
        else:
            try:
                actions.recommend(nomination, union.officer, opinion=chance.choice(OPINIONS), now=now)
            except Refused as refusal:
                why = TOO_MANY if "单位" in str(refusal) else NO_PLACES
            else:
                continue
        reason = f"{why}，经研究本届未列入推荐。"
        nominations.decline(nomination, union.officer, reason=reason, now=now)
        declined[nomination_id] = why
    return declined


def forward(cycle_id: int, union: Union, *, now: datetime) -> int:
    """The head confirms the list; returns how many were handed on."""
    board = queries.board(union.head, cycle_id)
    if board is None or not board.prepared:
        return 0
    return actions.forward(board, union.head, revision=board.revision, now=now)
