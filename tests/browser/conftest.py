"""Real browsers before the real server: waitress on a free port, Debian's Chromium, real passwords."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, tzinfo

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from waitress.server import BaseWSGIServer, create_server

from scripts.serve import SERVER
from tests.browser.house import House, Time
from tests.browser.visitor import Visitor
from tests.databases import Database
from tests.world import World, make_world


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The one clock, set to a working Monday morning and moved by the test."""
    time = Time()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return time.now().astimezone(tz)

    monkeypatch.setattr("selection.clock.datetime", Shifted)
    return time


@pytest.fixture
def world(app: Flask, time: Time) -> World:
    """The usual cast on that morning."""
    return make_world(time.now())


def serve(server: BaseWSGIServer) -> None:
    """Until it is closed: closing may take the socket away while it looks at it."""
    with suppress(OSError):
        server.run()


@pytest.fixture
def house(app: Flask, world: World, time: Time) -> Iterator[House]:
    """The system as it is served: an address, and everybody can sign in there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = create_server(app, sockets=[listening], **SERVER)
        serving = threading.Thread(target=serve, args=(server,))
        serving.start()
        app.config["BASE_URL"] = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield House(app, world, time)
        server.task_dispatcher.shutdown()  # whoever is being served is served first
        server.close()
        serving.join(timeout=10)


@pytest.fixture
def visit(chromium: Browser, house: House, database: Database) -> Iterator[Callable[[], Visitor]]:
    """A browser of one's own for everybody who comes; nobody may have had anything to complain about at the end.

    The pages are the same on both databases: they are looked at on one.
    """
    came: list[Visitor] = []
    expect.set_options(timeout=10_000)

    def come() -> Visitor:
        came.append(Visitor(chromium, house.address, looks=database.kind == "sqlite"))
        return came[-1]

    yield come
    for visitor in came:
        visitor.leave()
    assert [complaint for visitor in came for complaint in visitor.complaints] == []
