"""One door to HiGHS: a sparse mixed-integer programme in, a solution with its proof out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Programme:
    """Maximise value @ x + offset with low <= rows @ x <= high, 0 <= x <= most; some x whole."""

    value: Floats
    rows: csc_array
    low: Floats
    high: Floats
    most: Floats
    is_whole: NDArray[np.bool_]
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Solved:
    """x: the best found, None when there is none.  bound: nothing can be worth more.

    is_proven: the solver proved that nothing is worth more than x; never by running out of time.
    """

    x: Floats | None
    bound: float
    is_proven: bool
    is_infeasible: bool


def solved(
    programme: Programme, *, start: Floats | None, seconds: float, gap: float = 0.0
) -> Solved:
    """Solve a programme. start: a solution known already.  gap: how far from the best is enough."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in _options(seconds, gap).items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(programme))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    solver.run()
    return _answer(solver, programme)


def _options(seconds: float, gap: float) -> dict[str, Any]:
    return {
        "output_flag": False,
        "time_limit": float(seconds),
        "mip_rel_gap": gap,
        "mip_abs_gap": 1e-6,
        "threads": 1,
        "random_seed": 0,
    }


def _model(programme: Programme) -> Any:
    model = highspy.HighsLp()
    height, width = programme.rows.shape
    model.num_col_, model.num_row_ = width, height
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = programme.value
    model.offset_ = programme.offset
    model.col_lower_, model.col_upper_ = np.zeros(width), programme.most
    model.row_lower_, model.row_upper_ = programme.low, programme.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = programme.rows.indptr
    model.a_matrix_.index_ = programme.rows.indices
    model.a_matrix_.value_ = programme.rows.data.astype(np.float64)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(whole)] for whole in programme.is_whole]
    return model


def _answer(solver: Any, programme: Programme) -> Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solved(None, -np.inf, is_proven=True, is_infeasible=True)
    has_solution = info.primal_solution_status == 2
    x = np.array(solver.getSolution().col_value) if has_solution else None
    bound = float(info.mip_dual_bound) if programme.is_whole.any() else float(np.inf)
    if not np.isfinite(bound) or abs(bound) > 1e29:
        bound = float(programme.value[programme.value > 0] @ programme.most[programme.value > 0])
        bound += programme.offset
    is_proven = has_solution and status == highspy.HighsModelStatus.kOptimal
    return Solved(x, bound, is_proven, is_infeasible=False)
