"""``flask results pack``: the proof of a published result, for whoever has the database."""

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup

from models.programme import Cycle
from selection import clock
from selection.database import db
from selection.errors import Refused
from selection.results import actions, packing

results = AppGroup("results", help="Results that anybody can recompute.")


@results.command("pack")
@click.argument("cycle_id", metavar="CYCLE", type=click.IntRange(1, 2**63 - 1))
@click.option("--to", "file", type=click.Path(path_type=Path), help="Where to; result-CYCLE.zip by default.")
def pack(cycle_id: int, file: Path | None) -> None:
    """Write the signed pack of a cycle whose result is published; scripts/verify_pack.py recomputes it anywhere."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None:
        raise click.ClickException(f"there is no cycle {cycle_id}")
    try:
        actions.refuse_early(cycle, now=clock.now())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    content = packing.packed(cycle)
    file = file or Path(f"result-{cycle_id}.zip")
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
