"""The result is put into a pack and recomputed from it, by the program a stranger would use."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from config import ROOT
from models.programme import Cycle
from models.result import ResultPack
from selection import storage
from selection.database import db
from selection.results import actions, queries
from selection.rules.standing import Actor

VERIFIER = ROOT / "scripts" / "verify_pack.py"
PACK = "result-pack.zip"


def ask(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """Ask for the pack; the worker makes it."""
    actions.ask(db.session.get_one(Cycle, cycle_id), officer, now=now)


def verified(cycle_id: int, folder: Path) -> bool:
    """Lay the latest pack into a folder and have it recomputed, in a process that knows nothing of ours but a key."""
    query = select(ResultPack.key).filter_by(cycle_id=cycle_id).order_by(ResultPack.id.desc()).limit(1)
    file = folder / PACK
    file.write_bytes(storage.read(db.session.scalars(query).one()))
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(file), "--key", queries.public_keys()[-1]]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode == 0
