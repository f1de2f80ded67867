"""How long `make run` takes to its first page when everything is installed and filled."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from benchmarks.goals import Goal
from config import ROOT
from tests import services

MOST_SECONDS = 5.0
PATIENCE_SECONDS = 180.0


def second() -> Goal:
    """Start twice on the same folder and time the second start, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        first_page(Path(folder))
        return Goal("first page of the second `make run`", first_page(Path(folder)), MOST_SECONDS, " s")


def first_page(var: Path) -> float:
    """Seconds until the entrance page of a server started on this folder; the server is stopped again."""
    port = services.free_port()
    environ = {**os.environ, "PORT": str(port), "SELECTION_VAR": str(var)}
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-m", "scripts.serve"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        while not services.listens(port):
            if server.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError("`python -m scripts.serve` does not serve")
            time.sleep(0.02)
        with urlopen(f"http://127.0.0.1:{port}/") as page:
            page.read()
        return time.perf_counter() - began
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
