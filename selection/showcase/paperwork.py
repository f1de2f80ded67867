"""The official documents of a demonstration: every one that can be made, and all of them as files."""

from datetime import datetime
from pathlib import Path

from models.programme import Cycle
from selection import storage
from selection.database import db
from selection.documents import actions, queries
from selection.rules.standing import Actor


def make_all(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """Freeze the words of everything that has happened; returns how many. The worker sets them in type."""
    cycle = db.session.get_one(Cycle, cycle_id)
    sources = queries.makeable(cycle, now)
    for each in sources:
        actions.make(cycle, each.kind, each.source_id, officer, now=now)
    return len(sources)


def lay_out(cycle_id: int, folder: Path) -> list[Path]:
    """Every document of a cycle as PDF and Word file; returns the files."""
    files = []
    for place, each in enumerate(queries.listed(cycle_id), start=1):
        for key, ending in ((each.pdf_key, "pdf"), (each.word_key, "docx")):
            if key is not None:
                file = folder / "documents" / f"{place} {each.kind.label} {each.title}.{ending}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(storage.read(key))
                files.append(file)
    return files
