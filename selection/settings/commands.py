"""``flask calendar load``."""

import click
from flask.cli import AppGroup

from selection import clock
from selection.calendar_data import read_days
from selection.rules.standing import SYSTEM
from selection.settings import actions

calendar = AppGroup("calendar", help="The calendar of working days.")


@calendar.command("load")
def load() -> None:
    """Enter the official holidays that come with the system."""
    new = actions.load_calendar(read_days(), SYSTEM, now=clock.now())
    click.echo(f"{new} days entered")
