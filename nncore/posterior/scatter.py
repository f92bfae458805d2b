r"""How much measurements scatter around a curve, over what their standard errors say.

.. math:: r^2 = \frac1\nu \sum_i \frac{(y_i - \hat y_i)^2}{\sigma_i^2}, \qquad
          \nu r^2 \sim \chi^2_\nu

with :math:`\nu` readings less the parameters that they decide on: Birge's ratio. Where outliers are
expected, the median absolute deviation takes the place of the squares, and fewer readings count.

References
----------
R. T. Birge, "The calculation of errors by the method of least squares", Physical Review 40, 1932,
207-227, https://doi.org/10.1103/PhysRev.40.207
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import special

from nncore.posterior.noise_models import NoiseModel, NormalNoise
from nncore.posterior.robust_average import MEDIAN_EFFICIENCY, RobustAverage, median_scale

# How rarely noise as large as it is said to be scatters so much, or so little.
_RARE = 1e-3


@dataclass(frozen=True)
class Scatter:
    r"""What was found.

    Parameters
    ----------
    ratio : float
        r; 1 is expected.
    degrees : float
        :math:`\nu`, positive.
    """

    ratio: float
    degrees: float

    @classmethod
    def of(cls, found: RobustAverage, n_readings: int, squares: float, noise: NoiseModel) -> Self:
        """Return how much readings scatter around the curve that was found.

        Parameters
        ----------
        found : RobustAverage
            With residuals over standard errors.
        n_readings : int
            Of how many readings the points are the means.
        squares : float
            Of the readings around these means, over the squares of their standard errors.
        noise : NoiseModel
            Whether outliers are expected.
        """
        degrees = max(n_readings - found.average.effective_parameters, 1.0)
        if isinstance(noise, NormalNoise):
            total = float(np.sum(np.square(found.residuals))) + squares
            return cls(float(np.sqrt(total / degrees)), degrees)
        ratio = median_scale(found.residuals, found.average)
        return cls(ratio, max(MEDIAN_EFFICIENCY * degrees, 1.0))

    @property
    def is_too_large(self) -> bool:
        """Whether standard errors that are right hardly ever let readings scatter so much."""
        return bool(special.chdtrc(self.degrees, self._squares) < _RARE)

    @property
    def is_too_small(self) -> bool:
        """Whether standard errors that are right hardly ever let readings scatter so little."""
        return bool(special.chdtr(self.degrees, self._squares) < _RARE)

    @property
    def _squares(self) -> float:
        return self.degrees * self.ratio**2
