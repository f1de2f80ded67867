"""The pages of the register; importing the package makes every one of them known to its blueprint."""

from selection.register.views import climbing, intakes, keeping, people, regrouping, revoking
from selection.register.views.blueprint import bp

__all__ = ["bp", "climbing", "intakes", "keeping", "people", "regrouping", "revoking"]
