r"""How the damping of a least-squares step follows from its gain ratio.

With the gain ratio :math:`\varrho`, the actual over the predicted decrease of the loss, a step is
taken where :math:`\varrho > 10^{-4}`, and the damping for the next one is

.. math::

    \lambda' = \begin{cases}
        \lambda / \beta & \varrho > 3/4, \\
        \lambda & 1/4 \le \varrho \le 3/4, \\
        \gamma \lambda & \varrho < 1/4 .
    \end{cases}

A step that is refused is tried again with :math:`\lambda := \nu\lambda,\ \nu := 2\nu`, which begins
at :math:`\nu = \gamma` in each iteration (Nielsen): where a small damping is far off, a few trials
reach the one that helps.

References
----------
H. B. Nielsen, "Damping parameter in Marquardt's method", report IMM-REP-1999-05, Technical
University of Denmark, 1999

J. J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory", Lecture Notes in
Mathematics 630, Springer, 1978, 105-116, https://doi.org/10.1007/BFb0067700 (the bounds on the
gain ratio)
"""

from dataclasses import dataclass, replace

_GOOD_GAIN, _POOR_GAIN = 0.75, 0.25  # above, the damping falls; below, it rises
_MIN_DAMPING, _MAX_DAMPING = 1e-20, 1e12

#: A step whose gain ratio is not above it is refused.
SMALLEST_GAIN = 1e-4


@dataclass(frozen=True)
class NielsenDamping:
    r"""The damping of one trial in an iteration.

    Parameters
    ----------
    value : float
        :math:`\lambda`.
    increase, decrease : float
        :math:`\gamma` and :math:`\beta`, greater than 1.
    n_refusals : int
        Trials of this iteration that were refused.
    """

    value: float
    increase: float
    decrease: float
    n_refusals: int = 0

    @property
    def is_first(self) -> bool:
        """Whether this is the first trial of the iteration."""
        return self.n_refusals == 0

    @property
    def is_exhausted(self) -> bool:
        """Whether the steps are too short by now to be worth a trial."""
        return not self.value <= _MAX_DAMPING

    def refused(self) -> "NielsenDamping":
        """Return the damping of the next trial."""
        value = self.value * (self.increase * 2.0**self.n_refusals)
        return replace(self, value=value, n_refusals=self.n_refusals + 1)

    def after(self, gain_ratio: float) -> float:
        """Return the damping to begin the next iteration with, after a step that is taken."""
        if gain_ratio > _GOOD_GAIN:
            return max(self.value / self.decrease, _MIN_DAMPING)
        return self.value * self.increase if gain_ratio < _POOR_GAIN else self.value
