"""``flask showcase fill``, ``flask showcase accounts`` and ``flask demo``."""

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from selection import clock
from selection.errors import Refused
from selection.showcase import installation
from selection.showcase.accounts import shown
from selection.showcase.cast import PASSWORD
from selection.showcase.demo import Demonstration
from selection.showcase.fill import Filling
from selection.showcase.progress import Progress

showcase = AppGroup("showcase", help="A demonstration with invented people.")
applicants_option = click.option("--applicants", default=903, show_default=True, type=click.IntRange(20, 5000))
seed_option = click.option("--seed", default=2023, show_default=True, type=int)


@showcase.command("fill")
def fill() -> None:
    """Fill an empty database: four cycles at different stages."""
    filling = Filling(_app(), now=clock.now(), progress=Progress())
    try:
        nominations = filling.play()
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{nominations} nominations entered")


@showcase.command("accounts")
def accounts() -> None:
    """Print one account for each role, and what it has to do now."""
    found = shown(clock.now())
    if not found:
        click.echo("No demonstration in this database.")
        return
    click.echo(f"密码都是 {PASSWORD}（虚构人员，仅供演示）")
    for each in found:
        click.echo(f"  {each.account:<27} {each.role.label}（{each.organisation}）：{each.work}")


@click.command("demo")
@applicants_option
@seed_option
def demo(applicants: int, seed: int) -> None:
    """Drive a whole cycle to its certificates, in a database of its own (var/demo/)."""
    installation.clear()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "showcase", "play"]
    told = ["--applicants", str(applicants), "--seed", str(seed)]
    done = subprocess.run([*command, *told], env=dict(installation.environment(seed)), check=False)
    sys.exit(done.returncode)


@showcase.command("play", hidden=True)
@applicants_option
@seed_option
@with_appcontext
def play(applicants: int, seed: int) -> None:
    """What ``flask demo`` runs, in the installation it has made."""
    installation.make_tables()
    if installation.is_used():
        raise click.ClickException("This database is in use: a demonstration needs an empty one.")
    summary = Demonstration(_app(), applicants=applicants, seed=seed, progress=Progress()).play()
    for label, figure in summary.table():
        click.echo(f"{figure:>8}  {label}")
    file = Path(_app().config["VAR"]) / installation.SUMMARY
    file.write_text(json.dumps(summary.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(f"\n{file}")
    if summary.certificates_verified != summary.certificates_issued:
        raise click.ClickException("Not every certificate could be verified.")
    if not summary.pack_verified:
        raise click.ClickException("The result could not be recomputed from its pack.")


def _app() -> Flask:
    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
