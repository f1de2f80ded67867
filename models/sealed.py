"""Columns nobody can read from the database alone: AES-256-GCM, the key outside the database.

The column's own name is authenticated with each value, so a cipher text moved to another column no longer opens.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

NONCE = 12


class Keyring:
    """The two keys of an installation, derived from one secret: to seal with, and to index with."""

    def __init__(self) -> None:
        self._seal: AESGCM | None = None
        self._index: bytes | None = None

    def load(self, secret: bytes) -> None:
        """Derive both keys. Called once, when the application starts."""
        self._seal = AESGCM(_derive(secret, b"seal"))
        self._index = _derive(secret, b"index")

    @property
    def cipher(self) -> AESGCM:
        if self._seal is None:
            raise RuntimeError("the keyring is empty: create_app loads it")
        return self._seal

    def index(self, value: str) -> str:
        """A blind index (64 hex digits): equal for equal values, worthless without the key."""
        if self._index is None:
            raise RuntimeError("the keyring is empty: create_app loads it")
        return hmac.new(self._index, value.encode(), hashlib.sha256).hexdigest()


keyring = Keyring()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"selection/" + purpose).derive(secret)


class Sealed(TypeDecorator[Any]):
    """A JSON value that is stored encrypted. ``place`` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        nonce = os.urandom(NONCE)
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
        return nonce + keyring.cipher.encrypt(nonce, plain, self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.loads(keyring.cipher.decrypt(value[:NONCE], value[NONCE:], self.place.encode()))
