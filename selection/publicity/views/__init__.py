"""Pages of publicity: the public's, the city's, those of unions and units."""

from selection.publicity.views import belongings, reading, steering
from selection.publicity.views import local as locally
from selection.publicity.views.blueprint import bp

__all__ = ["belongings", "bp", "locally", "reading", "steering"]
