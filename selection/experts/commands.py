"""``flask review verify-draw``: repeat a draw from its minutes alone."""

from pathlib import Path

import click
from flask.cli import AppGroup

from selection.rules import draw

review = AppGroup("review", help="Reviews by experts.")


@review.command("verify-draw", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commitment", default="", help="The commitment as it was published before the draw.")
def verify_draw(file: Path, commitment: str) -> None:
    """Repeat the draw told in FILE, without any database."""
    found = draw.differences(file.read_text("utf-8"), published=commitment.strip().lower())
    for each in found:
        click.echo(each)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("一致：按记录重新抽取，结果相同。")
