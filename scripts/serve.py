"""`make run`: brings the database up to date, fills an empty one, then serves the pages and does the background work.

The web server lives in this process and the worker in a child; when one of them ends, so does the other.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import exists, select
from waitress.server import create_server

from config import Config
from models.people import Organisation
from selection import create_app
from selection.database import db

HOST = "127.0.0.1"
SERVER: dict[str, Any] = {"threads": 8, "connection_limit": 500, "asyncore_use_poll": True}
"""A browser keeps up to six connections open for two minutes: with waitress's own limit of 100 the eighteenth waits."""
GRACE_SECONDS = 15


def main() -> int:
    port = int(os.environ.get("PORT", "8000"))
    address = f"http://{HOST}:{port}"
    # The worker reads the same environment, so links in letters lead here as well.
    os.environ.setdefault("SELECTION_BASE_URL", address)
    app = create_app(Config.from_environment())
    command = commands_of(app)

    command("db", "upgrade")
    if is_empty(app):
        print("Filling a small demonstration ...", flush=True)
        command("showcase", "fill")

    try:
        server = create_server(app, host=HOST, port=port, **SERVER)
    except OSError as trouble:
        print(
            f"Port {port} cannot be used ({trouble.strerror}). Another one: make run PORT={port + 1}", file=sys.stderr
        )
        return 1
    worker = start_worker()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, interrupt)
    watch(worker)
    print(f"\n上海市总工会评选系统  {address}\n", flush=True)
    command("showcase", "accounts")
    print("\nCtrl-C stops it.", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        ended_before = worker.poll()
        stop(worker)
    if ended_before is not None:
        print(f"The worker ended by itself ({ended_before}), so the server was stopped too.", file=sys.stderr)
        return 1
    return 0


def commands_of(app: Flask) -> Callable[..., None]:
    """Run a `flask` command in this process: importing everything a second time would take longer than the command."""

    def command(*words: str) -> None:
        app.cli.main(args=list(words), prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))

    return command


def is_empty(app: Flask) -> bool:
    with app.app_context():
        return not db.session.scalar(select(exists(select(Organisation.id))))


def start_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    if setpriv := shutil.which("setpriv"):
        # Even if this process is killed outright, no worker stays behind.
        command = [setpriv, "--pdeathsig", "TERM", *command]
    return subprocess.Popen(command)


def watch(worker: "subprocess.Popen[bytes]") -> None:
    def wait() -> None:
        worker.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="watch the worker", daemon=True).start()


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def stop(worker: "subprocess.Popen[bytes]") -> None:
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    if worker.poll() is None:
        worker.terminate()
    until = time.monotonic() + GRACE_SECONDS
    while worker.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    if worker.poll() is None:
        worker.kill()


if __name__ == "__main__":
    sys.exit(main())
