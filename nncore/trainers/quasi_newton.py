r"""L-BFGS: a quasi-Newton method on the exact gradient, by SciPy's L-BFGS-B.

With the gradients :math:`g_k` of the loss at the last few positions :math:`z_k`, the pairs
:math:`(z_{k+1} - z_k,\ g_{k+1} - g_k)` stand in for the second derivatives. No Jacobian is kept, so
that there is no limit on the number of hidden units, but the condition number of the problem
enters squared: against the methods of least squares it loses on small, smooth problems.

The parameters are scaled by the root mean squares of their columns of the Jacobian, anew every
hundred iterations: from random starts the loss is then ten times smaller after 1,000 iterations,
in the mean over twelve integrands.

References
----------
R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, "A limited memory algorithm for bound constrained
optimization", SIAM Journal on Scientific Computing 16, 1995, 1190-1208,
https://doi.org/10.1137/0916069

See Also
--------
scipy.optimize.minimize : the routine, with ``method="L-BFGS-B"``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.options import option
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStep
from nncore.trainers.iterative import (
    IterativeTrainer,
    max_iterations_option,
    samples_per_width_option,
    tolerance_option,
)
from nncore.trainers.quasi_newton_run import MAX_ENTRIES, Run


@dataclass(frozen=True)
class LBFGS(IterativeTrainer):
    """SciPy's L-BFGS-B on the exact gradient, with bounds on the slopes of the units.

    Parameters
    ----------
    history : int
        Number of steps that the curvature is read from, SciPy's ``maxcor``.
    max_iterations : int
        Number of iterations after which the run ends at the latest.
    tolerance : float
        The run has converged where the loss falls by less than this part of itself, with the
        parameters scaled anew.
    samples_per_width : float
        The least width of a unit, in spacings of the samples around it when the parameters were
        scaled; a unit that starts narrower may stay so.
    """

    name: ClassVar[str] = "lbfgs"
    label: ClassVar[str] = "L-BFGS"

    history: int = option(
        20,
        minimum=1,
        maximum=200,
        integer=True,
        help="The curvature is read from so many steps: more memory, better steps.",
    )
    max_iterations: int = max_iterations_option(5_000)
    tolerance: float = tolerance_option(1e-9)
    samples_per_width: float = samples_per_width_option(2.0)

    def memory(self, n_hidden: int, n_samples: int) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        # The solver's arrays, and their copies in the state of a step and on its way.
        solver = 3 * (2 * self.history + 6) * (3 * n_hidden + 1)
        return 8.0 * (solver + 3 * MAX_ENTRIES + n_samples)

    def iterations(
        self,
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
        state: Mapping[str, Any] | None = None,
    ) -> Iterator[TrainingStep]:
        """Fit `network` to the training samples; see `Trainer.iterations`.

        Nothing is drawn from `rng`. A long iteration also yields steps that change nothing but
        ``diagnostics["epoch"]``; a run that is taken up from one of these begins that iteration
        again. From iteration 1 ``diagnostics`` holds the norm of the gradient of the loss.
        """
        return Run(self, network, dataset, state).quiet_steps()
