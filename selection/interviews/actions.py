"""What comes of an interview."""

from datetime import datetime

from models.nomination import Nomination
from models.vocabulary import Act
from selection import workflow
from selection.database import lock, transaction
from selection.rules.standing import Actor


def admit(nomination: Nomination, actor: Actor, *, note: str, now: datetime) -> None:
    """Let somebody through; ``note`` says what was heard. Whoever is not let through is declined like anybody else."""
    with transaction():
        lock(nomination)
        workflow.advance(nomination, Act.ADMIT, actor, now=now, why=note)
