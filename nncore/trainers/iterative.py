"""The options that iterative trainers on all the samples have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nncore.messages import marked
from nncore.options import option
from nncore.trainers.base import Trainer
from nncore.trainers.least_squares.nielsen_damping import NielsenDamping

#: Makes the option `max_iterations`, for a default.
max_iterations_option: Callable[[int], Any] = partial(
    option,
    minimum=1,
    maximum=1_000_000,
    integer=True,
    help=marked("The run ends after so many steps."),
)

#: Makes the option `tolerance`, for a default.
tolerance_option: Callable[[float], Any] = partial(
    option,
    minimum=0.0,
    below=1.0,
    help=marked("The run has converged where a step lowers the loss by less than this part of it."),
)

#: Makes the option `samples_per_width`, for a default.
samples_per_width_option: Callable[[float], Any] = partial(
    option,
    above=0.0,
    maximum=1e6,
    help=marked(
        "No unit is narrower than so many sample spacings: it could do anything in between."
    ),
)

#: Makes the option `singular_value_cut`, for a default.
singular_value_cut_option: Callable[[float], Any] = partial(
    option,
    above=0.0,
    below=1.0,
    help=marked("A larger cut keeps the output weights smaller, at the price of some accuracy."),
)


class IterativeTrainer(Trainer):
    """A trainer whose option `max_iterations` limits the number of its iterations."""

    max_iterations: int

    @property
    def n_iterations(self) -> int:
        """The number of iterations after which the run ends at the latest."""
        return self.max_iterations


@dataclass(frozen=True)
class DampedTrainer(IterativeTrainer):
    """A trainer whose steps are damped until the loss falls.

    Parameters
    ----------
    damping : float
        The first damping, without a unit: the columns of the Jacobian are scaled.
    damping_increase, damping_decrease : float
        Factors by which a poor step raises and a good step lowers the damping; each further
        refusal in an iteration doubles the factor of the one before (`nielsen_damping`).
    max_iterations : int
        Number of iterations after which the run ends at the latest.
    tolerance : float
        The run has converged where the loss falls by less than this part of itself.
    """

    damping: float = option(
        1e-2,
        "The first damping: a large one makes short, safe steps, a small one bold ones.",
        above=0.0,
        maximum=1e6,
    )
    # 2 where Hagan and Menhaj have 10: after 200 iterations the loss is lower by a power of ten in
    # the mean over ten integrands, for a damping that is too high wastes iterations.
    damping_increase: float = option(
        2.0, "A step that does not help multiplies the damping by it.", above=1.0, maximum=1e6
    )
    damping_decrease: float = option(
        10.0, "A step as good as predicted divides the damping by it.", above=1.0, maximum=1e6
    )
    max_iterations: int = max_iterations_option(1_000)
    tolerance: float = tolerance_option(1e-8)

    def damping_of(self, value: float) -> NielsenDamping:
        """Return the damping that an iteration begins with."""
        return NielsenDamping(value, self.damping_increase, self.damping_decrease)
