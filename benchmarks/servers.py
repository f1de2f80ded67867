"""Both applications under gunicorn with two web workers each, on one PostgreSQL server."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config import ROOT
from tests import services

LEAN = ["-OO"]
"""As README.md starts the web server: without docstrings, which take 6 MiB in each worker."""

ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
"""As there, too: the threads of a worker take turns anyway, and memory of one's own for each costs 3 MiB."""

WORKERS = 2
THREADS = 2


@dataclass(frozen=True)
class Server:
    """One running application."""

    port: int
    process: "subprocess.Popen[bytes]"

    def workers(self) -> list[int]:
        """The process ids of its web workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in children.split()]

    def resident(self, entry: str = "VmRSS") -> float:
        """The largest worker's resident memory in MiB: now (``VmRSS``) or at its highest (``VmHWM``)."""
        return max(_kibibytes(worker, entry) for worker in self.workers()) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def _kibibytes(pid: int, entry: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{entry}:"))


def create_database(postgres: int, name: str) -> str:
    """An empty database; returns its SQLAlchemy URL."""
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://postgres@127.0.0.1:{postgres}/{name}"


def serve(application: str, environ: Mapping[str, str], folder: Path, name: str) -> Server:
    """Start gunicorn on a free port and wait until it answers."""
    port, log = services.free_port(), folder / f"{name}.log"
    command = [sys.executable, *LEAN, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "gthread"]
    command += ["--threads", str(THREADS), "--keep-alive", "600", "--bind", f"127.0.0.1:{port}", application]
    own = _environ(folder) | ONE_ARENA | dict(environ)
    # Once beforehand, so that no worker compiles.
    subprocess.run(
        [sys.executable, *LEAN, "-c", f"import {application.partition(':')[0]}"], cwd=ROOT, env=own, check=True
    )
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    services.await_ready(port, process, log)
    return Server(port, process)


def _environ(folder: Path) -> dict[str, str]:
    """Ours, with compiled modules kept as any installation has them: compiling takes memory that stays taken."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
