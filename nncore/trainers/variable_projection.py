r"""Variable projection: the output layer is solved for exactly, and only the hidden layer steps.

The network :math:`\hat y = \Phi(\theta)\,a` is linear in its output layer a. For each hidden
layer :math:`\theta` the best one is :math:`a = \Phi^+ y`, and what is left to minimise is

.. math:: \min_\theta \left\| y - \Phi(\theta)\,\Phi(\theta)^+ y \right\|^2 ,

by damped Gauss-Newton steps as in `levenberg_marquardt`. Nothing has to wait until the output
layer has followed the hidden one, so that fewer iterations lead much further down.

Three things keep the network harmless between its samples: small singular values are cut
(`truncated_least_squares`), the units are neither steeper than the samples resolve nor far outside
(`unit_bounds`), and a step to a network that departs from the data in a gap between two samples is
refused (`between_samples`). Where the loss stops falling, the least useful units are moved to where
the residual is largest (`relocation`), and the best network is kept.

References
----------
G. H. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
problems whose variables separate", SIAM Journal on Numerical Analysis 10, 1973, 413-432,
https://doi.org/10.1137/0710036

L. Kaufman, "A variable projection method for solving separable nonlinear least squares
problems", BIT 15, 1975, 49-57, https://doi.org/10.1007/BF01932995
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.options import option
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStep
from nncore.trainers.damped_least_squares import required_bytes
from nncore.trainers.iterative import (
    DampedTrainer,
    samples_per_width_option,
    singular_value_cut_option,
)
from nncore.trainers.truncated_least_squares import refuse_beyond_limit
from nncore.trainers.variable_projection_run import Run


@dataclass(frozen=True)
class VariableProjection(DampedTrainer):
    """Damped Gauss-Newton steps of the hidden layer, with the best output layer at each.

    Besides the options of `DampedTrainer`:

    Parameters
    ----------
    jacobian : str
        "kaufman" leaves out the term of the Jacobian that "golub-pereyra" has besides.
    singular_value_cut : float
        Singular values of the output layer below this share of the largest are left out.
    samples_per_width : float
        The least width of a unit, in spacings of the samples around it.
    restarts : int
        How often in a row units are moved in vain before the run gives that up.
    """

    name: ClassVar[str] = "variable-projection"
    label: ClassVar[str] = "Variable projection"

    jacobian: str = option(
        "kaufman",
        choices=("kaufman", "golub-pereyra"),
        help="Kaufman's Jacobian leaves out a term that is small near a good fit.",
    )
    singular_value_cut: float = singular_value_cut_option(1e-12)
    samples_per_width: float = samples_per_width_option(2.0)
    restarts: int = option(
        5,
        minimum=0,
        maximum=1_000,
        integer=True,
        help="Where the loss stops falling, idle units are moved to the largest errors, and back "
        "if that does not help: at most so often in a row.",
    )

    def check(self, n_hidden: int, n_samples: int) -> None:
        """Refuse more hidden units than the singular values can be computed of.

        Raises
        ------
        ValueError
            With the limit and the trainers that would do.
        """
        refuse_beyond_limit(self.label, n_hidden)

    def memory(self, n_hidden: int, n_samples: int) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        n_columns = 3 * n_hidden + 1
        samples = 8.0 * 4 * n_samples  # sorted, and their residuals
        return samples + required_bytes(n_columns, n_columns)

    def iterations(
        self,
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
        state: Mapping[str, Any] | None = None,
    ) -> Iterator[TrainingStep]:
        """Fit `network` to the training samples; see `Trainer.iterations`.

        Every step holds the best network so far: its loss never rises, and stays where it is
        while a restart is tried. With `state`, `rng` is set to the generator's state of then. A
        long iteration also yields steps that change nothing but ``diagnostics["epoch"]``; a run
        that is taken up from one of these begins that iteration again. ``diagnostics`` holds the
        damping for the next step, and from iteration 1 the number of singular values that were
        not cut, the norm of the gradient of the loss where the step began and the number of
        restarts.
        """
        return Run(self, network, dataset, rng, state).quiet_steps()
