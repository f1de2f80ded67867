"""``flask places check``: whether every balance is explained by its entries."""

import click

from selection.places import ledger


@click.group("places")
def places() -> None:
    """名额账."""


@places.command("check")
def check() -> None:
    """逐笔核对名额账, 列出全部不符."""
    found = ledger.discrepancies()
    click.echo("\n".join(found) or "名额账全部相符")
    if found:
        raise SystemExit(1)
