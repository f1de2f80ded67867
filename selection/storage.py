"""Files by their content: ``keep(stream)`` gives a key, ``read(key)`` gives the bytes back. Outside the web root."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Protocol

from flask import Flask, current_app

CHUNK = 1 << 20
IN_MEMORY = 8 << 20
FOLDER = "file://"


@dataclass(frozen=True)
class Kept:
    """A stored file: its key, SHA-256 and size in bytes. The same content has the same key."""

    key: str
    sha256: str
    size: int


class Store(Protocol):
    """Where contents lie. What is not there raises ``FileNotFoundError``."""

    def put(self, key: str, content: BinaryIO) -> None:
        """Safe on disk when this returns."""

    def read(self, key: str) -> bytes:
        """The whole content."""

    def stream(self, key: str) -> Iterator[bytes]:
        """The content in pieces."""


class Folder:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, content: BinaryIO) -> None:
        """Under another name first: whoever reads finds all of it or nothing."""
        place = self._path / key
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f".{secrets.token_hex(8)}")
        with half.open("xb") as file:
            shutil.copyfileobj(content, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
        for folder in (place.parent, self._path):
            _settle(folder)

    def read(self, key: str) -> bytes:
        return (self._path / key).read_bytes()

    def stream(self, key: str) -> Iterator[bytes]:
        return _pieces((self._path / key).open("rb"))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk itself: an acknowledged upload survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prepare(app: Flask) -> None:
    """Open the store named by ``STORAGE_URL``: a folder, or a bucket of an S3 server."""
    url: str = app.config["STORAGE_URL"]
    if url.startswith(FOLDER):
        app.extensions["storage"] = Folder(Path(url.removeprefix(FOLDER)))
        return
    from selection.bucket import Bucket  # noqa: PLC0415 - its library takes 4 MiB, for nothing where there is a folder

    app.extensions["storage"] = Bucket(url)


def _store() -> Store:
    store: Store = current_app.extensions["storage"]
    return store


def keep(stream: BinaryIO) -> Kept:
    """Store everything the stream gives and return where. Safe on disk when this returns."""
    sha, size = hashlib.sha256(), 0
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        while chunk := stream.read(CHUNK):
            sha.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        copy.seek(0)
        name = sha.hexdigest()
        key = f"{name[:2]}/{name}"
        _store().put(key, copy)  # type: ignore[arg-type]  # a spooled file reads as any other
    return Kept(key, name, size)


def read(key: str) -> bytes:
    """The whole content behind a key."""
    return _store().read(key)


def stream(key: str) -> Iterator[bytes]:
    """The content behind a key in pieces, for a download."""
    return _store().stream(key)
