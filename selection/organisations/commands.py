"""``flask organisations load``."""

import click
from flask.cli import AppGroup

from selection import clock
from selection.organisations import actions
from selection.rules.standing import SYSTEM

organisations = AppGroup("organisations", help="The tree of unions.")


@organisations.command("load")
def load() -> None:
    """Enter the city, the districts and the industry unions that are not there yet."""
    new = actions.load_tree(SYSTEM, now=clock.now())
    click.echo(f"{new} organisations entered")
