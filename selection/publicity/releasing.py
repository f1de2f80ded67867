"""发布由两人办理: one officer asks for the result to be published, another agrees to exactly that list.

Until its second comes it can be taken back: the proposal by who made it, a scheduled notice by any officer.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from models.programme import Cycle
from models.proposal import Proposal
from models.publicity import Notice
from models.vocabulary import Role, Stage
from selection import workflow
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.proposals.actions import propose
from selection.proposals.carriers import carries_out
from selection.publicity import actions, queries, records
from selection.publicity.queries import RELEASE
from selection.rules.standing import Actor

TITLE = "现在不能提请发布公示"
WHY = "按评委票决结果向社会公示"


def ask(cycle: Cycle, actor: Actor, *, at: datetime | None, now: datetime) -> Proposal:
    """Ask a second officer to publish everybody chosen and not yet published. ``at``: the second it is to appear."""
    with transaction():
        lock(cycle)
        notice = _draft(cycle, now=now)
        if reasons := actions.against(cycle, notice, now=now):
            raise Refused(*reasons, title=TITLE)
        return propose(
            RELEASE,
            actor,
            payload={"cycle_id": cycle.id, "at": at.isoformat() if at else None, "sha256": digest(notice)},
            title=notice.title,
            lines=[
                ("届次", cycle.name),
                ("名单", _numbers(cycle, notice)),
                ("发布时间", f"{moment(at)}（北京时间）" if at and at > now else "同意以后立即发布"),
                ("名单 SHA-256", digest(notice)),
            ],
            reason=WHY,
            key=f"cycle-{cycle.id}",
            cycle_id=cycle.id,
            now=now,
        )


@carries_out(RELEASE, label="发布公示", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def release(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Publish the list that was proposed; refused where it has become another since."""
    with transaction() as session:
        cycle = lock(session.get_one(Cycle, payload["cycle_id"]))
        if digest(_draft(cycle, now=now)) != payload["sha256"]:
            why = Reason("名单和提请复核的不一样", "请不同意这件提请，由提请人重新提请。")
            raise Refused(why, title="现在不能发布公示")
        at = datetime.fromisoformat(payload["at"]) if payload["at"] else None
        actions.publish(cycle, actor, now=now, at=at)


def digest(notice: Notice) -> str:
    """SHA-256 of the list alone: the days of its period move with the day on which it is published."""
    text = json.dumps(notice.lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _draft(cycle: Cycle, *, now: datetime) -> Notice:
    named = [each for each in queries.settled(cycle.id, stages=[Stage.RESOLVED]) if each.is_chosen]
    files = records.waiting_files(cycle.id)
    version, is_first = queries.last_version(cycle.id) + 1, not queries.has_notice(cycle.id)
    return actions.draft(cycle, named, version=version, is_first=is_first, now=now, files=files)


def _numbers(cycle: Cycle, notice: Notice) -> str:
    titles = workflow.programme_of(cycle).titles
    counts = [(each.name, sum(line["title"] == each.name for line in notice.lines)) for each in titles]
    return "，".join(f"{name} {number} 名" for name, number in counts if number)
