"""The seal this installation is set to sign with, opened once per process and again when its file has changed."""

from functools import lru_cache
from pathlib import Path

from flask import current_app

from selection.certificates.signing import Seal, open_seal


def configured_seal() -> Seal | None:
    """The seal, or None where none is set. Raises NoSigner where one is set and cannot be used."""
    config = current_app.config
    if not config["SIGNER"]:
        return None
    file = Path(config["SIGNER"])
    written_at = file.stat().st_mtime_ns if file.is_file() else 0
    return _opened(config["SIGNER"], config["SIGNER_PASSPHRASE"], config["TIME_STAMP_URL"], written_at)


@lru_cache(maxsize=2)
def _opened(where: str, passphrase: str, stamp_url: str, _written_at: int) -> Seal:
    return open_seal(where, passphrase, stamp_url)
