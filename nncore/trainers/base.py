"""What every trainer is: a generator of steps, which the caller may stop at any moment."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, ClassVar, Protocol

import numpy as np

from nncore.messages import gettext, marked
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.options import check_options
from nncore.samples.dataset import Dataset


class TrainingStatus(Enum):
    """Where a run stands; the value is the sentence that the user reads, in English."""

    READY = marked("Ready: this is the network before training.")
    WARMING_UP = marked(
        "Warming up: the workers are loading what they need, the run begins by itself."
    )
    QUEUED = marked("Waiting: other runs are ahead of this one.")
    RUNNING = marked("Training: each step changes the weights to lower the loss.")
    PAUSED = marked("Paused: the training waits.")
    TIME_IS_UP = marked("Time is up.")
    FINISHED = marked("Finished: the training has run its full length.")
    CONVERGED = marked("Converged: no further step improves the fit.")
    STALLED = marked(
        "Stalled: the loss has stopped falling; try another seed, start or more hidden units."
    )
    DIVERGED = marked("Diverged: the loss is no longer a finite number; lower the learning rate.")
    STOPPED = marked("Stopped: the run was ended before it was done.")
    RECOVERED = marked("Recovered: a worker was lost, the run goes on from its last step.")
    FAILED = marked("Failed: this run could not be started.")

    @property
    def sentence(self) -> str:
        """The value in the language of now."""
        return gettext(self.value)

    @property
    def label(self) -> str:
        """What the sentence begins with, for a table."""
        return self.sentence.partition(":")[0].removesuffix(".")

    @property
    def is_final(self) -> bool:
        """Whether a run in this status makes no further step."""
        return self in _FINAL


_FINAL = frozenset(
    {
        TrainingStatus.FINISHED,
        TrainingStatus.CONVERGED,
        TrainingStatus.STALLED,
        TrainingStatus.DIVERGED,
        TrainingStatus.STOPPED,
        TrainingStatus.FAILED,
    }
)


# Where a step stands inside a long epoch, and how many steps of the optimizer it has taken.
_PLACES = ("epoch", "steps")
_NO_DIAGNOSTICS: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)  # a run keeps thousands of them
class TrainingRecord:
    """The numbers of one step, without the network: what a loss curve is drawn from.

    Parameters
    ----------
    iteration : int
        0 is the start; the epoch for first-order trainers.
    loss, validation_loss : float
        Mean squared error in units of y², over the training samples with their weights, and
        over the validation samples, which have none.
    status : TrainingStatus
        Where the run stands after this step.
    seconds : float
        Compute time so far, in seconds.
    diagnostics : mapping
        What the trainer tells about the step, for instance ``{"damping": 1e-3}``. A step
        inside a long epoch or iteration has a fractional ``"epoch"``.
    """

    iteration: int
    loss: float
    validation_loss: float | None
    status: TrainingStatus
    seconds: float
    diagnostics: Mapping[str, float] = field(default_factory=dict)

    @property
    def position(self) -> float:
        """The iteration, with its fraction inside a long one."""
        return float(self.diagnostics.get("epoch", self.iteration))

    def numbers(self) -> dict[str, Any]:
        """Return the fields of a record by name."""
        return {one.name: getattr(self, one.name) for one in fields(TrainingRecord)}

    def without_diagnostics(self) -> "TrainingRecord":
        """Return the record with no more of its diagnostics than where in its run it stands."""
        kept = {name: self.diagnostics[name] for name in _PLACES if name in self.diagnostics}
        return replace(self, diagnostics=kept or _NO_DIAGNOSTICS)

    @property
    def is_whole(self) -> bool:
        """Whether this step completes an iteration, and is not one inside a long one."""
        return self.position == self.iteration


@dataclass(frozen=True)
class TrainingStep:
    """One step of a trainer: a checkpoint that nothing changes any more.

    The fields of `TrainingRecord`, and:

    Parameters
    ----------
    network : OneHiddenNetwork
        The network after this step.
    state : mapping, optional
        All that the trainer needs besides the network to go on after this step, in another
        process too: arrays, numbers and the state of the random generator.
    """

    iteration: int
    loss: float
    validation_loss: float | None
    network: OneHiddenNetwork
    status: TrainingStatus
    seconds: float
    diagnostics: Mapping[str, float] = field(default_factory=dict)
    state: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def record(self) -> TrainingRecord:
        """The numbers of this step without its network."""
        return TrainingRecord(
            self.iteration,
            self.loss,
            self.validation_loss,
            self.status,
            self.seconds,
            self.diagnostics,
        )


@dataclass(frozen=True)
class FittingProblem:
    """What a run begins with.

    Parameters
    ----------
    network : OneHiddenNetwork
        The start, in the coordinates of `dataset`; for a run that is taken up, the network of the
        step that it is taken up from.
    dataset : Dataset
        Training and validation samples.
    rng : numpy.random.Generator
        For shuffling and restarts.
    """

    network: OneHiddenNetwork
    dataset: Dataset
    rng: np.random.Generator


class Solver(Protocol):
    """A trainer at work on one problem, with the memory that it works in."""

    def steps(self, state: Mapping[str, Any] | None) -> Iterator[TrainingStep]:
        """Yield the start and what follows it, or what follows the step that has `state`."""


class Trainer(ABC):
    """A way to fit a network to a dataset; subclasses are frozen dataclasses of their options.

    A trainer yields and the caller decides: tests, benchmarks, sweeps and the live panel
    consume the same iterator. A numerical failure is a status, never an exception.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]
    needs_tensorflow: ClassVar[bool] = False
    #: What one iteration is called on the screen, in English.
    iteration_name: ClassVar[str] = marked("iteration")

    def __post_init__(self) -> None:
        """Check the options."""
        check_options(self)

    @property
    @abstractmethod
    def n_iterations(self) -> int:
        """The number of iterations after which the trainer stops at the latest."""

    @abstractmethod
    def solver(self, problem: FittingProblem) -> Solver:
        """Return what solves `problem` with these options."""

    def iterations(
        self,
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
        state: Mapping[str, Any] | None = None,
    ) -> Iterator[TrainingStep]:
        """Fit `network` to the training samples, one step at a time.

        Parameters
        ----------
        network : OneHiddenNetwork
            The start, in the coordinates of `dataset`; with `state`, the network of the step
            that the state came from.
        dataset : Dataset
            Training and validation samples.
        rng : numpy.random.Generator
            For shuffling and restarts.
        state : mapping, optional
            `TrainingStep.state` of an earlier step: the iterator then yields what would have
            followed that step.

        Yields
        ------
        TrainingStep
            Iteration 0 first (unless `state` is given), then one step an iteration; the
            status of the last one is final. A long iteration also yields steps that change
            nothing yet but ``diagnostics["epoch"]``.
        """
        yield from self.solver(FittingProblem(network, dataset, rng)).steps(state)

    def check(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> None:  # noqa: B027
        """Raise a ValueError if a problem of this size is refused; nothing is refused here."""

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        return 8.0 * 20 * packed_size(n_hidden, n_inputs)


def mean_squared_error(
    network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> float | None:
    """Mean of the squared residuals, or None where there are no samples.

    Parameters
    ----------
    network : OneHiddenNetwork
        In the coordinates of the samples.
    x : ndarray, shape (n_samples,) or (n_samples, n_inputs)
        Samples.
    y : ndarray, shape (n_samples,)
        Their values.
    weights : ndarray, shape (n_samples,), optional
        `Dataset.weights`, by which the squares are multiplied.
    """
    if y.size == 0:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        return mean_square(network(x) - y, weights)


def mean_square(residual: np.ndarray, weights: np.ndarray | None) -> float:
    """Mean of `weighted_squares`."""
    return float(np.mean(weighted_squares(residual, weights)))


def weighted_squares(residual: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Return the squares, each with its weight where there are weights."""
    squares = np.square(residual)
    return squares if weights is None else weights * squares
