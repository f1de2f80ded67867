"""What is asked about decisions and honours: see the modules for each."""

from selection.honours.queries.deciding import (
    Candidate,
    Draft,
    decision,
    decision_of,
    draft,
    hold,
    roll,
    standing,
    todos,
)
from selection.honours.queries.past import past_honours, plain_unit
from selection.honours.queries.register import Listed, decisions, public_register, register
from selection.honours.queries.revoked import STANDS, Revoked, revocation_of, revoked

__all__ = [
    "STANDS",
    "Candidate",
    "Draft",
    "Listed",
    "Revoked",
    "decision",
    "decision_of",
    "decisions",
    "draft",
    "hold",
    "past_honours",
    "plain_unit",
    "public_register",
    "register",
    "revocation_of",
    "revoked",
    "roll",
    "standing",
    "todos",
]
