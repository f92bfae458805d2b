r"""The output layer alone: random features and one linear solve.

With the hidden layer as it starts, the network :math:`\hat y = \Phi a` is linear in its output
weights and bias, and the best ones are :math:`a = \Phi^+ y`, with small singular values cut. How
good that is depends on where the hidden units stand: at random, this is what is called random
features or an extreme learning machine.

References
----------
A. Rahimi, B. Recht, "Random features for large-scale kernel machines", Advances in Neural
Information Processing Systems 20, 2007

G.-B. Huang, Q.-Y. Zhu, C.-K. Siew, "Extreme learning machine: theory and applications",
Neurocomputing 70, 2006, 489-501, https://doi.org/10.1016/j.neucom.2005.12.126
"""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from nncore.messages import marked
from nncore.trainers.base import FittingProblem, Trainer, TrainingStatus
from nncore.trainers.iterative import singular_value_cut_option
from nncore.trainers.least_squares.damped_least_squares import expected_operations, required_bytes
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.truncated_least_squares import (
    fit_output_layer,
    refuse_beyond_limit,
)
from nncore.trainers.resumable_solver import ResumableSolver, SolverState


@dataclass(frozen=True)
class OutputLayer(Trainer):
    """One linear least-squares solve for the output weights and bias.

    Parameters
    ----------
    singular_value_cut : float
        Singular values below this share of the largest are left out.
    """

    name: ClassVar[str] = "output-layer"
    label: ClassVar[str] = marked("Output layer only (random features)")

    singular_value_cut: float = singular_value_cut_option(1e-12)

    @property
    def n_iterations(self) -> int:
        """One."""
        return 1

    def check(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> None:
        """Refuse more hidden units than the singular values can be computed of.

        Raises
        ------
        ValueError
            With the limit and the trainers that would do.
        """
        refuse_beyond_limit(self.label, n_hidden)

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        return 2.0 * required_bytes(n_hidden + 1, n_hidden + 1)

    def solver(self, problem: FittingProblem) -> "OutputLayerSolver":
        """Return what solves `problem` with these options."""
        return OutputLayerSolver(self, problem)


class OutputLayerSolver(ResumableSolver[SolverState]):
    """Iteration 0 is the start, and iteration 1 the solution."""

    def __init__(self, options: OutputLayer, problem: FittingProblem) -> None:
        super().__init__(problem)
        self._options = options

    def _start(self) -> SolverState:
        return SolverState(network=self.problem.network, diagnostics={})

    def _expected_operations(self) -> float:
        return expected_operations(self.dataset.n_samples, self.problem.network.n_hidden + 1)

    def _iterate(self, state: SolverState) -> Work[SolverState]:
        data, cut = self.dataset, self._options.singular_value_cut
        samples = data.x_train, data.y_train
        network = yield from fit_output_layer(state.network, *samples, cut, data.weights)
        # Nothing is lower than a loss that is not a number.
        loss = (yield from self._mean_squared_error(network)) if network.is_finite else np.nan
        if loss < state.loss:  # False for nan
            validation_loss = yield from self._validate(network)
            state = replace(state, network=network, loss=loss, validation_loss=validation_loss)
        return replace(state, iteration=1, status=TrainingStatus.CONVERGED)
