"""``flask people``: the one account nobody can invite."""

import click
from flask.cli import AppGroup
from sqlalchemy.exc import NoResultFound

from selection import clock
from selection.errors import Refused
from selection.organisations.queries import city
from selection.people import actions
from selection.people.actions import Invitee
from selection.rules.credentials import read_account
from selection.rules.identity import Unreadable

people = AppGroup("people", help="Accounts.")


@people.command("first")
@click.argument("account")
@click.argument("name")
def first(account: str, name: str) -> None:
    """Invite the first administrator; the link to set a password goes out as a letter."""
    read = read_account(account)
    if isinstance(read, Unreadable):
        raise click.ClickException(read.message)
    try:
        actions.found(Invitee(name, read), city(), now=clock.now())
    except NoResultFound:
        raise click.ClickException("还没有市总工会。请先运行 flask organisations load") from None
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"已向 {read} 发出开通账号的信件")
