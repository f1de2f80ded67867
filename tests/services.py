"""Real servers for the suite: started on free ports when a test first asks, shared by all workers, gone at the end.

One folder belongs to one run of pytest. Every server writes ``<name>.port`` and ``<name>.pid`` into it, under a file
lock, so that of several workers the first starts it and the others find it. A guard process outlives everything and
stops what is left if the run itself is killed.
"""

import fcntl
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 2 * 1024**3
PATIENCE_SECONDS = 30.0

GUARD = """
tail --pid="$1" -f /dev/null
for file in "$2"/*.pid; do [ -f "$file" ] && kill -INT "$(cat "$file")"; done
[ -d "$2" ] && sleep 2 && rm -rf "$2"
"""


def open_folder() -> Path:
    """Make the folder of this run, in memory where there is room, and set the guard beside it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES and os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="selection-tests-", dir=MEMORY if roomy else None))
    # PostgreSQL runs under another account when the suite runs as root, and has to reach its own folder inside.
    folder.chmod(0o711)
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", str(os.getpid()), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _let_go(guard)
    return folder


def close_folder(folder: Path) -> None:
    """Stop every server of this run and remove what they stored."""
    for file in folder.glob("*.pid"):
        _stop(int(file.read_text()))
    shutil.rmtree(folder, ignore_errors=True)


def _stop(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    # For PostgreSQL, Redis and the S3 server alike, an interrupt means: end now, and orderly.
    signal.pidfd_send_signal(handle, signal.SIGINT)
    select.select([handle], [], [], PATIENCE_SECONDS)
    os.close(handle)


@contextmanager
def hold(folder: Path, name: str) -> Iterator[None]:
    """One worker at a time."""
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def postgres(folder: Path) -> int:
    """The port of a PostgreSQL server on 127.0.0.1 whose superuser ``postgres`` needs no password."""
    return _port_of(folder, "postgres", _start_postgres, _postgres_answers)


def redis(folder: Path) -> int:
    """The port of a Redis server on 127.0.0.1 that stores nothing on disk."""
    return _port_of(folder, "redis", _start_redis)


def s3(folder: Path) -> int:
    """The port of an S3 server on 127.0.0.1 that takes any key."""
    return _port_of(folder, "s3", _start_s3)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _postgres_answers(port: int) -> bool:
    # It listens a moment before it lets anybody in.
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _port_of(
    folder: Path,
    name: str,
    start: Callable[[Path, int], "subprocess.Popen[bytes]"],
    is_ready: Callable[[int], bool] = listens,
) -> int:
    with hold(folder, name):
        noted = folder / f"{name}.port"
        if noted.exists():
            return int(noted.read_text())
        port = free_port()
        log = folder / f"{name}.log"
        process = start(log, port)
        (folder / f"{name}.pid").write_text(str(process.pid))
        await_ready(port, process, log, is_ready)
        _let_go(process)
        noted.write_text(str(port))
        return port


def await_ready(
    port: int, process: "subprocess.Popen[bytes]", log: Path, is_ready: Callable[[int], bool] = listens
) -> None:
    """Return once the port serves; raise with the log if the process ends or stays silent."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if is_ready(port):
            return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} does not serve on port {port}:\n{log.read_text()}")


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    """It lives on without this process, which shall neither wait for it nor warn that it still runs."""
    process.returncode = 0


def _launch(
    command: list[str], log: Path, user: str | None = None, environ: dict[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            env={**os.environ, **(environ or {})},
            start_new_session=True,
        )


def _postgres_programs() -> Path:
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: run `make install-test`")
    return Path(found).resolve().parent


def _start_postgres(log: Path, port: int) -> "subprocess.Popen[bytes]":
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root; Debian's package brings an account for it.
    user = "postgres" if os.geteuid() == 0 else None
    store = log.parent / "postgres"
    store.mkdir(mode=0o700)
    if user:
        account = pwd.getpwnam(user)
        os.chown(store, account.pw_uid, account.pw_gid)
    made = _launch(
        [
            str(programs / "initdb"),
            f"--pgdata={store}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        log,
        user,
    )
    if made.wait() != 0:
        raise RuntimeError(f"initdb ended with {made.returncode}:\n{log.read_text()}")
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 200,
        "timezone": "UTC",
        # The tables live as long as the run: nothing has to survive a crash, everything has to be quick.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "wal_level": "minimal",
        "max_wal_senders": 0,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return _launch([str(programs / "postgres"), "-D", str(store), *options], log, user)


def _start_redis(log: Path, port: int) -> "subprocess.Popen[bytes]":
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return _launch(["redis-server", *options], log)


def _start_s3(log: Path, port: int) -> "subprocess.Popen[bytes]":
    options = ["--host", "127.0.0.1", "--port", str(port)]
    return _launch([sys.executable, "-m", "moto.server", *options], log)
