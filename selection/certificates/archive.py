"""An archive of files made while it is being sent: nothing is gathered in memory or on disk first."""

from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

Content = Callable[[], Iterable[bytes]]
DATED = (1980, 1, 1, 0, 0, 0)


class _Outlet(RawIOBase):
    """Takes what the archive writes and hands it on; it cannot seek, so sizes follow their files."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._waiting += piece
        return len(piece)

    def drain(self) -> bytes:
        """What was written since the last time."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


def archive(files: Iterable[tuple[str, Content]]) -> Iterator[bytes]:
    """A ZIP of (name, content), in pieces. Names are UTF-8 and flagged so; PDF files are compressed already."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_STORED) as writer:
        for name, content in files:
            entry = ZipInfo(_inside(name), DATED)
            entry.external_attr = 0o644 << 16
            with writer.open(entry, "w") as file:
                for piece in content():
                    file.write(piece)
                    yield outlet.drain()
        yield outlet.drain()
    yield outlet.drain()


def _inside(name: str) -> str:
    """A name that stays inside the folder it is unpacked to and can be written on any system."""
    parts = (part.strip(" .").translate(dict.fromkeys(map(ord, '\\:*?"<>|'), "_")) for part in name.split("/"))
    return "/".join(part or "_" for part in parts)
