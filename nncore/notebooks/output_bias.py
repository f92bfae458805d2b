r"""The output bias, counted once: how it comes about, how it is found, and how it is mended.

:math:`b_2` is a Python list in the notebook, so that ``b_2 * (β - α)`` repeats it instead of
multiplying it. Its NNI is too large by :math:`-b_2 (L - 1)`, with :math:`L = \beta - \alpha`: the
error divided by :math:`-(L - 1)` must then be the same number in every row, and is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.notebooks.printed_integrals import OUTPUT_BIAS, PrintedRow


def repeated_list_sum(output_bias: float, length: float, unit_sum: float) -> FloatArray:
    """Add the units to the output bias as cell 17 does: ``integral_value[0]`` is what it prints.

    Parameters
    ----------
    output_bias : float
        The notebook holds it as a list of one number.
    length : float
        How often the list is repeated, a positive whole number.
    unit_sum : float
        The sum over the units.

    Returns
    -------
    ndarray, shape (length,)
        A list plus an ndarray is no longer list but a sum, element by element.
    """
    if length < 1 or length != int(length):
        raise SettingError(
            "`intervals` must have whole lengths of at least 1 while the output bias is a list "
            "that is repeated, got {length:g}; count it `length` times instead.",
            length=length,
        )
    integral_value: Any = [output_bias] * int(length)
    integral_value += np.array([unit_sum])
    return integral_value


@dataclass(frozen=True)
class ConsoleLine:
    """A line of Python and what it shows."""

    code: str
    output: str


def list_repetition(output_bias: float, length: int, unit_sum: float) -> tuple[ConsoleLine, ...]:
    """Show in four lines how the output bias comes to be counted once; the output is computed.

    See `repeated_list_sum` for the parameters.
    """
    b_2 = [output_bias]
    repeated = b_2 * length
    total = repeated_list_sum(output_bias, length, unit_sum)
    return (
        ConsoleLine(f"b_2 = {b_2}", repr(b_2)),
        ConsoleLine(f"integral = b_2 * {length}", repr(repeated)),
        ConsoleLine(f"integral += np.array([{unit_sum!r}])", repr(total)),
        ConsoleLine("float(integral[0])", repr(float(total[0]))),
    )


def implied_output_bias(signed_error: ArrayLike, length: ArrayLike) -> FloatArray:
    r"""Return the output bias that explains an error by being counted once.

    .. math:: b_2 = \frac{\hat I - I}{-(L - 1)}

    Parameters
    ----------
    signed_error : array_like
        NNI less SNI or less the exact integral, in units of x times y.
    length : array_like
        :math:`L = \beta - \alpha`, in units of x; for 1 it is nan, because nothing is wrong there.
    """
    length = np.asarray(length, dtype=float)
    with np.errstate(invalid="ignore"):
        return -np.asarray(signed_error, dtype=float) / np.where(length == 1.0, np.nan, length - 1)


def repair(rows: Sequence[PrintedRow]) -> FloatArray:
    r"""Return the NNI of printed rows with the missing :math:`b_2 (L - 1)` added.

    Parameters
    ----------
    rows : sequence of PrintedRow
        What was printed.

    Returns
    -------
    ndarray, shape (n_rows,)
        Infinite or nan where that was printed: what overflowed cannot be put back.
    """
    return np.array([row.nni + OUTPUT_BIAS * (row.length - 1.0) for row in rows])
