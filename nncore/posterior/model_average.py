r"""The average over hidden layers and prior scales, each with the weight that samples give it.

.. math:: p(q \mid y) = \sum_k \pi_k\, p(q \mid y, k), \qquad \pi_k \propto p(y \mid k),

where k runs over some hidden layers, equally likely before, and over prior scales :math:`\tau`
on a grid of equal steps of :math:`\log\tau`: a quadrature of the evidence instead of its maximum,
which would know less than it says.

References
----------
J. A. Hoeting, D. Madigan, A. E. Raftery, C. T. Volinsky, "Bayesian model averaging: a tutorial",
Statistical Science 14, 1999, 382-417, https://doi.org/10.1214/ss/1009212519

D. J. C. MacKay, "Bayesian interpolation", Neural Computation 4, 1992, 415-447,
https://doi.org/10.1162/neco.1992.4.3.415
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork
from nncore.posterior.output_layer import OutputLayerPosterior
from nncore.posterior.student_mixture import StudentMixture
from nncore.posterior.weighted_rows import WeightedRows

# Prior scales are tau S_1 = 10^-1 ... 10^12: from no curve at all to noise at rounding.
_LEAST_EXPONENT, _LARGEST_EXPONENT = -1.0, 12.0
# A step of log10(tau) is well below the width of the evidence, which is about 0.3 and more.
_STEP = 0.1
# Components that together weigh less than this are left out: intervals change by less.
_NEGLIGIBLE = 1e-4

#: Returns of a hidden layer what a functional takes of its units, shape (m, p).
OfUnits = Callable[[OneHiddenNetwork], FloatArray]


class ModelAverage:
    r"""The posterior of a network whose output layer alone is uncertain, over some hidden layers.

    Parameters
    ----------
    layers : sequence of OneHiddenNetwork
        Hidden layers. Their output weights are the standard deviations that the prior gives to
        those of the fit, over :math:`\tau`.
    rows : WeightedRows
        The samples.
    rounding : float
        Of y, as a standard deviation; positive.
    """

    def __init__(
        self, layers: Sequence[OneHiddenNetwork], rows: WeightedRows, rounding: float
    ) -> None:
        floor = float(np.sum(rows.weights)) * rounding**2
        posteriors = [
            OutputLayerPosterior(layer.contributions(rows.x), rows, floor) for layer in layers
        ]
        exponents = np.arange(_LEAST_EXPONENT, _LARGEST_EXPONENT, _STEP)
        grids = [10.0**exponents / posterior.largest_value for posterior in posteriors]
        pairs = zip(posteriors, grids, strict=True)
        evidence = np.array([posterior.log_evidence(grid) for posterior, grid in pairs])
        #: log p(y) of all models together, but for a constant that known noise shares.
        self.log_evidence = float(special.logsumexp(evidence)) - np.log(evidence.size)
        weights = special.softmax(evidence)
        kept = weights > _threshold(weights)
        weights = np.where(kept, weights, 0.0) / np.sum(weights[kept])
        found = zip(layers, posteriors, grids, weights, kept, strict=True)
        self._parts = [
            (layer, posterior, grid[some], share[some])
            for layer, posterior, grid, share, some in found
            if np.any(some)
        ]
        self._weights = np.concatenate([part[3] for part in self._parts])
        #: The nu of Student's t; infinite where the noise is known.
        self.degrees = posteriors[0].degrees

    @property
    def layers(self) -> list[OneHiddenNetwork]:
        """The hidden layers that weigh enough to be kept."""
        return [part[0] for part in self._parts]

    @property
    def squares(self) -> float:
        """The weighted squares of residuals and scatter, as an average over the models."""
        return sum(weights @ posterior.squares(grid) for _, posterior, grid, weights in self._parts)

    @property
    def effective_parameters(self) -> float:
        """How many parameters the samples decide on, as an average over the models."""
        return sum(
            weights @ posterior.effective_parameters(grid)
            for _, posterior, grid, weights in self._parts
        )

    @property
    def network(self) -> OneHiddenNetwork:
        """The mean of the posterior: one network, with the units of all the layers."""
        hidden_weights, hidden_biases, output_weights, output_bias = [], [], [], 0.0
        for layer, posterior, grid, weights in self._parts:
            means, biases = posterior.output_layers(grid)
            hidden_weights.append(layer.hidden_weights)
            hidden_biases.append(layer.hidden_biases)
            output_weights.append(layer.output_weights * (weights @ means))
            output_bias += float(weights @ biases)
        return OneHiddenNetwork(
            self._parts[0][0].activation,
            np.concatenate(hidden_weights),
            np.concatenate(hidden_biases),
            np.concatenate(output_weights),
            output_bias,
        )

    def mixture(self, of_units: OfUnits, of_bias: FloatArray) -> StudentMixture:
        """Return what is known of m numbers that are linear in the output layer.

        Parameters
        ----------
        of_units : callable
            Returns of a hidden layer the numbers for each of its units with the output weight that
            the layer has, shape (m, p).
        of_bias : ndarray, shape (m,)
            The numbers for a network that is 1 everywhere.
        """
        found = [
            posterior.functionals(of_units(layer), of_bias, grid)
            for layer, posterior, grid, _ in self._parts
        ]
        locations, scales = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return StudentMixture(self._weights, locations, scales, self.degrees)


def _threshold(weights: FloatArray) -> float:
    """Return the weight below which all components together are negligible."""
    ordered = np.sort(weights, axis=None)
    n_left_out = int(np.searchsorted(np.cumsum(ordered), _NEGLIGIBLE))
    return float(ordered[n_left_out - 1]) if n_left_out else 0.0
