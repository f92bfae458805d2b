r"""Levenberg-Marquardt: Gauss-Newton steps, damped until the loss falls.

With the residual :math:`r = \hat y(x) - y`, its Jacobian :math:`J` with respect to the parameters
:math:`\theta`, and Marquardt's scaling :math:`D` (the largest norms that the columns of :math:`J`
have had), an iteration solves

.. math::

    \min_\delta \|r + J\delta\|^2 + \lambda\|D\delta\|^2, \qquad
    \varrho = \frac{\|r(\theta)\|^2 - \|r(\theta + \delta)\|^2}{\|r\|^2 - \|r + J\delta\|^2},

and takes the step where the gain ratio :math:`\varrho` is positive. A large ratio lowers the
damping :math:`\lambda`, a small one raises it.

References
----------
M. T. Hagan, M. B. Menhaj, "Training feedforward networks with the Marquardt algorithm", IEEE
Transactions on Neural Networks 5, 1994, 989-993, https://doi.org/10.1109/72.329697

H. B. Nielsen, "Damping parameter in Marquardt's method", report IMM-REP-1999-05, Technical
University of Denmark, 1999

D. W. Marquardt, "An algorithm for least-squares estimation of nonlinear parameters", Journal of
the Society for Industrial and Applied Mathematics 11, 1963, 431-441,
https://doi.org/10.1137/0111030
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStep
from nncore.trainers.damped_least_squares import required_bytes
from nncore.trainers.iterative import DampedTrainer
from nncore.trainers.levenberg_marquardt_run import Run


@dataclass(frozen=True)
class LevenbergMarquardt(DampedTrainer):
    """The method of Levenberg and Marquardt on the exact Jacobian.

    The options are those of `DampedTrainer`. The run has also converged where the residual is
    orthogonal to the columns of the Jacobian up to a cosine of `tolerance`.
    """

    name: ClassVar[str] = "levenberg-marquardt"
    label: ClassVar[str] = "Levenberg-Marquardt"
    #: Gigabytes that one run may take. Not an option: an option could be set in a URL.
    memory_limit: ClassVar[float] = 2.0

    def check(self, n_hidden: int, n_samples: int) -> None:
        """Refuse what would not fit into memory.

        Raises
        ------
        ValueError
            With the memory needed, the limit and the trainers that would do.
        """
        needed = self.memory(n_hidden, n_samples) / 1e9
        if needed <= self.memory_limit:
            return
        largest = _largest_n_hidden(n_hidden, n_samples, self.memory_limit)
        advice = f"use at most {largest:,} hidden units here, or " if largest else "use "
        raise ValueError(
            f"`n_hidden` = {n_hidden:,} needs {needed:.1f} GB for the Jacobian of {self.label}, "
            f"more than its limit of {self.memory_limit:.1f} GB; {advice}Adam, SGD or another "
            "first-order trainer, which need no Jacobian."
        )

    def memory(self, n_hidden: int, n_samples: int) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        return float(required_bytes(n_samples, 3 * n_hidden + 1))

    def iterations(
        self,
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
        state: Mapping[str, Any] | None = None,
    ) -> Iterator[TrainingStep]:
        """Fit `network` to the training samples; see `Trainer.iterations`.

        A long iteration also yields steps that change nothing but ``diagnostics["epoch"]``; a run
        that is taken up from one of these begins that iteration again. ``diagnostics`` holds the
        damping for the next step, and from iteration 1 the gain ratio of the step and the norm
        of the gradient of the loss where the step began.
        """
        return Run(self, network, dataset, state).quiet_steps()


def _largest_n_hidden(n_hidden: int, n_samples: int, limit: float) -> int:
    """Return the largest number of hidden units that fits; 0 if none does."""
    fits, too_large = 0, n_hidden
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        if required_bytes(n_samples, 3 * middle + 1) / 1e9 <= limit:
            fits = middle
        else:
            too_large = middle
    return fits
