"""Pages of the definitions: the list, the editor, what becomes of them."""

from selection.programmes.views import editing, listing, opening, previews, wholes
from selection.programmes.views.blueprint import bp

__all__ = ["bp", "editing", "listing", "opening", "previews", "wholes"]
