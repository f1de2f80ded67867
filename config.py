"""Settings of one installation, read from environment variables. An unsafe start is refused."""

import os
import secrets
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
SAFE_WAL = (3, 51, 3)
"""SQLite before this version can corrupt a WAL database that two connections write to."""


class UnsafeStart(SystemExit):
    """The configuration would lose data or secrets; the message says what to set."""


@dataclass(kw_only=True)
class Config:
    """What an installation needs to know. Names in capitals go to Flask as they are."""

    VAR: Path
    SECRET_KEY: str
    DATA_SECRET: str  # seals personal data; kept outside the database and its backups
    SQLALCHEMY_DATABASE_URI: str
    STORAGE_URL: str
    QUEUE_URL: str
    MAIL_URL: str  # "folder:" or smtp://user:password@host:port
    QR_SECRET: str  # signs the QR codes of certificates; its public key is published, so it must not be lost
    SIGNER: str = ""  # signs certificates: a PKCS#12 file or a pkcs11: address; empty: they go out unsigned
    SIGNER_PASSPHRASE: str = ""  # of the file, or the PIN of the token
    TIME_STAMP_URL: str = ""  # of a time stamp service (RFC 3161); empty: none
    CA_FILE: str = ""  # the root that signatures are checked against
    MAIL_FROM: str = "pingxuan@localhost"
    BASE_URL: str = "http://127.0.0.1:8000"  # for links in letters and QR codes; never taken from a request
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, object] = field(default_factory=dict)
    MAX_CONTENT_LENGTH: int = 52 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE: int = 4 * 1024 * 1024
    MAX_FORM_PARTS: int = 3000
    SESSION_COOKIE_SECURE: bool = False
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    WTF_CSRF_TIME_LIMIT: int | None = None  # a long form must survive a long lunch; the token dies with the session
    SEND_FILE_MAX_AGE_DEFAULT: timedelta = timedelta(days=365)
    TRUSTED_HOSTS: list[str] | None = None  # names this server answers to; a request for another is refused
    PROXIES: int = 0  # trusted proxies in front; each adds one address to X-Forwarded-For
    IDLE_MINUTES: int = 120
    TESTING: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        """The installation described by SELECTION_* variables; embedded parts in ``var/`` where they are silent."""
        given = os.environ.get
        var = Path(given("SELECTION_VAR", str(ROOT / "var"))).resolve()
        var.mkdir(parents=True, exist_ok=True)
        base_url = given("SELECTION_BASE_URL", "http://127.0.0.1:8000")
        return cls(
            VAR=var,
            SECRET_KEY=given("SELECTION_SECRET_KEY") or _kept_secret(var / "secret.key"),
            DATA_SECRET=given("SELECTION_DATA_SECRET") or _kept_secret(var / "data.key"),
            SQLALCHEMY_DATABASE_URI=given("SELECTION_DATABASE_URL", f"sqlite:///{var}/selection.sqlite"),
            STORAGE_URL=given("SELECTION_STORAGE_URL", f"file://{var}/files"),
            QUEUE_URL=given("SELECTION_QUEUE_URL", f"sqlite:///{var}/queue.sqlite"),
            MAIL_URL=given("SELECTION_MAIL_URL", f"folder:{var}/outbox"),
            QR_SECRET=given("SELECTION_QR_SECRET") or _kept_secret(var / "qr.key"),
            SIGNER=given("SELECTION_SIGNER", str(var / "ca" / "signer.p12") if (var / "ca").is_dir() else ""),
            SIGNER_PASSPHRASE=given("SELECTION_SIGNER_PASSPHRASE") or _kept_secret(var / "signer.key"),
            TIME_STAMP_URL=given("SELECTION_TIME_STAMP_URL", ""),
            CA_FILE=given("SELECTION_CA_FILE", str(var / "ca" / "ca.crt")),
            MAIL_FROM=given("SELECTION_MAIL_FROM", "pingxuan@localhost"),
            BASE_URL=base_url,
            TRUSTED_HOSTS=[urlsplit(base_url).hostname or "", "127.0.0.1", "localhost"],
            PROXIES=int(given("SELECTION_PROXIES", "0")),
            SESSION_COOKIE_SECURE=base_url.startswith("https://"),
        )

    @classmethod
    def for_tests(cls, database_url: str, var: Path) -> Self:
        """A throw-away installation in one folder."""
        return cls(
            VAR=var,
            SECRET_KEY="s" * 32,
            DATA_SECRET="d" * 32,
            SQLALCHEMY_DATABASE_URI=database_url,
            STORAGE_URL=f"file://{var}/files",
            QUEUE_URL=f"sqlite:///{var}/queue.sqlite",
            MAIL_URL=f"folder:{var}/outbox",
            QR_SECRET="q" * 32,
            CA_FILE=str(var / "ca" / "ca.crt"),
            TESTING=True,
        )

    def refuse_unsafe(self) -> None:
        """Stop before anything is served if a secret is weak or the database could be corrupted."""
        for name in ("SECRET_KEY", "DATA_SECRET", "QR_SECRET"):
            if len(getattr(self, name)) < 32:
                raise UnsafeStart(f"SELECTION_{name} must have at least 32 characters")
        if os.environ.get("FLASK_DEBUG") not in (None, "", "0") and not self.BASE_URL.startswith("http://127.0.0.1"):
            raise UnsafeStart("FLASK_DEBUG must be off where others can reach the server")
        if "journal_mode=wal" in self.SQLALCHEMY_DATABASE_URI.lower() and sqlite3.sqlite_version_info < SAFE_WAL:
            raise UnsafeStart("SQLite before 3.51.3 must not use WAL: leave out journal_mode, or use PostgreSQL")


def _kept_secret(file: Path) -> str:
    """A secret made at the first start and kept beside the database, readable by its owner only."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
