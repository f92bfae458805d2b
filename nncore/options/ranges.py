"""The numbers that a field may hold."""

import math
import sys
from dataclasses import dataclass

from nncore.messages import Sentence, marked
from nncore.options.shown import shown

#: What is said of a value that is no number of the kind.
NOT_WHOLE = marked("`{name}` must be a whole number, got {value}.")
NOT_A_NUMBER = marked("`{name}` must be a number, got {value}.")
#: What is said of a number that is not allowed.
FINITE = marked("`{name}` must be finite, got {value}.")
AT_LEAST = marked("`{name}` must be at least {bound}, got {value}.")
AT_MOST = marked("`{name}` must be at most {bound}, got {value}.")
_GREATER = marked("`{name}` must be greater than {bound}, got {value}.")
_LESS = marked("`{name}` must be less than {bound}, got {value}.")

_LONG = 1e15  # beyond it a number is not written digit by digit


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

    def refusal(self, name: str, value: object) -> Sentence | None:
        """Return the sentence that says which rule the value of a field breaks, or None."""
        rule = self._broken_rule(value)
        if rule is None:
            return None
        template, *bound = rule
        values = {"bound": _plain(bound[0])} if bound else {}
        return Sentence(template, name=name, **values, value=shown(value))

    def _broken_rule(self, value: object) -> tuple[str] | tuple[str, float] | None:
        """Return the template of the rule that `value` breaks, with the bound in it."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return (NOT_WHOLE if self.integer else NOT_A_NUMBER,)
        if self.integer and not (isinstance(value, int) or value.is_integer()):
            return (NOT_WHOLE,)
        is_finite = abs(value) <= sys.float_info.max  # whole numbers may be larger than any float
        if self.infinite and not is_finite and isinstance(value, float) and not math.isnan(value):
            return None
        if not (is_finite or self.integer):
            return (NOT_A_NUMBER if self.infinite else FINITE,)
        if value <= self.above:
            return _GREATER, self.above
        if value >= self.below:
            return _LESS, self.below
        if value < self.minimum:
            return AT_LEAST, self.minimum
        if value > self.maximum:
            return AT_MOST, self.maximum
        return None


def _plain(number: float) -> str:
    """Write 10000 as 10,000, 0.5 as 0.5 and 10^80 as 1e+80."""
    is_whole = float(number).is_integer() and abs(number) < _LONG
    return f"{int(number):,}" if is_whole else f"{number:g}"
