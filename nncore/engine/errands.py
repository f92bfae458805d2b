"""What a worker makes when it is asked: Keras and long searches stay out of this process."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nncore.comparisons.measured.answer import Answer, ColumnChoice, answer
from nncore.comparisons.parameter_optimum import Optimum, optimum
from nncore.engine.engine_error import EngineError
from nncore.experiments.learned_integral import IntegralProblem, MeanSamples
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec, DataSpec, StencilSpec
from nncore.stencils import learned
from nncore.trainers import TrainingStep, first_order

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 60.0  # a worker that has just started imports TensorFlow first
_PIECE_SECONDS = 0.5  # of a training that is watched, and can be left

T = TypeVar("T")


class Errands(ABC):
    """The part of `Engine` that sends workers on errands."""

    @abstractmethod
    def client(self) -> "Client":
        """Wait for the cluster and return its Dask client."""

    def keras_bytes(self, network: OneHiddenNetwork) -> bytes:
        """Return a network as the content of a ``.keras`` file, made on a worker.

        Keras stays out of this process; see `first_order.to_keras_bytes`.

        Raises
        ------
        RuntimeError
            If no worker answers in time.
        """
        return self._made_on_worker(first_order.to_keras_bytes, network)

    def stencil_keras_bytes(self, spec: StencilSpec, coefficients: np.ndarray) -> bytes:
        """Return a stencil of `spec` as the content of a ``.keras`` file, made on a worker.

        Parameters
        ----------
        spec : StencilSpec
            The experiment; the model takes fields on its grid.
        coefficients : ndarray, shape (k,)
            Dimensionless.

        Raises
        ------
        ValueError
            If there is not one finite coefficient for each offset.
        RuntimeError
            If no worker answers in time.
        """
        order, n_points = spec.derivative_order, spec.n_points
        arguments = (spec.offsets, coefficients, spec.spacing, order, n_points)
        return self._made_on_worker(learned.to_keras_bytes, *arguments)

    def optimum(self, spec: BoxSpec, network: OneHiddenNetwork, is_maximum: bool) -> Optimum:
        """Return an optimum over the parameters of a spec, found and verified on a worker.

        Raises
        ------
        ValueError
            If the spec has no parameters, or the network is not finite.
        RuntimeError
            If no worker answers in time.
        """
        return self._made_on_worker(_optimum, spec, network, is_maximum)

    def learned_integral(
        self, spec: BoxSpec, network: OneHiddenNetwork, n_theta: int
    ) -> Iterator[TrainingStep]:
        """Learn the integral of a spec on workers, and yield a step now and then, and the last.

        Who asks for no more ends it. See `nncore.learn_integral`.

        Raises
        ------
        ValueError
            If the integral cannot be learned.
        RuntimeError
            If no worker answers in time.
        """
        problem = self._made_on_worker(IntegralProblem.of, spec, network, MeanSamples(n_theta))
        step = self._made_on_worker(_learned, problem, None)
        yield step
        while not step.status.is_final:
            step = self._made_on_worker(_learned, problem, step.state)
            yield step

    def measured_answer(self, content: bytes | str, choice: ColumnChoice, spec: DataSpec) -> Answer:
        """Return what a table of measurements says, read and fitted on a worker; see `answer`.

        Raises
        ------
        ValueError
            If it is no table of measurements.
        RuntimeError
            If no worker answers in time.
        """
        return self._made_on_worker(answer, content, choice, spec)

    def _made_on_worker(self, make: Callable[..., T], *arguments: Any) -> T:
        future = self.client().submit(make, *arguments, pure=False, priority=1)
        try:
            made: T = future.result(timeout=_PATIENCE)
        except TimeoutError:
            future.cancel()
            raise EngineError("No worker is free to do it; try again later.") from None
        return made


def _learned(problem: IntegralProblem, state: Mapping[str, Any] | None) -> TrainingStep:
    """Return the step that a run has come to after a while, and can be taken up from."""
    steps = problem.steps(state)
    step, end = next(steps), time.monotonic() + _PIECE_SECONDS
    while not step.status.is_final and time.monotonic() < end:
        step = next(steps)
    return step


def _optimum(spec: BoxSpec, network: OneHiddenNetwork, is_maximum: bool) -> Optimum:
    return optimum(spec, network, is_maximum=is_maximum)
