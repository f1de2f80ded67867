"""Work after the commit. The ``job`` row is the truth and is written with the change; Huey is the engine that runs it.

A killed worker loses nothing: a sweep dispatches every row that is due and unfinished, and handlers may be repeated.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import or_, select

from models.job import Job
from models.vocabulary import JobState
from selection import clock
from selection.database import after_commit, db, transaction
from selection.queues import connect, crontab

Handler = Callable[[dict[str, Any], datetime], None]
LEASE = timedelta(minutes=10)
"""How long a job is left to the worker that took it, where its handler names no other time."""

TRIES = 8
_handlers: dict[str, Handler] = {}
_leases: dict[str, timedelta] = {}


def handles(kind: str, *, lease: timedelta = LEASE) -> Callable[[Handler], Handler]:
    """Declare the function that does this kind of work: ``handler(payload, now)``; it may be run twice.

    ``lease``: after so long without an end the worker is taken for dead, and the next sweep gives the job to another.
    """

    def declare(handler: Handler) -> Handler:
        _handlers[kind], _leases[kind] = handler, lease
        return handler

    return declare


def enqueue(kind: str, payload: dict[str, Any], *, key: str, now: datetime, due_at: datetime | None = None) -> None:
    """Ask for work, inside the transaction that makes it necessary. The same ``key`` is asked for once."""
    if db.session.scalar(select(Job.id).where(Job.key == key)) is not None:
        return
    job = Job(kind=kind, key=key, payload=payload, due_at=due_at or now, state=JobState.READY)
    db.session.add(job)
    if due_at is None or due_at <= now:
        after_commit(lambda: _dispatch(job.id))


def _dispatch(job_id: int) -> None:
    """Hand a committed job to the engine; if the engine is away, the next sweep will find the row."""
    try:
        current_app.extensions["perform"](job_id)
    except OSError as trouble:
        current_app.logger.warning("queue unavailable, job %s waits for the sweep: %s", job_id, trouble)


def perform(job_id: int, now: datetime) -> None:
    """Do one job if it is due and nobody else is doing it."""
    with transaction() as session:
        free = or_(Job.state == JobState.READY, (Job.state == JobState.RUNNING) & (Job.leased_until < now))
        job = session.scalars(
            select(Job).where(Job.id == job_id, free, Job.due_at <= now).with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return
        kind, payload = job.kind, job.payload
        job.state, job.leased_until, job.tries = JobState.RUNNING, now + _leases.get(kind, LEASE), job.tries + 1
    try:
        _handlers[kind](payload, now)
    except Exception as trouble:  # whatever happened, the row must tell it and the worker must go on
        current_app.logger.exception("job %s (%s)", job_id, kind)
        _put_back(job_id, trouble, now)
    else:
        _finish(job_id, now)


def _finish(job_id: int, now: datetime) -> None:
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.leased_until, job.trouble, job.done_at = JobState.DONE, None, "", now


def _put_back(job_id: int, trouble: Exception, now: datetime) -> None:
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.state = JobState.READY if job.tries < TRIES else JobState.FAILED
        job.due_at = now + timedelta(seconds=2**job.tries)
        job.leased_until, job.trouble = None, f"{type(trouble).__name__}: {trouble}"[:500]


def due(now: datetime) -> list[int]:
    """Jobs that should be running and are not."""
    waiting = (Job.state == JobState.READY) & (Job.due_at <= now)
    orphaned = (Job.state == JobState.RUNNING) & (Job.leased_until < now)
    return list(db.session.scalars(select(Job.id).where(or_(waiting, orphaned)).order_by(Job.id)))


def perform_due(now: datetime) -> int:
    """Do everything that is due, here and now; returns how many jobs were tried. For commands and tests."""
    done = 0
    while waiting := due(now):
        for job_id in waiting:
            perform(job_id, now)
        done += len(waiting)
    return done


def prepare(app: Flask) -> None:
    """Connect the engine named by ``QUEUE_URL``: a SQLite file beside the database, or Redis."""
    queue = connect(app.config["QUEUE_URL"])

    @queue.task(name="perform")  # type: ignore[untyped-decorator]  # huey has no types
    def run(job_id: int) -> None:
        with app.app_context():
            perform(job_id, clock.now())

    @queue.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with app.app_context():
            for job_id in due(clock.now()):
                perform(job_id, clock.now())

    app.extensions["queue"] = queue
    app.extensions["perform"] = run
