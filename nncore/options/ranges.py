"""The numbers that a field may hold."""

import math
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """The values that a number may take.

    Parameters
    ----------
    minimum, maximum : float
        Smallest and largest value allowed.
    above, below : float
        Bounds that the value must not reach.
    integer : bool
        Whether only whole numbers are allowed.
    infinite : bool
        Whether both infinities are allowed, whatever the bounds.
    """

    minimum: float = -math.inf
    maximum: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    integer: bool = False
    infinite: bool = False

    def rule(self, value: object) -> str | None:
        """Return the rule that `value` breaks, or None."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "must be a whole number" if self.integer else "must be a number"
        if self.integer and not isinstance(value, int):
            return "must be a whole number"
        is_finite = abs(value) <= sys.float_info.max  # whole numbers may be larger than any float
        if self.infinite and not is_finite and isinstance(value, float) and not math.isnan(value):
            return None
        if not (is_finite or self.integer):
            return "must be a number" if self.infinite else "must be finite"
        if value <= self.above:
            return f"must be greater than {_plain(self.above)}"
        if value >= self.below:
            return f"must be less than {_plain(self.below)}"
        if value < self.minimum:
            return f"must be at least {_plain(self.minimum)}"
        if value > self.maximum:
            return f"must be at most {_plain(self.maximum)}"
        return None


def _plain(number: float) -> str:
    """Write 10000 as 10,000 and 0.5 as 0.5."""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:g}"
