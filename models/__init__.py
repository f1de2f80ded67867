"""What is stored, and what can never be stored. Importing the package makes every table known to ``Base.metadata``."""

from models import (
    ballot,
    certificate,
    definition,
    event,
    forwarding,
    honour,
    job,
    nomination,
    people,
    period,
    programme,
    proposal,
    publicity,
    register,
    review,
    tally,
    vetting,
)
from models.base import Base

__all__ = [
    "Base",
    "ballot",
    "certificate",
    "definition",
    "event",
    "forwarding",
    "honour",
    "job",
    "nomination",
    "people",
    "period",
    "programme",
    "proposal",
    "publicity",
    "register",
    "review",
    "tally",
    "vetting",
]
