"""The ground every table stands on: named constraints, moments with a zone, exact numbers, words of the glossary."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from models.vocabulary import Term

T = TypeVar("T", bound=Term)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a violation can be answered with a sentence."""


class Base(DeclarativeBase):
    """The declarative base; plain SQLAlchemy, so that models need no Flask."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database, on both databases alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal of four places, stored as a whole number: SQLite has no exact decimal of its own."""

    impl = BigInteger
    cache_ok = True
    scale = Decimal(10000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        whole = value * self.scale
        if whole != whole.to_integral_value():
            raise ValueError(f"{value} has more than four places")
        return int(whole)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / self.scale


class Word(TypeDecorator[T], Generic[T]):
    """A word of the glossary, stored as its value."""

    impl = String(40)
    cache_ok = True

    def __init__(self, vocabulary: type[T]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> T | None:
        return None if value is None else self.vocabulary(value)


RowId = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts up by itself on both databases."""


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Only these words may stand in this column."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
