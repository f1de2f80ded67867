"""Counts kept beside the rows, so that no list has to count a million of them."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, RowId, Word
from models.vocabulary import Stage


class Tally(Base):
    """件数: nominations of one union at one stage of one cycle. The sum of ``number`` is true at every moment.

    Triggers of the table ``nomination`` write a line for each that comes (1) and each that goes (-1), in its own
    transaction. Lines are added and never changed, so that no two changes wait for each other; ``tallies.fold`` puts
    many into one. No foreign keys: the nominations have them.
    """

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_union_id_cycle_id", "union_id", "cycle_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(RowId)
    union_id: Mapped[int] = mapped_column(RowId)
    stage: Mapped[Stage] = mapped_column(Word(Stage))
    is_submitted: Mapped[bool]
    number: Mapped[int]
