"""What the first notebook does that its authors did not mean, as switches.

Each is True as printed and False put right. With them goes the precision of the exponentials,
which is no choice of the notebook: its weights are float32, and a float32 number times a Python
integer is a float64 number with NumPy 1 and a float32 number with NumPy 2. What was printed is
NumPy 1. The notebook's preset leads to falling units with weights up to 14 in magnitude: infinite
from the interval 20 to 65 on, or one before it, in float64, as printed; nan from the second row on
in float32.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self, get_args

import numpy as np

from nncore.messages import SettingError

Precision = Literal["float64", "float32"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)

#: Beyond this argument exp is infinite: 709.78 in float64, 88.72 in float32.
OVERFLOW_LIMITS: Mapping[Precision, float] = {
    precision: float(np.log(np.finfo(precision).max.astype(np.longdouble)))
    for precision in PRECISIONS
}


@dataclass(frozen=True)
class Quirks:
    r"""The switches of the first notebook; the defaults are the notebook as printed.

    Parameters
    ----------
    output_bias_counted_once : bool
        :math:`b_2` is a list. ``b_2 * (β - α)`` repeats it instead of multiplying, and what is
        printed holds :math:`b_2` once (cell 17). Put right, :math:`b_2 (\beta - \alpha)`.
    exponential_overflows : bool
        :math:`\mathrm{Li}_1(-e^u)` with an exponential that becomes infinite (cell 16). Put
        right, the same number as :math:`-\log(1 + e^u)` in a form that does not overflow.
    cancelling_quotient : bool
        :math:`(\beta - \alpha) + \Phi / w` for every weight (cell 17). Put right, where
        :math:`|w| (\beta - \alpha) \le 1`, a form that does not cancel as :math:`w \to 0`.
    intervals_leave_training : bool
        The last three intervals end beyond 100, where training ends (cell 37). Put right, they
        are cut there.
    simpson_at_singularity : bool
        Simpson's rule evaluates ln 0 (cell 38). Put right, it starts a little above 0.
    precision : {"float64", "float32"}
        Of the exponentials that overflow: with NumPy 1, as printed, or with NumPy 2. The form
        that does not overflow is computed in float64.

    Raises
    ------
    ValueError
        If there is no such precision.
    """

    output_bias_counted_once: bool = True
    exponential_overflows: bool = True
    cancelling_quotient: bool = True
    intervals_leave_training: bool = True
    simpson_at_singularity: bool = True
    precision: Precision = "float64"

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            names = ", ".join(PRECISIONS)
            raise SettingError(
                "`precision` must be one of {names}, got {precision}.",
                names=names,
                precision=repr(self.precision),
            )

    @classmethod
    def none(cls) -> Self:
        """Return the switches with everything put right."""
        switched_off: dict[str, Any] = dict.fromkeys(SWITCHES, False)
        return cls(**switched_off)

    @property
    def overflow_limit(self) -> float:
        """The largest argument whose exponential is finite."""
        return OVERFLOW_LIMITS[self.precision]

    @property
    def is_put_right(self) -> bool:
        """Whether every switch is put right."""
        return not any(getattr(self, name) for name in SWITCHES)


#: The names of the switches, each True as printed.
SWITCHES: tuple[str, ...] = tuple(f.name for f in fields(Quirks) if f.default is True)

AS_PRINTED = Quirks()
PUT_RIGHT = Quirks.none()
