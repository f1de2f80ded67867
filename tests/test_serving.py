"""`make run` serves a whole office of browsers that keep their connections open."""

import socket
import threading
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from typing import Any

from waitress.server import create_server

from scripts.serve import SERVER

BROWSERS, CONNECTIONS_EACH = 40, 6


def answer(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "0")])
    return []


def serve(server: Any) -> None:
    with suppress(OSError):  # closing takes the socket away while it looks at it
        server.run()


def test_a_further_browser_is_served_while_others_keep_their_connections() -> None:
    with ExitStack() as open_still, socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        server = create_server(answer, sockets=[listening], **SERVER)
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        open_still.callback(server.close)
        host, port = listening.getsockname()
        for _ in range(BROWSERS * CONNECTIONS_EACH):
            open_still.enter_context(socket.create_connection((host, port), timeout=5))

        further = HTTPConnection(host, port, timeout=5)
        open_still.callback(further.close)
        further.request("GET", "/")

        assert further.getresponse().status == 200
