"""From the committee's choice to the printed certificates: notice, somebody drops out, decision, printing, checking."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from models.ballot import Resolution
from models.honour import Certificate
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Stage
from selection import jobs
from selection.certificates import actions as certificates
from selection.clock import on
from selection.database import db
from selection.honours import actions as honours
from selection.honours import queries as deciding
from selection.publicity import actions, queries
from selection.rules.standing import Actor
from selection.workflow import programme_of

LEAVES = "本人因工作调动提出放弃，单位和推荐工会同意。"


def publish(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """Put everybody chosen before the public."""
    actions.publish(db.session.get_one(Cycle, cycle_id), officer, now=now)


def drop_one(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """The last of the lowest title leaves; returns how many left: one, or none where nobody stands in the notice."""
    titles = programme_of(db.session.get_one(Cycle, cycle_id)).titles
    query = (
        select(Nomination)
        .join(Resolution, Resolution.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.PUBLICISED)
        .where(Resolution.title_key == titles[-1].key)
        .order_by(Resolution.position.desc())
        .limit(1)
    )
    nomination = db.session.scalars(query).one_or_none()
    if nomination is None:
        return 0
    actions.drop_out(nomination, officer, reason=LEAVES, now=now)
    return 1


def move_up(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """Whoever of the reserve may take a place that came free takes it; returns how many did."""
    cycle = db.session.get_one(Cycle, cycle_id)
    free = queries.free_places(programme_of(cycle), queries.settled(cycle_id))
    taken = [(each.title.key, each.position) for each in free if each.successor is not None]
    for title_key, position in taken:
        actions.move_up(cycle, officer, title_key=title_key, position=position, now=now)
    return len(taken)


def decide(cycle_id: int, officer: Actor, *, now: datetime, draw: certificates.Draw = secrets.token_bytes) -> int:
    """Make the decision; returns how many were honoured. ``draw``: where the codes of the certificates come from."""
    cycle = db.session.get_one(Cycle, cycle_id)
    draft = deciding.draft(cycle, deciding.decision_of(cycle_id), on=on(now), today=on(now))
    honours.decide(cycle, officer, decided_on=on(now), seen=draft.digest, now=now, draw=draw)
    return len(draft.candidates)


def issue(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """Ask for the certificates; returns how many. The worker prints them: see ``work_off``."""
    return certificates.issue(db.session.get_one(Cycle, cycle_id), officer, now=now)


def work_off(now: datetime, step: Callable[[], None]) -> None:
    """Do what the worker would do: every job that is due, letters and certificates alike."""
    while waiting := jobs.due(now):
        for job_id in waiting:
            jobs.perform(job_id, now)
            step()
        db.session.remove()


def codes(cycle_id: int) -> dict[str, str]:
    """The code of every certificate of a cycle, by its number."""
    query = select(Certificate.number, Certificate.code).where(Certificate.cycle_id == cycle_id)
    return {number: code for number, code in db.session.execute(query)}  # noqa: C416 - dict() of rows is no dict of text
