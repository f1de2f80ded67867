"""Password hashes: Argon2id with the parameters of RFC 9106 for little memory."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

_costs = f"m={RFC_9106_LOW_MEMORY.memory_cost},t={RFC_9106_LOW_MEMORY.time_cost},p={RFC_9106_LOW_MEMORY.parallelism}"
_nobodys = f"$argon2id$v=19${_costs}${'A' * 22}${'A' * 43}"
"""Of no password at all, and as costly to compare. Hashing one would take 64 MiB at the start of every process."""


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long for an account that does not exist (``stored`` is None)."""
    try:
        _hasher.verify(stored or _nobodys, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
