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

from nncore.datasets import Dataset
from nncore.network import OneHiddenNetwork
from nncore.options import check_options, option
from nncore.trainers.base import Trainer, TrainingStep
from nncore.trainers.damped_least_squares import required_bytes
from nncore.trainers.levenberg_marquardt_run import Run


@dataclass(frozen=True)
class LevenbergMarquardt(Trainer):
    """The method of Levenberg and Marquardt on the exact Jacobian.

    Parameters
    ----------
    damping : float
        The first damping, without a unit: the columns of the Jacobian are scaled.
    damping_increase, damping_decrease : float
        Factors by which a poor step raises and a good step lowers the damping; each further
        refusal in an iteration doubles the factor of the one before (Nielsen).
    max_iterations : int
        Number of iterations after which the run ends at the latest.
    tolerance : float
        The run has converged where the loss falls by less than this part of itself, or the
        residual is orthogonal to the columns of the Jacobian up to this cosine.
    """

    name: ClassVar[str] = "levenberg-marquardt"
    label: ClassVar[str] = "Levenberg-Marquardt"
    #: Gigabytes that one run may take. Not an option: an option could be set in a URL.
    memory_limit: ClassVar[float] = 2.0

    damping: float = option(
        1e-2,
        above=0.0,
        maximum=1e6,
        help="The first damping: a large one makes short, safe steps, a small one bold ones.",
    )
    # 2 where Hagan and Menhaj have 10: after 200 iterations the loss is lower by a power of ten in
    # the mean over ten integrands, for a damping that is too high wastes iterations.
    damping_increase: float = option(
        2.0, above=1.0, maximum=1e6, help="A step that does not help multiplies the damping by it."
    )
    damping_decrease: float = option(
        10.0, above=1.0, maximum=1e6, help="A step as good as predicted divides the damping by it."
    )
    max_iterations: int = option(
        1_000, minimum=1, maximum=1_000_000, integer=True, help="The run ends after so many steps."
    )
    tolerance: float = option(
        1e-8,
        minimum=0.0,
        below=1.0,
        help="The run has converged where a step lowers the loss by less than this part of it.",
    )

    def __post_init__(self) -> None:
        """Check the options."""
        check_options(self)

    @property
    def n_iterations(self) -> int:
        """The number of iterations after which the run ends at the latest."""
        return self.max_iterations

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
