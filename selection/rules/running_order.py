"""The running order of an interview (抽签定顺序), drawn so that anybody can draw it again.

The order is that of SHA-256 over seed, colon and receipt number, in hex: all orders are equally likely to whoever does
not know the seed beforehand, and ``printf 'seed:receipt' | sha256sum`` repeats it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256


def draw(receipts: Iterable[str], seed: str) -> list[str]:
    """The receipt numbers in running order. Every number once, whatever order they came in."""
    return sorted(set(receipts), key=lambda receipt: (mark(receipt, seed), receipt))


def mark(receipt: str, seed: str) -> str:
    """By what a number stands where it stands: 64 hex digits."""
    return sha256(f"{seed}:{receipt}".encode()).hexdigest()


def times(starts_at: datetime, number: int, *, minutes: int, pause: int) -> list[datetime]:
    """When each of so many begins: one after the other, with a pause between two."""
    return [starts_at + place * timedelta(minutes=minutes + pause) for place in range(number)]
