"""An authority of one's own: a root that signs nothing but the certificate of the issuing office, made by command."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_YEARS, SIGNER_YEARS = 30, 10
ROOT_BITS, SIGNER_BITS = 3072, 2048
ROOT_FILE, ROOT_KEY, SIGNER_FILE = "ca.crt", "ca.key", "signer.p12"


@dataclass(frozen=True)
class Authority:
    """The files: ``root`` for everybody who verifies, ``key`` to be kept offline, ``signer`` for the worker."""

    root: Path
    key: Path
    signer: Path


def make(folder: Path, *, organisation: str, passphrase: str, key_passphrase: str, now: datetime) -> Authority:
    """Make root and signer in a folder that has none. Raises FileExistsError rather than overwrite a key."""
    made = Authority(folder / ROOT_FILE, folder / ROOT_KEY, folder / SIGNER_FILE)
    folder.mkdir(parents=True, exist_ok=True)
    for file in (made.root, made.key, made.signer):
        if file.exists():
            raise FileExistsError(file)
    root_key = generate_private_key(65537, ROOT_BITS)
    signer_key = generate_private_key(65537, SIGNER_BITS)
    root = _root(root_key, organisation, now)
    signer = _signer(signer_key, root_key, root, organisation, now)
    encryption = BestAvailableEncryption(key_passphrase.encode()) if key_passphrase else NoEncryption()
    _write(made.key, root_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption), 0o600)
    kept = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    bundle = pkcs12.serialize_key_and_certificates(b"signer", signer_key, signer, [root], kept)
    _write(made.signer, bundle, 0o600)
    _write(made.root, root.public_bytes(Encoding.PEM), 0o644)
    return made


def _root(key: RSAPrivateKey, organisation: str, now: datetime) -> x509.Certificate:
    name = _name(organisation, f"{organisation}证书根")
    usage = _usage(signs=False)
    return (
        _certificate(name, name, key, now, ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def _signer(
    key: RSAPrivateKey, root_key: RSAPrivateKey, root: x509.Certificate, organisation: str, now: datetime
) -> x509.Certificate:
    return (
        _certificate(_name(organisation, f"{organisation}荣誉证书签发"), root.subject, key, now, SIGNER_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years + years // 4))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
