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
from nncore.trainers.base import (
    Stopwatch,
    Trainer,
    TrainingStatus,
    TrainingStep,
    mean_squared_error,
)
from nncore.trainers.damped_least_squares import (
    WORK_UNIT,
    DampedSystem,
    Work,
    expected_operations,
    factorize,
    required_bytes,
)

_GOOD_GAIN, _POOR_GAIN = 0.75, 0.25  # above, the damping falls; below, it rises
_SMALLEST_GAIN = 1e-4  # below, the step is refused
_MIN_DAMPING, _MAX_DAMPING = 1e-20, 1e16
_ACTIVATION_COST = 300.0  # operations that take as long as one value of a hidden unit
_CHUNK = 2_000_000  # values of the hidden layer that are computed at once


@dataclass(frozen=True)
class LevenbergMarquardt(Trainer):
    """The method of Levenberg and Marquardt on the exact Jacobian.

    Parameters
    ----------
    damping : float
        The first damping, without a unit: the columns of the Jacobian are scaled.
    damping_increase, damping_decrease : float
        Factors by which a poor step raises and a good step lowers the damping.
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
        help="The first damping: large steps like gradient descent, small like Gauss-Newton.",
    )
    # Raised by 3 rather than by Hagan and Menhaj's 10: after as many iterations the loss is lower
    # by one to two powers of ten (catalogue, three starts), for a damping too high costs steps.
    damping_increase: float = option(
        3.0, above=1.0, maximum=1e6, help="A step that does not help multiplies the damping by it."
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
        needed = required_bytes(n_samples, 3 * n_hidden + 1) / 1e9
        if needed <= self.memory_limit:
            return
        largest = _largest_n_hidden(n_hidden, n_samples, self.memory_limit)
        advice = f"use at most {largest:,} hidden units here, or " if largest else "use "
        raise ValueError(
            f"`n_hidden` = {n_hidden:,} needs {needed:.1f} GB for the Jacobian of {self.label}, "
            f"more than its limit of {self.memory_limit:.1f} GB; {advice}Adam, SGD or another "
            "first-order trainer, which need no Jacobian."
        )

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
        run = _Run(self, network, dataset, state)
        steps = run.steps()
        while True:
            run.watch.resume()
            # Entered anew for each step: around a yield it would change the caller's settings.
            with np.errstate(all="ignore"):
                step = next(steps, None)
            if step is None:
                return
            yield step


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


class _Run:
    """One run: what changes between its iterations."""

    def __init__(
        self,
        options: LevenbergMarquardt,
        network: OneHiddenNetwork,
        dataset: Dataset,
        state: Mapping[str, Any] | None,
    ) -> None:
        self.options, self.network, self.dataset = options, network, dataset
        self.shape = dataset.n_samples, 3 * network.n_hidden + 1
        self.is_new = state is None
        state = state or {"damping": options.damping}
        self.watch = Stopwatch(state.get("seconds", 0.0))
        self.iteration: int = state.get("iteration", 0)
        self.damping: float = state["damping"]
        self.scale: np.ndarray | None = state.get("scale")
        self.loss: float = state.get("loss", np.nan)
        self.validation_loss: float | None = state.get("validation_loss")
        self.status = TrainingStatus[state.get("status", "RUNNING")]
        self.diagnostics: Mapping[str, float] = state.get("diagnostics", {"damping": self.damping})
        self.finished = self._state()

    def steps(self) -> Iterator[TrainingStep]:
        """Yield the start, then what each iteration yields, until a step is final."""
        if self.is_new:
            for _ in self._evaluate_start():
                pass
            yield self._finished_step()
        while not self.status.is_final:
            yield from self._partial_steps(self._iterate())
            yield self._finished_step()

    def _partial_steps(self, work: Work[None]) -> Iterator[TrainingStep]:
        """Turn the work inside a long iteration into steps that change nothing yet."""
        expected = expected_operations(*self.shape)
        done = since = 0.0
        for operations in work:
            done, since = done + operations, since + operations
            if since >= 0.5 * WORK_UNIT:
                since = 0.0
                # Dampings that fail are not foreseen: the fraction then waits near its end.
                fraction = min(done / expected, 0.99)
                position = {"epoch": self.finished["iteration"] + fraction}
                yield self._step(None, {**self.finished["diagnostics"], **position})

    def _finished_step(self) -> TrainingStep:
        self.finished = self._state()
        return self._step(self.validation_loss, self.diagnostics)

    def _step(
        self, validation_loss: float | None, diagnostics: Mapping[str, float]
    ) -> TrainingStep:
        seconds = self.watch.pause()
        return TrainingStep(
            self.iteration,
            self.loss,
            validation_loss,
            self.network,
            self.status,
            seconds,
            diagnostics,
            {**self.finished, "seconds": seconds},
        )

    def _state(self) -> dict[str, Any]:
        return {
            "iteration": self.iteration,
            "damping": self.damping,
            "scale": self.scale,
            "loss": self.loss,
            "validation_loss": self.validation_loss,
            "status": self.status.name,
            "diagnostics": self.diagnostics,
        }

    def _evaluate_start(self) -> Work[None]:
        data = self.dataset
        loss = yield from _mean_squared_error(self.network, data.x_train, data.y_train)
        self.loss = np.nan if loss is None else loss
        self.validation_loss = yield from _mean_squared_error(
            self.network, data.x_validation, data.y_validation
        )
        if not np.isfinite(self.loss):
            self.status = TrainingStatus.DIVERGED

    def _rows(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of the Jacobian and of the residual."""
        network, n_hidden = self.network, self.network.n_hidden
        jacobian = network.jacobian(self.dataset.x_train[start:stop])
        # The derivatives with respect to the output weights are the hidden units' values.
        values = jacobian[:, 2 * n_hidden : 3 * n_hidden] @ network.output_weights
        return jacobian, values + network.output_bias - self.dataset.y_train[start:stop]

    def _iterate(self) -> Work[None]:
        system = yield from factorize(self._rows, *self.shape, self.scale)
        self.scale = system.scale
        total = self.loss * self.shape[0]
        if _is_orthogonal(system, np.sqrt(total), self.options.tolerance):
            self.status = TrainingStatus.CONVERGED
            return
        parameters, is_first = self.network.pack(), True
        while self.damping <= _MAX_DAMPING:
            step, predicted = yield from system.solve(self.damping)
            trial, loss = yield from self._try(parameters + step)
            gain_ratio = (total - loss * self.shape[0]) / predicted
            if gain_ratio > _SMALLEST_GAIN:  # False for nan
                is_last = is_first and self.loss - loss <= self.options.tolerance * self.loss
                yield from self._accept(system, trial, loss, gain_ratio, is_last)
                return
            if is_first and predicted <= self.options.tolerance * total:
                self.status = TrainingStatus.CONVERGED
                return
            self.damping, is_first = self.damping * self.options.damping_increase, False
        self.status = TrainingStatus.STALLED

    def _try(self, parameters: np.ndarray) -> Work[tuple[OneHiddenNetwork, float]]:
        if not np.all(np.isfinite(parameters)):
            return self.network, np.nan
        trial = self.network.unpack(parameters)
        data = self.dataset
        loss = yield from _mean_squared_error(trial, data.x_train, data.y_train)
        return trial, np.nan if loss is None else loss

    def _accept(
        self,
        system: DampedSystem,
        network: OneHiddenNetwork,
        loss: float,
        gain_ratio: float,
        is_last: bool,
    ) -> Work[None]:
        data = self.dataset
        validation_loss = yield from _mean_squared_error(
            network, data.x_validation, data.y_validation
        )
        if gain_ratio > _GOOD_GAIN:
            self.damping = max(self.damping / self.options.damping_decrease, _MIN_DAMPING)
        elif gain_ratio < _POOR_GAIN:
            self.damping = self.damping * self.options.damping_increase
        self.network, self.loss, self.validation_loss = network, loss, validation_loss
        self.iteration += 1
        self.diagnostics = {
            "damping": self.damping,
            "gain_ratio": float(gain_ratio),
            "gradient_norm": float(2.0 / self.shape[0] * np.linalg.norm(system.gradient)),
        }
        if is_last or loss == 0.0:
            self.status = TrainingStatus.CONVERGED
        elif self.iteration >= self.options.max_iterations:
            self.status = TrainingStatus.FINISHED


def _is_orthogonal(system: DampedSystem, residual_norm: float, tolerance: float) -> bool:
    """Tell whether the residual is orthogonal to every column of the Jacobian."""
    return bool(np.all(np.abs(system.gradient) <= tolerance * residual_norm * system.norms))


def _mean_squared_error(
    network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray
) -> Work[float | None]:
    """Return `mean_squared_error`, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    if x.size <= size:
        loss = mean_squared_error(network, x, y)
        yield _ACTIVATION_COST * x.size * network.n_hidden
        return loss
    total = 0.0
    for start in range(0, x.size, size):
        part = slice(start, start + size)
        total += (mean_squared_error(network, x[part], y[part]) or 0.0) * x[part].size
        yield _ACTIVATION_COST * x[part].size * network.n_hidden
    return total / x.size
