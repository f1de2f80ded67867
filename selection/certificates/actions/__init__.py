"""What is done about certificates: drawn up, proven, printed, replaced, handed over; and counting those who ask."""

from selection.certificates.actions.asking import miss
from selection.certificates.actions.drawing import Draw, draw_up
from selection.certificates.actions.glyphs import supply
from selection.certificates.actions.handing import hand_over
from selection.certificates.actions.printing import issue, print_one, print_slice
from selection.certificates.actions.proving import prove
from selection.certificates.actions.replacing import propose_correction, propose_replacement

__all__ = [
    "Draw",
    "draw_up",
    "hand_over",
    "issue",
    "miss",
    "print_one",
    "print_slice",
    "propose_correction",
    "propose_replacement",
    "prove",
    "supply",
]
