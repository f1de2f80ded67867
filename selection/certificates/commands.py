"""``flask certificates``: an authority of one's own, the designs, verifying, the page that verifies offline."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from selection import clock
from selection.certificates import queries

certificates = AppGroup("certificates", help="Certificates: keys, designs, verifying.")
OFFLINE = Path(__file__).with_name("offline")


@certificates.command("make-ca")
@click.option("--organisation", required=True, help="The issuer's name, as signatures will show it.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to; var/ca by default.")
@click.option("--key-passphrase", envvar="SELECTION_CA_PASSPHRASE", default="", help="Of the root key; keep it apart.")
def make_ca(organisation: str, folder: Path | None, key_passphrase: str) -> None:
    """Make a root and the key that signs certificates. Overwrites nothing."""
    from selection.certificates import authority  # noqa: PLC0415 - only this command makes keys

    folder = folder or Path(current_app.config["VAR"]) / "ca"
    passphrase: str = current_app.config["SIGNER_PASSPHRASE"]
    try:
        made = authority.make(
            folder, organisation=organisation, passphrase=passphrase, key_passphrase=key_passphrase, now=clock.now()
        )
    except FileExistsError as there:
        raise click.ClickException(f"{there} is there already; move it away first") from None
    click.echo(f"root          {made.root}   publish it")
    click.echo(f"root key      {made.key}   move it offline; signing does not need it")
    click.echo(f"signing key   {made.signer}   SELECTION_SIGNER, opened with SELECTION_SIGNER_PASSPHRASE")


@certificates.command("verify")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def verify(paths: tuple[Path, ...]) -> None:
    """Verify PDF files, or all in a folder, against signature, facts, QR code and register; 1 if one is not genuine."""
    from selection.certificates.verdicts import verdicts  # noqa: PLC0415 - loads what reads certificates

    files, right = list(_files(paths)), 0
    for file, found in verdicts(files):
        is_genuine, said = found.summary
        right += is_genuine
        click.echo(f"{'genuine' if is_genuine else 'NOT GENUINE'}\t{file}\t{said}")
    click.echo(f"{right} of {len(files)} genuine")
    sys.exit(0 if files and right == len(files) else 1)


@certificates.command("offline-page")
@click.argument("file", type=click.Path(path_type=Path))
def offline_page(file: Path) -> None:
    """Write one HTML file that verifies QR codes without a network: keys and the list of void certificates inside."""
    file.write_text(page(), encoding="utf-8")
    click.echo(f"{file}: keys {', '.join(queries.keys())}")


@certificates.command("preview")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/preview"))
@click.option("--design", default="", help="One design only.")
def preview(folder: Path, design: str) -> None:
    """Print every design as PDF and as a picture of 300 dpi, with a short, a usual and a long name."""
    from selection.certificates.previewing import previews  # noqa: PLC0415 - loads what prints

    for file in previews(folder, design):
        click.echo(file)


def page() -> str:
    """The offline page with the keys and lists of this moment."""
    now = clock.now()
    lists = {
        "KEYS": queries.signed_list("keys", dict(queries.keys()), now),
        "REVOKED": queries.signed_list("revoked", queries.void(now), now),
    }
    text = (OFFLINE / "page.html").read_text(encoding="utf-8")
    for name, said in lists.items():
        json.loads(said)
        text = text.replace(f"/*{name}*/", said.replace("<", "\\u003c"))
    return text.replace("/*SCRIPT*/", (OFFLINE / "page.js").read_text(encoding="utf-8"))


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.pdf")) if path.is_dir() else [path]
