"""``flask worker``: does the background work until it is told to stop."""

import click
from flask import current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

from selection import clock
from selection.jobs import due
from selection.nominations import actions as nominations


@click.command()
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 8), help="How many jobs at once.")
@with_appcontext
def worker(workers: int) -> None:
    """Do jobs as they come, and each minute what was left undone. SIGTERM, SIGINT: finish the job and stop."""
    nominations.watch(clock.now())
    extensions = current_app.extensions
    # A first sweep: what was due while no worker ran need not wait for the minute. In a context of its own, which ends:
    # a read left open here would lock the jobs out of a SQLite database.
    with current_app._get_current_object().app_context():  # type: ignore[attr-defined]
        for job_id in due(clock.now()):
            extensions["perform"](job_id)
    consumer: Consumer = extensions["queue"].create_consumer(
        workers=workers, periodic=True, max_delay=1.0, graceful_signal="TERM"
    )
    consumer.run()
    # SIGINT ends the consumer's loop without waiting; a job in hand is finished all the same.
    for _, thread in consumer.worker_threads:
        thread.join()
