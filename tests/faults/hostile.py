"""What a browser would never send and anybody can."""

import io
import json
import random
import zlib
from typing import Any

from tests.nominations.steps import bomb, document, picture

LONG = "长" * 100_000
SCRIPT = "<script>alert(81)</script>"

TEXTS = (
    "",
    " ",
    "\0",
    "上海\0工匠",
    "\x01\x02\x7f\x85",
    LONG,
    "a" * 100_000,
    "😀🀄👩‍👩‍👧‍👦",
    "𠮷野家",
    "\\ud800",
    "\u202e反转\u2028\u2029\ufeff\ufffe",
    SCRIPT,
    '"><img src=x onerror=alert(81)>',
    "{{ 7 * 7 }}{% for %}",
    "' OR 1=1 --",
    "%_\\%' ; --",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=1",
    "-1",
    "0",
    "1",
    "2147483648",
    "9" * 18,
    "9" * 30,
    "9" * 5_000,
    "1.5",
    "1e999",
    "NaN",
    "-Infinity",
    "٣",
    "１２",
    "²",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-13-01T25:61",
    "true",
    "null",
    "[]",
    "[" * 100_000,
    '{"a":' * 2_000,
    "no-such-choice",
)

BODIES: tuple[Any, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"1e999",
    b"NaN",
    b"9" * 10_000,
    b"[" * 100_000,
    b"[" * 900 + b"]" * 900,
    b'{"answers":' * 900 + b"1" + b"}" * 900,
    b'{"answers": {"name": ' + b"[" * 600 + b"]" * 600 + b"}}",
    b'{"answers": {"name": "\\ud800"}, "revision": "\\udc00"}',
    b'{"answers": {"name": "\\u0000"}}',
    b'{"answers": {"\\ud800": 1}}',
    b'{"answers": {"": 1, "id": 7, "stage": "honoured", "union_id": 1}}',
    b'{"answers": {"name": {"a": [1, {}]}, "trade_years": 1e400}}',
    b'{"answers": {"name": NaN, "deeds": true, "started_on": ["2020"]}, "revision": {}}',
    b'{"answers": [], "revision": -1}',
    b'{"answers": {"comment": "\\u0000\\ud800"}}',
    b'{"order": ["x", -1, 1e99, null, {}], "revision": null}',
    b'{"order": {"1": 2}}',
    b"\xff\xfe\x00",
    json.dumps({"answers": {f"k{number}": "x" for number in range(400)}}).encode(),
)

QUERIES = (
    "abc",
    "-5",
    "0",
    "9" * 20,
    "9" * 5_000,
    "1.5",
    "%00",
    "%25",
    "_",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%FF%FE",
    "%E9%95%BF" * 3_000,
    "%3Cscript%3Ealert(81)%3C/script%3E",
    "%27%20OR%201=1%20--",
    "",
    "%0D%0ASet-Cookie:x=1",
    "//evil.example",
    "http://evil.example/",
)

IDS = (
    "0",
    "-1",
    "9" * 18,
    "9" * 30,
    "abc",
    "%00",
    "..%2f..",
    "%F0%9F%98%80",
    "x" * 3_000,
    "%ED%A0%80",
    "1.0",
    "%20",
    "²",
)

NAMES = (
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "a\0.pdf",
    "a\r\nX-Evil: 1.pdf",
    "文" * 300 + ".pdf",
    ".pdf",
    "",
    "a.pdf.exe",
    "a.svg",
    "😀.pdf",
    '"><b>.pdf',
    "a.PDF",
    "a.xlsx",
)


def uploads(dice: random.Random) -> list[tuple[bytes, str]]:
    """Files that are not what they say, and names that are no names."""
    polyglot = b"%PDF-1.7\n<script>alert(81)</script>\nPK\x03\x04" + dice.randbytes(200)
    crafted = [
        (b"", "a.pdf"),
        (b"\0", "a.png"),
        (dice.randbytes(5_000), "a.jpg"),
        (polyglot, "a.pdf"),
        (picture()[:200], "a.jpg"),
        (picture() + b"<script>alert(81)</script>", "a.jpg"),
        (picture(), "a.pdf"),
        (document(), "a.jpg"),
        (document()[:-40], "a.pdf"),
        (bomb(), "a.png"),
        (b"%PDF-1.7\n" + zlib.compress(b"\0" * 5_000_000), "a.pdf"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(81)"/>', "a.svg"),
    ]
    return crafted + [(document(), name) for name in NAMES]


def file_of(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    """As Flask's test client wants a file."""
    return io.BytesIO(content), name
