"""A solver whose steps are never far apart, and whose run can be taken up from any of them."""

import time
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, Self, TypeVar

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.base import FittingProblem, TrainingStatus, TrainingStep
from nncore.trainers.least_squares.qr_in_batches import WORK_UNIT, Work
from nncore.trainers.least_squares.residuals import mean_squared_error_in_parts
from nncore.trainers.stopwatch import Stopwatch


@dataclass(frozen=True, eq=False, kw_only=True)
class SolverState:
    """Where a run stands after an iteration; a solver adds what it needs to go on.

    Parameters
    ----------
    network : OneHiddenNetwork
        The network that a step shows.
    iteration : int
        Iterations made.
    loss, validation_loss : float
        As in `TrainingStep`.
    status : TrainingStatus
        Where the run stands.
    diagnostics : mapping
        As in `TrainingStep`.
    """

    network: OneHiddenNetwork
    iteration: int = 0
    loss: float = np.nan
    validation_loss: float | None = None
    status: TrainingStatus = TrainingStatus.RUNNING
    diagnostics: Mapping[str, float]

    def plain(self) -> dict[str, Any]:
        """Return all but the network as plain data, which the history keeps."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "network"}
        return {**values, "status": self.status.name}

    @classmethod
    def from_plain(cls, network: OneHiddenNetwork, data: Mapping[str, Any]) -> Self:
        """Return the state that `plain` was called on."""
        return cls(network=network, **{**data, "status": TrainingStatus[data["status"]]})


State = TypeVar("State", bound=SolverState)


class ResumableSolver(ABC, Generic[State]):
    """A solver at work on one problem: its memory, and how one state follows from another.

    `_iterate` is a generator that yields the operations done so far: long iterations are cut
    between any two of its yields. No state changes; what a solver keeps in its attributes only
    spares it work.

    Parameters
    ----------
    problem : FittingProblem
        Start, samples and generator.
    """

    def __init__(self, problem: FittingProblem) -> None:
        self.problem, self.dataset = problem, problem.dataset
        self._watch = Stopwatch(clock=time.thread_time)

    @abstractmethod
    def _start(self) -> State:
        """Return the state at the start, without its losses."""

    @abstractmethod
    def _iterate(self, state: State) -> Work[State]:
        """Do one iteration."""

    @abstractmethod
    def _expected_operations(self) -> float:
        """Return about how many operations an iteration yields."""

    def _resumed(self, data: Mapping[str, Any]) -> State:
        """Return the state that `data` was made of."""
        return type(self._start()).from_plain(self.problem.network, data)

    def steps(self, state: Mapping[str, Any] | None) -> Iterator[TrainingStep]:
        """Yield the steps, with floating-point warnings off inside and as they were outside."""
        steps = self._steps(state)
        while True:
            self._watch.resume()
            # Entered anew for each step: around a yield it would change the caller's settings.
            with np.errstate(all="ignore"):
                step = next(steps, None)
            if step is None:
                return
            yield step

    def _steps(self, data: Mapping[str, Any] | None) -> Iterator[TrainingStep]:
        """Yield the start, then what each iteration yields, until a step is final."""
        if data is None:
            state = _result(self._evaluated(self._start()))
            yield self._step(state)
        else:
            rest = dict(data)
            self._watch = Stopwatch(rest.pop("seconds", 0.0), time.thread_time)
            state = self._resumed(rest)
        while not state.status.is_final:
            state = yield from self._inner_steps(state, self._iterate(state))
            yield self._step(state)

    def _inner_steps(self, state: State, work: Work[State]) -> Generator[TrainingStep, None, State]:
        """Turn the work inside a long iteration into steps that change nothing yet."""
        expected = self._expected_operations()
        done = since = 0.0
        while True:
            try:
                operations = next(work)
            except StopIteration as end:
                return end.value
            done, since = done + operations, since + operations
            if since >= 0.5 * WORK_UNIT:
                since = 0.0
                # Dampings that fail are not foreseen: the fraction then waits near its end.
                yield self._step(state, min(done / expected, 0.99))

    def _step(self, state: State, fraction: float = 0.0) -> TrainingStep:
        """Return the step of a state, or one that is a fraction of an iteration after it."""
        seconds = self._watch.pause()
        position = {"epoch": state.iteration + fraction} if fraction else {}
        return TrainingStep(
            state.iteration,
            state.loss,
            None if fraction else state.validation_loss,
            state.network,
            state.status,
            seconds,
            {**state.diagnostics, **position},
            {**state.plain(), "seconds": seconds},
        )

    def _evaluated(self, state: State) -> Work[State]:
        """Return the start with its losses."""
        loss = yield from self._mean_squared_error(state.network)
        validation_loss = yield from self._validate(state.network)
        status = state.status if np.isfinite(loss) else TrainingStatus.DIVERGED
        return replace(state, loss=loss, validation_loss=validation_loss, status=status)

    def _mean_squared_error(self, network: OneHiddenNetwork) -> Work[float]:
        data = self.dataset
        samples = data.x_train, data.y_train, data.weights
        loss = yield from mean_squared_error_in_parts(network, *samples)
        return np.nan if loss is None else loss

    def _validate(self, network: OneHiddenNetwork) -> Work[float | None]:
        data = self.dataset
        return (
            yield from mean_squared_error_in_parts(network, data.x_validation, data.y_validation)
        )


def _result(work: Work[State]) -> State:
    """Do all the work without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
