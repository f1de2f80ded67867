"""Puts PDF files together from objects that never change and a few that do, without writing the first ones again."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"


@dataclass(frozen=True)
class Stock:
    """Objects ready for every file: ``body`` holds the streams and one object stream with all the rest.

    ``entries`` are the lines of the cross-reference by object number: (kind, place, index) as in PDF 1.7, 7.5.8.3.
    """

    body: bytes
    entries: Mapping[int, tuple[int, int, int]]
    size: int
    root: int


def stock(streams: Mapping[int, bytes], others: Mapping[int, bytes], *, root: int) -> Stock:
    """Lay in the objects: ``streams`` as they stand in the file, ``others`` without their number. Compressed once."""
    body, entries = bytearray(HEADER), {0: (0, 0, 65535)}
    number = max((*streams, *others)) + 1
    for each, content in streams.items():
        entries[each] = (1, len(body), 0)
        body += b"%d 0 obj\n%b\nendobj\n" % (each, content)
    heads, bodies = [], bytearray()
    for index, (each, content) in enumerate(others.items()):
        entries[each] = (2, number, index)
        heads.append(b"%d %d" % (each, len(bodies)))
        bodies += content + b"\n"
    head = b" ".join(heads) + b" "
    entries[number] = (1, len(body), 0)
    facts = b"/Type/ObjStm/N %d/First %d" % (len(heads), len(head))
    body += b"%d 0 obj\n%b\nendobj\n" % (number, stream(head + bytes(bodies), facts, level=9))
    return Stock(bytes(body), entries, number + 1, root)


def stream(content: bytes, facts: bytes = b"", *, level: int = 6) -> bytes:
    """A compressed stream; ``facts`` are the other entries of its dictionary."""
    packed = zlib.compress(content, level)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (facts, len(packed), packed)


def assemble(shared: Stock, own: Mapping[int, bytes], *, info: bytes, identifier: str) -> bytes:
    """One file: the shared objects and its own ones by number. Equal arguments give equal bytes."""
    parts, place, entries = [shared.body], len(shared.body), dict(shared.entries)
    for number, content in (*own.items(), (shared.size, info)):
        entries[number] = (1, place, 0)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        place += len(parts[-1])
    number = shared.size + 1
    entries[number] = (1, place, 0)
    table = b"".join(
        b"%c%b%b" % (kind, where.to_bytes(4), index.to_bytes(2))
        for kind, where, index in (entries.get(each, (0, 0, 65535)) for each in range(number + 1))
    )
    facts = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (number + 1, shared.root, shared.size)
    facts += b"/ID[<%b><%b>]" % (identifier.encode(), identifier.encode())
    parts.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream(table, facts), place))
    return b"".join(parts)
