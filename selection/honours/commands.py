"""``flask honours``: the register from the command line."""

import click
from flask.cli import with_appcontext

from selection import clock
from selection.honours import gazette, loading
from selection.rules.standing import SYSTEM


@click.group()
def honours() -> None:
    """The register of honours."""


@honours.command()
@with_appcontext
def load() -> None:
    """Enter the published past honours; may be repeated."""
    new = loading.load(gazette.published(), SYSTEM, now=clock.now())
    click.echo(f"{new} past honours entered")
