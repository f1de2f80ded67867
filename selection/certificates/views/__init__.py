"""Certificates by pages: the list, proofs, the register, verifying."""

from selection.certificates.views import listing, proofs, register, verifying
from selection.certificates.views.blueprint import bp

__all__ = ["bp", "listing", "proofs", "register", "verifying"]
