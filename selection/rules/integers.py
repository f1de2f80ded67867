"""Small integer programs (整数规划), solved by HiGHS: is there a solution, and a best one.

Only whether there is one, and the least value, are used to decide anything: these are facts of arithmetic, so nothing
depends on which of several solutions the solver finds. Every solution is checked again here in whole numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

INFINITY = float("inf")


@dataclass
class IntegerProgram:
    """Variables from 0 to ``upper``, and rows ``low <= sum(coefficient * variable) <= high`` (None: open end)."""

    is_network: bool = False
    """Every variable stands with +1 in sums that lie inside one another or apart, and with -1 in others likewise: then
    the corners are whole numbers by themselves, and the solver need not branch."""

    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Mapping[int, int], int | None, int | None]] = field(default_factory=list)

    def variable(self, upper: int) -> int:
        """A new variable; returns its number."""
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, terms: Mapping[int, int], *, low: int | None = None, high: int | None = None) -> None:
        """A new constraint."""
        self.rows.append((terms, low, high))

    def least(self, cost: Mapping[int, int]) -> tuple[int, ...] | None:
        """A solution of the least cost; None when there is no solution at all."""
        if any(bound < 0 for bound in self.upper):
            return None
        if not self.upper:
            return () if self._holds(()) else None
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # it has no types
        solver.silent()
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.0)
        solver.passModel(self._model(cost))
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the solver stopped with {status}")
        found = tuple(round(value) for value in solver.getSolution().col_value)
        if not self._holds(found):
            raise ArithmeticError("the solver's solution does not hold in whole numbers")
        return found

    def _holds(self, solution: Sequence[int]) -> bool:
        if any(not 0 <= value <= upper for value, upper in zip(solution, self.upper, strict=True)):
            return False
        for terms, low, high in self.rows:
            total = sum(factor * solution[number] for number, factor in terms.items())
            if (low is not None and total < low) or (high is not None and total > high):
                return False
        return True

    def _model(self, cost: Mapping[int, int]) -> Any:
        model = highspy.HighsLp()
        columns, rows = len(self.upper), len(self.rows)
        model.num_col_, model.num_row_ = columns, rows
        model.col_cost_ = np.array([cost.get(number, 0) for number in range(columns)], dtype=np.float64)
        model.col_lower_ = np.zeros(columns)
        model.col_upper_ = np.array(self.upper, dtype=np.float64)
        if not self.is_network:
            model.integrality_ = [highspy.HighsVarType.kInteger] * columns
        model.row_lower_ = np.array([-INFINITY if low is None else low for _, low, _ in self.rows], dtype=np.float64)
        model.row_upper_ = np.array([INFINITY if high is None else high for _, _, high in self.rows], dtype=np.float64)
        starts, numbers, factors = [0], list[int](), list[int]()
        for terms, _, _ in self.rows:
            numbers += terms.keys()
            factors += terms.values()
            starts.append(len(numbers))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, rows
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(numbers, dtype=np.int32)
        model.a_matrix_.value_ = np.array(factors, dtype=np.float64)
        return model
