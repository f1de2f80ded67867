"""A certificate signed by a key that never leaves its token. Debian's softhsm2 plays the token."""

import io
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from selection.certificates import authority
from selection.certificates.coroutines import finished
from selection.certificates.pdf import Signing, render
from selection.certificates.signing import NoSigner, open_seal
from tests.certificates.samples import CRAFTSMAN

MODULE = os.environ.get("TOKEN_MODULE", "/usr/lib/softhsm/libsofthsm2.so")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PIN, LABEL = "1234", "signer"


@pytest.fixture
def keys(tmp_path: Path) -> authority.Authority:
    return authority.make(tmp_path / "ca", organisation="上海市总工会", passphrase="x", key_passphrase="y", now=NOW)


@pytest.fixture
def token(tmp_path: Path, keys: authority.Authority, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token with the key of the authority and its certificate; returns how the setting names it."""
    tokens, setting = tmp_path / "tokens", tmp_path / "softhsm2.conf"
    tokens.mkdir()
    setting.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(setting))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "honours", "--pin", PIN, "--so-pin", "87654321"]
    subprocess.run(init, check=True, capture_output=True)
    key, certificate, _ = pkcs12.load_key_and_certificates(keys.signer.read_bytes(), b"x")
    assert key is not None
    assert certificate is not None
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    bring = ["softhsm2-util", "--import", str(pem), "--token", "honours", "--label", LABEL, "--id", "01", "--pin", PIN]
    subprocess.run(bring, check=True, capture_output=True)
    with pkcs11.lib(MODULE).get_token(token_label="honours").open(rw=True, user_pin=PIN) as session:
        session.create_object(_entry(certificate))
    pem.unlink()
    return f"pkcs11://{MODULE}?token=honours&label={LABEL}"


def _entry(certificate: x509.Certificate) -> dict[pkcs11.Attribute, Any]:
    """A certificate as a token keeps it."""
    entry: dict[pkcs11.Attribute, Any] = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
    entry[pkcs11.Attribute.LABEL] = LABEL
    entry[pkcs11.Attribute.ID] = b"\x01"
    entry[pkcs11.Attribute.TOKEN] = True
    return entry


def test_a_key_in_a_token_signs_as_one_in_a_file_does(token: str, keys: authority.Authority) -> None:
    seal, other = open_seal(token, PIN), open_seal(str(keys.signer), "x")

    content = render(CRAFTSMAN, signing=Signing(seal, NOW))

    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(keys.root))], allow_fetching=False)
    assert finished(async_validate_pdf_signature(embedded, context)).bottom_line
    assert seal.fingerprint == other.fingerprint
    for wrong, pin in ((token, "4321"), (token.replace("honours", "another"), PIN), (f"{token}s", PIN)):
        with pytest.raises(NoSigner, match=r"the token cannot be used: .+"):
            open_seal(wrong, pin)
