"""Sharing out a number of places (名额分配): whole numbers that add up to it, as near to the weights as can be."""

from collections.abc import Sequence
from fractions import Fraction


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` by ``weights`` with the method of largest remainders; of equal remainders the earlier one wins.

    Weights are not negative; all zero counts as all equal. The shares add up to ``total``.
    """
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    whole = [int(share) for share in exact]
    left = total - sum(whole)
    by_remainder = sorted(range(len(weights)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_remainder[:left]:
        whole[place] += 1
    return whole
