"""What the QR code of a certificate says by itself: number, name, title and year, signed with Ed25519.

The code is an address; behind its # stands the payload, which no browser sends to a server:

    1 byte    version, 1
    4 bytes   the key: the first bytes of the SHA-256 of the public key
    n bytes   number, name, title and year in UTF-8, with U+001F between them
    64 bytes  Ed25519 signature (RFC 8032) of all before it

in base64url without padding. See docs/verification.md for whoever writes another reader.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = b"\x01"
BETWEEN = "\x1f"
SIGNATURE, KEY_ID = 64, 4
LONGEST = 2000


@dataclass(frozen=True)
class Told:
    """What a QR code says, and by which key."""

    number: str
    name: str
    title: str
    year: str
    key_id: str


class Untrue(Exception):
    """A payload that nobody we know has signed. ``args[0]`` says what is wrong: form, key, or signature."""


@lru_cache(maxsize=4)
def private_key(secret: str) -> Ed25519PrivateKey:
    """The key made from the installation's secret."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"certificate codes " + secret.encode()).digest())


def public_key(secret: str) -> str:
    """The public key, in hexadecimal."""
    return private_key(secret).public_key().public_bytes_raw().hex()


def key_id(public: str) -> str:
    """How a key is called: eight hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[: 2 * KEY_ID]


def payload(told: tuple[str, str, str, str], secret: str) -> str:
    """Number, name, title and year, signed."""
    body = VERSION + bytes.fromhex(key_id(public_key(secret))) + BETWEEN.join(told).encode()
    return urlsafe_b64encode(body + private_key(secret).sign(body)).rstrip(b"=").decode()


def read(text: str, keys: Mapping[str, str]) -> Told:
    """The facts of a payload, or of the address it is in; ``keys``: public keys by their id. Raises Untrue."""
    raw = text.strip().rpartition("#")[2]
    if len(raw) > LONGEST:
        raise Untrue("form")
    try:
        body = urlsafe_b64decode(raw.encode("ascii") + b"=" * (-len(raw) % 4))
        parts = body[1 + KEY_ID : -SIGNATURE].decode().split(BETWEEN)
    except (Error, ValueError) as broken:
        raise Untrue("form") from broken
    if body[:1] != VERSION or len(parts) != 4 or urlsafe_b64encode(body).rstrip(b"=").decode() != raw:
        raise Untrue("form")
    name = body[1 : 1 + KEY_ID].hex()
    if name not in keys:
        raise Untrue("key")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[name])).verify(body[-SIGNATURE:], body[:-SIGNATURE])
    except InvalidSignature as forged:
        raise Untrue("signature") from forged
    return Told(parts[0], parts[1], parts[2], parts[3], name)
