"""What is stored, and what can never be stored. Importing the package makes every table known to ``Base.metadata``."""

from models import (
    ballot,
    event,
    forwarding,
    honour,
    job,
    nomination,
    people,
    programme,
    publicity,
    review,
    vetting,
)
from models.base import Base

__all__ = [
    "Base",
    "ballot",
    "event",
    "forwarding",
    "honour",
    "job",
    "nomination",
    "people",
    "programme",
    "publicity",
    "review",
    "vetting",
]
