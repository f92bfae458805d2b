"""The experiment with measured data."""

from dataclasses import dataclass
from typing import ClassVar

from nncore.messages import SettingError
from nncore.options import check_options, described, option, option_of, whole_numbers
from nncore.posterior.noise_models import NOISE_MODELS
from nncore.specs.base import Spec, check_types
from nncore.specs.integration import IntegrationSpec
from nncore.starts.initializers import DATA_INITIALIZERS
from nncore.trainers import OutputLayer, Trainer
from nncore.trainers.cost import seconds_estimate

LARGEST_HIDDEN = 512
"""Of the hidden layers for measured data; more units are narrower than their noise allows."""

MOST_SECONDS = 60.0
"""Of a fit, as an estimate of one core's time: so long does a reader wait for a worker."""

_MOST_SIZES = 32
# Sizes by the root of 2: half an octave of smoothness.
_SIZES = (4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362)
# Units for each point, two thirds of which are beyond all; a few points may lie close together.
_FINEST, _LEAST_FINEST = 3, 64
_LEAST_LEVEL, _LARGEST_LEVEL = 0.5, 0.9999
_BYTES = 8.0
# With these few points a spec is checked before there are measurements.
_FEW_POINTS = 30
# Of a posterior: for each layer, and for the cube of its units; measured with 64 and 512 of them.
_LAYER_SECONDS, _CUBE_SECONDS = 3e-3, 1.4e-9
_ROUNDS = 6  # of weights that follow from residuals, over those hidden layers that weigh enough


@described
@dataclass(frozen=True)
class DataSpec(Spec):
    r"""How a curve is fitted to measurements: many hidden layers, each with all its output layers.

    Every hidden layer gets the posterior of its output layer, and all are averaged by how well
    they explain the measurements; see `nncore.fit_data`. A trainer other than `OutputLayer` first
    trains each hidden layer on them. Such a layer has seen the noise, of which the error bars then
    know too little.

    It is no kind of run of the history, because it is not the whole experiment: a run can be
    repeated from its spec, and a fit needs the measurements.

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.

    Examples
    --------
    >>> DataSpec(noise="student").to_query()
    {'noise': 'student'}
    """

    kind: ClassVar[str] = "data"

    activation: str = option_of(IntegrationSpec, "activation")
    n_hidden: tuple[int, ...] = option(
        (),
        "Numbers of hidden units, one a hidden layer that is averaged over; where none is given, "
        "from 4 on by the root of 2, as many as the measurements need.",
    )
    initializer: str = option(
        "even", "Where the hidden units start.", choices=tuple(DATA_INITIALIZERS)
    )
    n_starts: int = option(
        1,
        "How many hidden layers of each size there are; of a start at random they differ.",
        minimum=1,
        maximum=20,
        integer=True,
    )
    noise: str = option(
        "normal",
        "How the measurements scatter: huber and student have outliers, which count less.",
        choices=tuple(NOISE_MODELS),
    )
    trust_sigma: bool = option(
        True,
        "Whether the standard errors of the measurements are known, or only their ratios.",
    )
    level: float = option(
        0.95,
        "How often the interval covers what is sought.",
        minimum=_LEAST_LEVEL,
        maximum=_LARGEST_LEVEL,
    )
    trainer: Trainer = option(
        OutputLayer(),
        "The method that changes the hidden layers; output-layer leaves them as they start.",
    )
    seed: int = option(
        0,
        "Seed of starts and shuffling.",
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        object.__setattr__(self, "n_hidden", whole_numbers("n_hidden", self.n_hidden))
        if len(self.n_hidden) > _MOST_SIZES:
            raise SettingError(
                "`n_hidden` must be at most {most} numbers, got {n}.",
                most=_MOST_SIZES,
                n=len(self.n_hidden),
            )
        for size in self.n_hidden:
            if not 1 <= size <= LARGEST_HIDDEN:
                raise SettingError(
                    "`n_hidden` must be numbers from 1 to {most}, got {value}.",
                    most=LARGEST_HIDDEN,
                    value=size,
                )

        self.check_work(_FEW_POINTS)

    def check_work(self, n_points: int) -> None:
        """Refuse what takes longer than a reader waits.

        Raises
        ------
        SettingError
            If a fit to so many points is estimated to take more than `MOST_SECONDS`.
        """
        seconds = self.seconds(n_points)
        if seconds > MOST_SECONDS:
            raise SettingError(
                "A fit must take at most about {most:.0f} s, but these settings need about "
                "{seconds:,.0f} s; lower `n_hidden`, `n_starts` or the iterations of the trainer.",
                most=MOST_SECONDS,
                seconds=seconds,
            )

    def seconds(self, n_points: int) -> float:
        """Return about how many seconds a fit to so many points takes on one core.

        Trainings that converge end earlier, so that it is rather too high.
        """
        rounds = 1 if self.noise == "normal" else _ROUNDS
        seconds = 0.0
        for size in self.sizes(n_points):
            seconds += rounds * (_LAYER_SECONDS + _CUBE_SECONDS * size**3)
            if not isinstance(self.trainer, OutputLayer):
                seconds += seconds_estimate(self.trainer, size, n_points)
        return self.n_starts * seconds

    def sizes(self, n_points: int) -> tuple[int, ...]:
        """Return the numbers of hidden units of the layers for so many points."""
        finest = max(_FINEST * n_points, _LEAST_FINEST)
        return self.n_hidden or tuple(size for size in _SIZES if size <= finest)

    @property
    def loss_unit(self) -> str:
        """The unit of the losses: they are means of squares."""
        return "y^2"

    def memory(self) -> float:
        """Return the bytes that a fit needs besides the measurements, as an estimate."""
        largest = max(self.n_hidden or _SIZES)
        points = 6 * 1_000_000  # arrays of the size of the largest table that is read
        rows = 4_096 * (largest + 2)
        return _BYTES * (points + 4 * rows + self.n_starts * sum(self.n_hidden or _SIZES) * largest)
