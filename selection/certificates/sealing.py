"""The seal this installation is set to sign with, opened once per process."""

from functools import lru_cache

from flask import current_app

from selection.certificates.signing import Seal, open_seal


def configured_seal() -> Seal | None:
    """The seal, or None where none is set. Raises NoSigner where one is set and cannot be used."""
    config = current_app.config
    if not config["SIGNER"]:
        return None
    return _opened(config["SIGNER"], config["SIGNER_PASSPHRASE"], config["TIME_STAMP_URL"])


@lru_cache(maxsize=2)
def _opened(where: str, passphrase: str, stamp_url: str) -> Seal:
    return open_seal(where, passphrase, stamp_url)
