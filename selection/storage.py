"""Files by their content: ``keep(stream)`` gives a key, ``read(key)`` gives the bytes back. Outside the web root."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

import obstore
from flask import Flask, current_app
from obstore.store import LocalStore, ObjectStore, from_url

CHUNK = 1 << 20
IN_MEMORY = 8 << 20


@dataclass(frozen=True)
class Kept:
    """A stored file: its key, SHA-256 and size in bytes. The same content has the same key."""

    key: str
    sha256: str
    size: int


def prepare(app: Flask) -> None:
    """Open the store named by ``STORAGE_URL``: a folder, or a bucket of an S3 server."""
    url: str = app.config["STORAGE_URL"]
    if url.startswith("file://"):
        app.extensions["storage"] = LocalStore(url.removeprefix("file://"), mkdir=True)
    else:
        app.extensions["storage"] = from_url(url)


def _store() -> ObjectStore:
    store: ObjectStore = current_app.extensions["storage"]
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
        store = _store()
        obstore.put(store, key, copy)
    if isinstance(store, LocalStore):
        _settle(Path(str(store.prefix)) / key)
    return Kept(key, name, size)


def read(key: str) -> bytes:
    """The whole content behind a key."""
    return bytes(obstore.get(_store(), key).bytes())


def stream(key: str) -> Iterator[bytes]:
    """The content behind a key in pieces, for a download."""
    return (bytes(piece) for piece in obstore.get(_store(), key).stream(min_chunk_size=CHUNK))


def _settle(file: Path) -> None:
    """Bring a file and its name to the disk itself: an acknowledged upload survives a power cut."""
    for path in (file, file.parent, file.parent.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
