"""Hidden layers tried on the samples, each with the best output layer that it can have."""

import numpy as np

from nncore.activations import Activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import mean_square
from nncore.trainers.between_samples import BetweenSamples
from nncore.trainers.hidden_units.relocation import relocated
from nncore.trainers.hidden_units.ridge_bounds import bounds_for
from nncore.trainers.hidden_units.ridge_relocation import relocated_ridges
from nncore.trainers.least_squares.qr_in_batches import Memory, Work
from nncore.trainers.least_squares.residuals import residual_in_parts
from nncore.trainers.least_squares.truncated_least_squares import (
    TruncatedSolution,
    fit_output_layer,
)
from nncore.trainers.projected_problem import ProjectedProblem, linearise

_MAX_KEPT = 1_000_000  # values of units


class ProjectedFit:
    """The samples in order, and the memory for fits to them.

    Parameters
    ----------
    dataset : Dataset
        Of its training samples.
    activation : Activation
        Of the units.
    n_hidden : int
        Number of units.
    samples_per_width, cut : float
        Options of `VariableProjection`: the bounds on the units, and the singular values that are
        left out.

    Attributes
    ----------
    x, y : ndarray
        The samples, at increasing x where the input is a scalar.
    """

    def __init__(
        self,
        dataset: Dataset,
        activation: Activation,
        n_hidden: int,
        samples_per_width: float,
        cut: float,
    ) -> None:
        self.x, self.y, self._sample_weights = _in_order(dataset)
        self._activation, self._cut, self._memory = activation, cut, Memory()
        self._gaps = BetweenSamples(self.x, self.y) if self.x.ndim == 1 else None
        self._bounds = bounds_for(self.x, activation, samples_per_width)
        # Of the units of the last fit, where they are few enough: its residuals need them too.
        shape = n_hidden, self.y.size
        self._unit_values = np.empty(shape) if shape[0] * shape[1] <= _MAX_KEPT else None

    def linearise(self, network: OneHiddenNetwork, is_simplified: bool) -> Work[ProjectedProblem]:
        """Return the problem of the hidden layer, linearised about a network."""
        samples, rest = (self.x, self.y), (self._sample_weights, self._memory)
        return (
            yield from linearise(network, self._bounds, samples, self._cut, is_simplified, *rest)
        )

    def fit(
        self, weights: np.ndarray, biases: np.ndarray
    ) -> Work[tuple[OneHiddenNetwork, np.ndarray]]:
        """Return the network with the best output layer for these units, and its residuals.

        The units are kept within their bounds.
        """
        weights, biases = self._bounds.restricted(weights, biases)
        hidden = OneHiddenNetwork(self._activation, weights, biases, np.zeros(len(weights)), 0.0)
        values = self._unit_values
        fitted = yield from fit_output_layer(
            hidden, self.x, self.y, self._cut, self._sample_weights, values, self._memory
        )
        if values is None:
            return fitted, (yield from residual_in_parts(fitted, self.x, self.y))
        residual = fitted.output_weights @ values
        residual += fitted.output_bias
        residual -= self.y
        return fitted, residual

    def relocated(
        self, network: OneHiddenNetwork, solution: TruncatedSolution, rng: np.random.Generator
    ) -> Work[tuple[np.ndarray, np.ndarray] | None]:
        """Return hidden weights and biases with some units moved, or None if only noise is left.

        Parameters
        ----------
        network : OneHiddenNetwork
            Where the units are.
        solution : TruncatedSolution
            Its output layer.
        rng : numpy.random.Generator
            Draws the places.
        """
        residual = yield from residual_in_parts(network, self.x, self.y)
        move = relocated if self.x.ndim == 1 else relocated_ridges
        return move(network, solution, self.x, residual, rng, self._sample_weights)

    def loss(self, residual: np.ndarray) -> float:
        """Return the mean of the weighted squares."""
        return mean_square(residual, self._sample_weights)

    def excess(self, network: OneHiddenNetwork, residual: np.ndarray) -> Work[float]:
        """Return how far a network departs from the data in the gaps between the samples.

        It is 0 in several inputs.
        """
        return 0.0 if self._gaps is None else (yield from self._gaps.excess(network, residual))


def _in_order(dataset: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return x, y and weights of the training samples, sorted by a scalar x."""
    x, y, weights = dataset.x_train, dataset.y_train, dataset.weights
    if x.ndim > 1:
        return x, y, weights
    order = np.argsort(x, kind="stable")
    return x[order], y[order], None if weights is None else weights[order]
