"""The issuer's signature: PAdES B-B (ETSI EN 319 142-1), or B-T where a time stamp service is set.

The file is assembled with room for it, so nothing is written twice: pyHanko makes the CMS, we put it into its place.
The key is opened once. RSA signatures are deterministic: without a time stamp equal files get equal signatures.
Importing pyHanko takes half a second and 45 MiB: only what signs imports this module.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.sign.signers.pdf_cms import Signer, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from selection.certificates.assembly import Unsigned
from selection.certificates.coroutines import finished
from selection.certificates.facts import CertificateFacts
from selection.certificates.metadata import text_string

DIGEST = "sha256"
SLACK = 64  # bytes: an ECDSA signature varies by a few
STAMP_ROOM = 16_000
DOC_MDP = b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
"""A certifying signature that permits no change (ISO 32000-1, 12.8.2.2)."""


class KeptKey(SimpleSigner):
    """pyHanko opens and checks the key for every signature, which takes four fifths of the time: ours stays open."""

    def __init__(self, signer: SimpleSigner) -> None:
        super().__init__(
            signing_cert=signer.signing_cert,
            signing_key=signer.signing_key,
            cert_registry=signer.cert_registry,
            embed_roots=False,
        )
        self._key = load_der_private_key(signer.signing_key.dump(), password=None)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The raw signature, PKCS #1 v1.5 or ECDSA after the kind of key."""
        digest = SHA256()
        if digest_algorithm != digest.name:
            raise ValueError(f"signatures are made over {digest.name}, not {digest_algorithm}")
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), digest)
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(digest))
        return super().sign_raw(data, digest_algorithm)


class NoSigner(Exception):
    """The key that is set for signing cannot be used; the message says why."""


@dataclass
class Seal:
    """A key ready for signing. ``fingerprint``: SHA-256 of its certificate."""

    signer: Signer
    stamper: TimeStamper | None
    fingerprint: str
    room: int = field(init=False)

    def __post_init__(self) -> None:
        dry = self._cms(b"0" * 32, dry_run=True)
        self.room = len(dry) + SLACK + (STAMP_ROOM if self.stamper else 0)

    def entries(self, facts: CertificateFacts, at: datetime) -> bytes:
        """The dictionary of the signature, but for its place and its content."""
        reason = f"证书 {facts.number} 由{facts.issuer}颁发"
        moment = f"{at:%Y%m%d%H%M%S}+00'00'".encode()
        return b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%b)/Name%b/Reason%b%b" % (
            moment,
            text_string(facts.issuer),
            text_string(reason),
            DOC_MDP,
        )

    def sign(self, file: Unsigned) -> bytes:
        """The file, signed."""
        begin, end = file.gap
        digest = hashlib.sha256(memoryview(file.content)[:begin])
        digest.update(memoryview(file.content)[end:])
        return file.signed(self._cms(digest.digest()))

    def _cms(self, digest: bytes, *, dry_run: bool = False) -> bytes:
        signing = self.signer.async_sign(
            digest, DIGEST, dry_run=dry_run, use_pades=True, timestamper=None if dry_run else self.stamper
        )
        signed: bytes = finished(signing).dump()
        return signed


def open_seal(where: str, passphrase: str = "", stamp_url: str = "") -> Seal:
    """The key named by ``where``: a PKCS#12 file, or pkcs11:///path/of/module.so?token=…&label=…

    The passphrase is that of the file, or the PIN of the token. Raises NoSigner.
    """
    signer = _token(where, passphrase) if where.startswith("pkcs11:") else _file(Path(where), passphrase)
    certificate = signer.signing_cert
    if certificate is None:
        raise NoSigner(f"{where} has a key and no certificate")
    stamper = HTTPTimeStamper(stamp_url) if stamp_url else None
    return Seal(signer, stamper, hashlib.sha256(certificate.dump()).hexdigest())


def _file(file: Path, passphrase: str) -> Signer:
    if not file.is_file():
        raise NoSigner(f"{file} is not there: flask certificates make-ca")
    load: Callable[..., SimpleSigner | None] = SimpleSigner.load_pkcs12
    signer = load(str(file), passphrase=passphrase.encode())
    if signer is None:
        raise NoSigner(f"{file} cannot be opened with this passphrase")
    return KeptKey(signer)


def _token(where: str, pin: str) -> Signer:
    """A key that never leaves its token. Needs python-pkcs11, which only those who have a token install."""
    try:
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 - installed where there is a token
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415 - installed where there is a token
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415 - installed where there is a token
    except ImportError as missing:
        raise NoSigner("signing with a token needs python-pkcs11") from missing
    parts = urlsplit(where)
    told = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if not {"token", "label"} <= told.keys():
        raise NoSigner("pkcs11: needs the module, ?token= and &label=")
    open_session: Callable[..., Any] = open_pkcs11_session
    try:
        session = open_session(parts.path, token_criteria=TokenCriteria(label=told["token"]), user_pin=pin)
        signer: Signer = PKCS11Signer(session, cert_label=told["label"], key_label=told["label"])
        signer.signing_cert  # noqa: B018 - looked for in the token when it is first asked for
    except PKCS11Error as wrong:
        raise NoSigner(f"the token cannot be used: {str(wrong) or type(wrong).__name__}") from wrong
    return signer
