"""``flask audit verify``."""

import sys

import click
from flask.cli import AppGroup

from selection.audit import queries

audit = AppGroup("audit", help="The chain of events.")


@audit.command("verify")
def verify() -> None:
    """Check that no event was altered, removed or slipped in; exit with 1 if one was."""
    broken_at = queries.broken_at()
    if broken_at is not None:
        click.echo(f"the chain is broken at event {broken_at}")
        sys.exit(1)
    click.echo(f"{queries.length()} events, the chain is sound")
