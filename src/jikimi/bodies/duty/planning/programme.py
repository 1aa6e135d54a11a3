"""A linear programme written column by column and row by row, solved by HiGHS.

Source: Huangfu and Hall 2018, Math Prog Comp 10:119 (HiGHS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

NO_LIMIT = highspy.kHighsInf
# Below this two plans are equally good; above the sum of what only breaks ties.
_SAME = 0.9
_NEARLY = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Solution:
    """values: of every column. is_proved: nothing is better by more than a hair."""

    values: np.ndarray
    is_proved: bool


@dataclass
class Programme:
    """Minimise cost · x under rows lower ≤ a · x ≤ upper and 0 ≤ x ≤ most."""

    costs: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def column(self, *, cost: float, most: float = 1, is_whole: bool = False) -> int:
        """Add a column; its number."""
        self.costs.append(cost)
        self.most.append(most)
        self.whole.append(is_whole)
        return len(self.costs) - 1

    def row(
        self, columns: Sequence[int], factors: Sequence[float], *, lower: float, upper: float
    ) -> None:
        """Add a row."""
        self.columns += columns
        self.factors += factors
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)

    def at_most(self, columns: Sequence[int], limit: float) -> None:
        """Of these columns together no more than the limit."""
        self.row(columns, [1.0] * len(columns), lower=-NO_LIMIT, upper=limit)

    def solved(self, *, seconds: float) -> Solution:
        """The best values found within so many seconds.

        First with parts allowed: such plans are nearly whole already, and their cost is a bound.
        Then what is whole stays and the rest is decided; all of it, only when that is not as good.
        """
        if not self.costs:
            return Solution(np.zeros(0), is_proved=True)
        model = self._as_model()
        parts = _run(model, seconds)
        bound = float(np.dot(parts.values, model.col_cost_))
        model.integrality_ = [_WHOLE if is_whole else _PART for is_whole in self.whole]
        model.col_lower_ = np.where(self.whole & (parts.values > _NEARLY), 1.0, 0.0)
        quick = _run(model, seconds)
        if quick.is_proved and np.dot(quick.values, model.col_cost_) <= bound + _SAME:
            return quick
        model.col_lower_ = np.zeros(len(self.costs))
        return _run(model, seconds, begin_with=quick)

    def _as_model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.lower)
        model.col_cost_ = np.array(self.costs, dtype=float)
        model.col_lower_ = np.zeros(len(self.costs))
        model.col_upper_ = np.array(self.most, dtype=float)
        model.row_lower_ = np.array(self.lower, dtype=float)
        model.row_upper_ = np.array(self.upper, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts)
        model.a_matrix_.index_ = np.array(self.columns)
        model.a_matrix_.value_ = np.array(self.factors, dtype=float)
        return model


def _run(model: highspy.HighsLp, seconds: float, *, begin_with: Solution | None = None) -> Solution:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(model)
    if begin_with is not None and begin_with.is_proved:
        known = highspy.HighsSolution()
        known.col_value = list(begin_with.values)
        solver.setSolution(known)
    solver.run()
    is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Solution(np.array(solver.getSolution().col_value), is_proved=is_best)


_WHOLE, _PART = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
_OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "parallel": "off",
    "mip_abs_gap": _SAME,
    "mip_rel_gap": 0.0,
}
