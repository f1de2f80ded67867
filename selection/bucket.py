"""Files in a bucket of an S3 server. A module of its own: its library is loaded only where there is a bucket."""

from collections.abc import Iterator
from typing import BinaryIO

import obstore
from obstore.store import from_url

from selection.storage import CHUNK


class Bucket:
    """A bucket, by its URL; the server and its keys come from the environment (``AWS_*``)."""

    def __init__(self, url: str) -> None:
        self._store = from_url(url)

    def put(self, key: str, content: BinaryIO) -> None:
        obstore.put(self._store, key, content)

    def read(self, key: str) -> bytes:
        return bytes(obstore.get(self._store, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        return (bytes(piece) for piece in obstore.get(self._store, key).stream(min_chunk_size=CHUNK))
