"""Pages of a union. Importing the package registers every route on ``bp``."""

from selection.recommendations.views import board, steps
from selection.recommendations.views.blueprint import bp

__all__ = ["board", "bp", "steps"]
