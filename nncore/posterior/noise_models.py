r"""Models of the noise: how much a reading counts that lies far from the curve.

With the residual :math:`t = (y - \hat y) / s`, in units of the scale s of the noise, each reading
has the weight :math:`u(t)`, and what pulls at the curve is :math:`\psi(t) = t\,u(t)`. A fit with
these weights, which were found from the residuals, has the variance

.. math:: s^2\, \frac{\operatorname{E} \psi^2}{(\operatorname{E} \psi')^2}

times that of a mean of readings of variance 1. The weights alone would tell
:math:`s^2 / \operatorname{E} u` where s is known, and
:math:`s^2 \operatorname{E}(u t^2) / \operatorname{E} u` where s is estimated from the weighted
squares of the residuals.

References
----------
P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35,
1964, 73-101, https://doi.org/10.1214/aoms/1177703732

K. L. Lange, R. J. A. Little, J. M. G. Taylor, "Robust statistical modeling using the t
distribution", Journal of the American Statistical Association 84, 1989, 881-896,
https://doi.org/10.1080/01621459.1989.10478852
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import marked


class NoiseModel(ABC):
    """How the readings scatter around the curve."""

    #: What is assumed, as a sentence.
    assumption: str

    @abstractmethod
    def weights(self, t: FloatArray) -> FloatArray:
        """Return u(t), from 0 to about 1."""

    @abstractmethod
    def slopes(self, t: FloatArray) -> FloatArray:
        r"""Return :math:`\psi'(t)`."""

    def inflation(self, t: FloatArray, is_scale_known: bool = False) -> float:
        r"""Return by what the variance exceeds the one that the weights tell.

        Parameters
        ----------
        t : ndarray, shape (n,)
            Residuals in units of s.
        is_scale_known : bool
            Whether the variance of a reading is :math:`s^2 / u`. Otherwise its :math:`s^2` is
            :math:`\overline{u t^2}` times s^2, as the weighted squares tell it.

        Returns
        -------
        float
            :math:`\bar u\,\overline{\psi^2} / \overline{\psi'}^2`, over
            :math:`\overline{u t^2}` where the scale is not known. The mean of slopes counts as that
            of one reading within the noise at least. With a scale that is known,
            :math:`\overline{\psi^2} / \overline{\psi'}^2` is 1 at least, for readings that happen
            to agree are no better than they are known to be.
        """
        u = self.weights(t)
        pulls = float(np.mean(np.square(u * t)))
        variance = pulls / max(float(np.mean(self.slopes(t))), 1.0 / t.size) ** 2
        if is_scale_known:
            return float(max(variance, 1.0) * np.mean(u))
        squares = np.mean(u * np.square(t))
        return float(variance * np.mean(u) / squares) if squares > 0.0 else 1.0


@dataclass(frozen=True)
class NormalNoise(NoiseModel):
    """All readings count."""

    assumption = marked("The noise is taken as normal, and independent from reading to reading.")

    def weights(self, t: FloatArray) -> FloatArray:
        """Return 1."""
        return np.ones_like(t)

    def slopes(self, t: FloatArray) -> FloatArray:
        """Return 1."""
        return np.ones_like(t)

    def inflation(self, t: FloatArray, is_scale_known: bool = False) -> float:
        """Return 1."""
        return 1.0


@dataclass(frozen=True)
class HuberNoise(NoiseModel):
    """Readings beyond a threshold pull no more than one at the threshold.

    Parameters
    ----------
    threshold : float
        In units of s; with 1.345 the variance under normal noise is 5 % above the least.
    """

    threshold: float = 1.345

    assumption = marked(
        "The noise is taken as normal with outliers, and independent from reading to reading: "
        "those far from the curve count less, as Huber weighs them."
    )

    def weights(self, t: FloatArray) -> FloatArray:
        r"""Return :math:`\min(1, k/|t|)`."""
        return self.threshold / np.maximum(np.abs(t), self.threshold)

    def slopes(self, t: FloatArray) -> FloatArray:
        """Return 1 within the threshold, else 0."""
        return np.where(np.abs(t) <= self.threshold, 1.0, 0.0)


@dataclass(frozen=True)
class StudentNoise(NoiseModel):
    r"""Noise with a Student's t distribution: what is far out hardly pulls at all.

    Parameters
    ----------
    degrees : float
        :math:`\nu`.
    """

    degrees: float = 4.0

    assumption = marked(
        "The noise is taken as Student's t with heavy tails, and independent from reading to "
        "reading: those far from the curve count less."
    )

    def weights(self, t: FloatArray) -> FloatArray:
        r"""Return :math:`(\nu + 1) / (\nu + t^2)`."""
        return (self.degrees + 1.0) / (self.degrees + np.square(t))

    def slopes(self, t: FloatArray) -> FloatArray:
        r"""Return :math:`(\nu + 1)(\nu - t^2) / (\nu + t^2)^2`."""
        return self.weights(t) * (self.degrees - np.square(t)) / (self.degrees + np.square(t))


#: Name -> model.
NOISE_MODELS: Mapping[str, NoiseModel] = {
    "normal": NormalNoise(),
    "huber": HuberNoise(),
    "student": StudentNoise(),
}
