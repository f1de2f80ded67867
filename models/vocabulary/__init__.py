"""The glossary: one English word per thing, with the official Chinese term beside it.

Standard library only, so that rules, forms, models and templates may all speak it.
"""

from models.vocabulary.acts import Act
from models.vocabulary.papers import PaperKind
from models.vocabulary.standing import Level, Ownership, Role, SubjectKind, UnionKind
from models.vocabulary.states import (
    Answer,
    Assessment,
    Basis,
    CallState,
    CertificateEnd,
    ConsentKind,
    EntryKind,
    GlyphKind,
    Ground,
    IntakeState,
    JobState,
    Match,
    Numbered,
    ObjectionStanding,
    ObjectionStepKind,
    ObjectionWay,
    Outcome,
    Place,
    ProposalState,
    RegroupingKind,
)
from models.vocabulary.term import Term
from models.vocabulary.way import ENDED, Phase, Stage

__all__ = [
    "ENDED",
    "Act",
    "Answer",
    "Assessment",
    "Basis",
    "CallState",
    "CertificateEnd",
    "ConsentKind",
    "EntryKind",
    "GlyphKind",
    "Ground",
    "IntakeState",
    "JobState",
    "Level",
    "Match",
    "Numbered",
    "ObjectionStanding",
    "ObjectionStepKind",
    "ObjectionWay",
    "Outcome",
    "Ownership",
    "PaperKind",
    "Phase",
    "Place",
    "ProposalState",
    "RegroupingKind",
    "Role",
    "Stage",
    "SubjectKind",
    "Term",
    "UnionKind",
]
