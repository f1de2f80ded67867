"""``flask register``: files and what is taken over from dossiers, brought up to date from the command line."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from models.honour import Honour
from selection import clock
from selection.database import db, transaction
from selection.register.actions.filing import file
from selection.register.actions.takeover import take_over, waiting

register = AppGroup("register", help="The register of honours and talent.")


@register.command("refresh")
def refresh() -> None:
    """Open files for everybody honoured, work out again what is derived, take over dossiers; may be repeated."""
    now = clock.now()
    holders = set(db.session.scalars(select(Honour.person_id).distinct()))
    with transaction():
        file(holders, now=now)
    entries = take_over(waiting(), now=now)
    click.echo(f"{len(holders)} files, {entries} entries taken over")
