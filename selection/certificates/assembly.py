"""Puts PDF files together from objects that never change and a few that do, without writing the first ones again."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
RANGE = b"/ByteRange[0 %010d %010d %010d]"


@dataclass(frozen=True)
class Stock:
    """Objects ready for every file: ``body`` holds the streams and one object stream with all the rest.

    ``entries`` are the lines of the cross-reference by object number: (kind, place, index) as in PDF 1.7, 7.5.8.3.
    """

    body: bytes
    entries: Mapping[int, tuple[int, int, int]]
    size: int
    root: int


@dataclass(frozen=True)
class Room:
    """Room for a signature: the object's number, its dictionary but for place and content, and so many bytes."""

    number: int
    entries: bytes
    size: int


@dataclass(frozen=True)
class Unsigned:
    """A file with room for a signature: everything but ``gap`` (begin, end) is to be signed."""

    content: bytes
    gap: tuple[int, int]

    def signed(self, signature: bytes) -> bytes:
        """The file with a signature (DER) in its room."""
        begin, end = self.gap
        written = signature.hex().encode()
        if len(written) > end - begin - 2:
            raise ValueError(f"a signature of {len(signature)} bytes has not enough room")
        return b"%b<%b>%b" % (self.content[:begin], written.ljust(end - begin - 2, b"0"), self.content[end:])


def stock(streams: Mapping[int, bytes], others: Mapping[int, bytes], *, root: int, size: int) -> Stock:
    """Lay in the objects: ``streams`` as they stand in the file, ``others`` without their number. Compressed once.

    ``size`` is above every number in use.
    """
    body, entries = bytearray(HEADER), {0: (0, 0, 65535)}
    for each, content in streams.items():
        entries[each] = (1, len(body), 0)
        body += b"%d 0 obj\n%b\nendobj\n" % (each, content)
    heads, bodies = [], bytearray()
    for index, (each, content) in enumerate(others.items()):
        entries[each] = (2, size, index)
        heads.append(b"%d %d" % (each, len(bodies)))
        bodies += content + b"\n"
    head = b" ".join(heads) + b" "
    entries[size] = (1, len(body), 0)
    facts = b"/Type/ObjStm/N %d/First %d" % (len(heads), len(head))
    body += b"%d 0 obj\n%b\nendobj\n" % (size, stream(head + bytes(bodies), facts, level=9))
    return Stock(bytes(body), entries, size + 1, root)


def stream(content: bytes, facts: bytes = b"", *, level: int = 6) -> bytes:
    """A compressed stream; ``facts`` are the other entries of its dictionary."""
    packed = zlib.compress(content, level)
    return b"<<%b/Filter/FlateDecode/Length %d>>\n%b" % (facts, len(packed), enclosed(packed))


def enclosed(content: bytes) -> bytes:
    """The content of a stream between its words. Behind a CR, LF alone would be read as half of one line end."""
    return b"stream\n%b%bendstream" % (content, b"\r\n" if content.endswith(b"\r") else b"\n")


def assemble(
    shared: Stock, own: Mapping[int, bytes], *, info: bytes, identifier: str, room: Room | None = None
) -> Unsigned:
    """One file: the shared objects and its own ones by number. Equal arguments give equal bytes."""
    parts, place, entries, hole = [shared.body], len(shared.body), dict(shared.entries), (0, 0)
    objects = {**own, shared.size: info}
    if room is not None:
        objects[room.number] = b"<<%b%b/Contents<%b>>>" % (room.entries, RANGE % (0, 0, 0), b"0" * (2 * room.size))
    for number, content in objects.items():
        entries[number] = (1, place, 0)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        place += len(parts[-1])
        if room is not None and number == room.number:
            end = place - len(b">>\nendobj\n")
            hole = (end - 2 * room.size - 2, end)
    number = shared.size + 1
    entries[number] = (1, place, 0)
    table = b"".join(
        b"%c%b%b" % (kind, where.to_bytes(4), index.to_bytes(2))
        for kind, where, index in (entries.get(each, (0, 0, 65535)) for each in range(number + 1))
    )
    facts = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (number + 1, shared.root, shared.size)
    facts += b"/ID[<%b><%b>]" % (identifier.encode(), identifier.encode())
    parts.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream(table, facts), place))
    whole = b"".join(parts)
    if room is None:
        return Unsigned(whole, hole)
    told = RANGE % (hole[0], hole[1], len(whole) - hole[1])
    at = hole[0] - len(b"/Contents") - len(told)
    return Unsigned(b"%b%b%b" % (whole[:at], told, whole[at + len(told) :]), hole)
