"""The pages of a nomination. Importing the package registers every route on ``bp``."""

from selection.nominations.views import (
    consenting,
    dossier,
    ending,
    evidence,
    form,
    listing,
    submission,
    unit,
)
from selection.nominations.views.blueprint import bp

__all__ = ["bp", "consenting", "dossier", "ending", "evidence", "form", "listing", "submission", "unit"]
