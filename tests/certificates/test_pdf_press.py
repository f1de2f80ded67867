"""A page being printed reaches nothing outside itself, by any channel."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pydyf
import pytest

from selection.certificates.designs import Form, style
from selection.certificates.press import ClosedFetcher, ForbiddenAddress, print_page

STYLES = style("skilled", Form.CERTIFICATE)

CHANNELS = {
    "picture": '<img src="{}">',
    "embedded object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "style sheet link": '<link rel="stylesheet" href="{}">',
    "import": '<style>@import url("{}");</style>',
    "background": '<body style="background: url({})">x',
    "list mark": '<ul style="list-style-image: url({})"><li>x</ul>',
    "generated content": '<style>p::before {{ content: url("{}") }}</style><p>x',
    "typeface": '<style>@font-face {{ font-family: f; src: url("{}") }} p {{ font-family: f }}</style><p>x',
    "attachment": '<link rel="attachment" href="{}">',
    "linked attachment": '<a rel="attachment" href="{}">x</a>',
    "picture in a drawing": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "use in a drawing": '<svg width="9" height="9"><use href="{}#x"/></svg>',
    "input picture": '<input type="image" src="{}">',
    "border": '<p style="border: 3px solid; border-image: url({}) 3">x',
    "mask": '<svg width="9" height="9"><rect width="9" height="9" fill="url({}#x)"/></svg>',
    "base": '<base href="{}"><img src="x.png">',
}


def plain(_: object, __: pydyf.PDF) -> None:
    """Nothing is laid under the page."""


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A real server on a free port, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file", "FILE"])
def test_nothing_is_fetched(channel: str, scheme: str, listener: tuple[str, list[bytes]], tmp_path: Path) -> None:
    host, asked = listener
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>secret</text></svg>')
    address = f"{scheme}://{secret}" if scheme.lower() == "file" else f"{scheme}://{host}/secret.svg"
    page = CHANNELS[channel].format(address)

    try:
        printed = print_page(page, css=STYLES, faces={}, identifier="x", finisher=plain)
    except ForbiddenAddress:
        printed = b""

    assert asked == []
    assert b"EmbeddedFile" not in printed
    assert b"/Image" not in printed


def test_an_outside_picture_stops_the_printing() -> None:
    with pytest.raises(ForbiddenAddress, match="may not fetch http: addresses"):
        print_page(
            '<img src="http://example.com/x.png">',
            css=STYLES,
            faces={},
            identifier="x",
            finisher=plain,
        )


def test_what_the_page_carries_itself_is_opened() -> None:
    fetcher = ClosedFetcher({"kai": b"a face"})

    assert fetcher.fetch("data:text/plain,carried").read() == b"carried"
    assert fetcher.fetch("face:kai").read() == b"a face"
    with pytest.raises(ForbiddenAddress):
        fetcher.fetch("face:song")
