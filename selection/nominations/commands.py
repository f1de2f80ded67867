"""``flask nominations expire``."""

import click
from flask.cli import AppGroup

from selection import clock
from selection.nominations import actions

nominations = AppGroup("nominations", help="Nominations.")


@nominations.command("expire")
def expire() -> None:
    """End what was not finished in time, now and from here on every hour."""
    now = clock.now()
    count = actions.expire_due(now)
    actions.watch(now)
    click.echo(f"{count} nominations expired")
