"""Experts: the pool, the draw, invitations, who reads which dossier, conflicts, and what keeps a dossier blind."""
