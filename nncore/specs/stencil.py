"""The experiment of the stencil lab."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from nncore.messages import SettingError
from nncore.options import check_options, described, option, whole_numbers
from nncore.specs.base import Spec, check_types
from nncore.stencils.constraints import check_constraint, n_free_weights
from nncore.stencils.fields import grid_size
from nncore.stencils.finite_differences import valid_slice
from nncore.stencils.formula_field import MAX_DERIVATIVE_ORDER
from nncore.stencils.gram import is_summed_in_full
from nncore.stencils.offsets import check_offsets
from nncore.trainers import Adam, Trainer
from nncore.trainers.first_order import FirstOrder

#: Shares of the fields: the notebook takes the first 80 % and sets a fifth of them aside for
#: validation. The rest was seen by nobody: the honest test.
TRAINING_SHARE, VALIDATION_SHARE = 0.8, 0.2

_MAX_BYTES = 2_000_000_000  # about half of a worker's memory
# Of the fields and their derivatives, once for each offset and once for the derivative, where all
# of them have to be summed, as those with noise: some 50 s.
_MAX_SUMMED_VALUES = 4_000_000_000
_MAX_GRID_POINTS = 100_000
_NOTEBOOK_POINTS = 3
_RAW_LEARNING_RATE = 1.0
# The same for the waves, all of which the optimum needs: some 1 s.
_MAX_WAVE_VALUES = 40_000_000


@described
@dataclass(frozen=True)
class StencilSpec(Spec):
    r"""An experiment of the stencil lab: learn the weights of a derivative from random fields.

    The fields are sums of two sines :math:`\sin k\pi x`, on grid points with the distance
    :math:`\Delta x`; the trainer is a Keras optimizer.

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.
    """

    kind: ClassVar[str] = "stencil"
    older_values: ClassVar[Mapping[str, Any]] = {"preconditioner": "none"}

    offsets: tuple[int, ...] = option(
        (-1, 0, 1),
        help="The grid points that the stencil uses, relative to the one where it is applied.",
    )
    derivative_order: int = option(
        1,
        minimum=1,
        maximum=MAX_DERIVATIVE_ORDER,
        integer=True,
        help="Order of the derivative that is learned.",
    )
    spacing: float = option(
        0.01, above=0, minimum=1e-6, maximum=1e3, help="Distance of the grid points, Δx."
    )
    lower: float = option(
        -2.0, minimum=-1e6, maximum=1e6, help="The first grid point of the fields."
    )
    upper: float = option(
        2.0, minimum=-1e6, maximum=1e6, help="The grid of the fields ends before this point."
    )
    max_mode: int = option(
        20,
        minimum=1,
        maximum=1_000,
        integer=True,
        help="The fields are sums of two sines sin kπx with k from 0 on, below this number.",
    )
    n_fields: int = option(
        50_000,
        minimum=5,
        maximum=5_000_000,
        integer=True,
        help="Number of fields, those for validation and for the test included.",
    )
    noise: float = option(
        0.0,
        minimum=0.0,
        maximum=1e3,
        help="Standard deviation of the noise on the values of the fields, not on the derivatives.",
    )
    constraint: int | None = option(
        None,
        optional=True,
        minimum=1,
        maximum=25,
        integer=True,
        help="Order of accuracy that the learned weights are bound to; none leaves them free.",
    )
    preconditioner: str = option(
        "auto",
        choices=("auto", "none", "whitening"),
        help="In which coordinates the trainer works: with none in the weights themselves, with "
        "whitening in combinations that change the loss equally. Auto is none for first "
        "derivatives on at most 3 points, as in the notebook, and where the learning rate is 1 or "
        "more, which only raw weights need.",
    )
    trainer: Trainer = option(
        Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30),
        help="The method that changes the weights.",
    )
    seed: int = option(
        0,
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
        help="Seed of fields, noise, start and shuffling.",
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        object.__setattr__(self, "offsets", whole_numbers("offsets", self.offsets))
        check_offsets(self.offsets, self.derivative_order)
        check_constraint(self.offsets, self.derivative_order, self.constraint)
        self._check_grid()
        if not isinstance(self.trainer, FirstOrder):
            raise SettingError(
                "`trainer` must be one of the Keras optimizers for a stencil, such as adam, got "
                "{given}.",
                given=self.trainer.name,
            )
        self._check_size()
        self.trainer.check(len(self.offsets), self.n_training_fields)

    def _check_grid(self) -> None:
        if self.n_points > _MAX_GRID_POINTS:
            raise SettingError(
                "`spacing` must leave at most {max_grid_points:,} grid points between `lower` "
                "and `upper`, got {spacing:g}; enlarge it.",
                max_grid_points=_MAX_GRID_POINTS,
                spacing=self.spacing,
            )
        if self.n_points < len(self.offsets):
            raise SettingError(
                "`spacing` must leave at least {least} grid points between `lower` and `upper` for "
                "{least} offsets, got {spacing:g}, which leaves {n_points}; make it smaller.",
                least=len(self.offsets),
                spacing=self.spacing,
                n_points=self.n_points,
            )
        valid_slice(self.n_points, self.offsets)
        most = _MAX_WAVE_VALUES // (self.n_points * self._n_columns)
        if self.max_mode > most:
            raise SettingError(
                "`max_mode` must be at most {most:,} with {n_points:,} grid points and "
                "{n_offsets} offsets, got {max_mode:,}; enlarge `spacing`.",
                most=most,
                n_points=self.n_points,
                n_offsets=len(self.offsets),
                max_mode=self.max_mode,
            )

    def _check_size(self) -> None:
        most_points = math.floor(_MAX_BYTES / self._bytes_per_point)
        if self.n_points > most_points:
            raise SettingError(
                "`spacing` must leave at most {most_points:,} grid points with {load} for the "
                "worker's memory, got {n_points:,}; enlarge it.",
                most_points=most_points,
                load=self._load,
                n_points=self.n_points,
            )
        left = _MAX_BYTES - self._bytes_per_point * self.n_points
        most = math.floor(left / self._bytes_per_field)
        if self._is_summed_in_full:
            most = min(most, _MAX_SUMMED_VALUES // (self.n_points * self._n_columns))
        if self.n_fields > most:
            raise SettingError(
                "`n_fields` must be at most {most:,} with {n_points:,} grid points and {load} "
                "for the worker's memory and time, got {n_fields:,}.",
                most=most,
                n_points=self.n_points,
                load=self._load,
                n_fields=self.n_fields,
            )

    @property
    def n_points(self) -> int:
        """The number of grid points of a field."""
        return grid_size(self.lower, self.upper, self.spacing)

    @property
    def n_seen_fields(self) -> int:
        """How many fields the notebook's recipe sees: those for training and for validation."""
        return round(TRAINING_SHARE * self.n_fields)

    @property
    def n_training_fields(self) -> int:
        """How many of the fields the weights are changed for."""
        return self.n_seen_fields - round(VALIDATION_SHARE * self.n_seen_fields)

    @property
    def n_validation_fields(self) -> int:
        """How many of the fields the training is judged on."""
        return self.n_seen_fields - self.n_training_fields

    @property
    def n_unseen_fields(self) -> int:
        """How many of the fields are left for the honest test."""
        return self.n_fields - self.n_seen_fields

    @property
    def n_updates(self) -> int:
        """How many times the weights are changed in the whole training."""
        assert isinstance(self.trainer, FirstOrder)  # checked at the entry
        return self.trainer.epochs * math.ceil(self.n_training_fields / self.trainer.batch_size)

    @property
    def n_free_weights(self) -> int:
        """How many weights the constraint leaves to learn."""
        return n_free_weights(self.offsets, self.derivative_order, self.constraint)

    @property
    def is_whitened(self) -> bool:
        """Whether the trainer works in whitened coordinates, and not in the raw weights."""
        if self.preconditioner != "auto":
            return self.preconditioner == "whitening"
        assert isinstance(self.trainer, FirstOrder)  # checked at the entry
        is_notebook = self.derivative_order == 1 and len(self.offsets) <= _NOTEBOOK_POINTS
        return not is_notebook and self.trainer.learning_rate < _RAW_LEARNING_RATE

    @property
    def unit(self) -> float:
        """What turns weights of the network into dimensionless coefficients."""
        return self.spacing**self.derivative_order

    @property
    def loss_unit(self) -> str:
        """The unit of the losses: they are means of squares of a derivative."""
        n = self.derivative_order
        return "(du/dx)^2" if n == 1 else f"(d^{n} u/dx^{n})^2"

    @property
    def _n_columns(self) -> int:
        """Of what is summed: the field at each offset, and the derivative."""
        return len(self.offsets) + 1

    @property
    def _n_waves(self) -> int:
        """How many different waves there are at most in the fields."""
        return min(self.max_mode, 2 * self.n_fields)

    @property
    def _is_summed_in_full(self) -> bool:
        return is_summed_in_full(self._n_waves, len(self.offsets), self.noise)

    @property
    def _load(self) -> str:
        """What makes a field expensive, in words."""
        if self.noise > 0:
            return f"{len(self.offsets)} offsets and noise"
        modes = f" and {self.max_mode:,} modes" if self._is_summed_in_full else ""
        return f"{len(self.offsets)} offsets{modes}"

    @property
    def _bytes_per_field(self) -> float:
        # Modes and amplitudes with their indices, then the sums, and those of the free weights
        # twice, while they are made.
        return 8.0 * (16 + 2.6 * self._n_columns**2)

    @property
    def _bytes_per_point(self) -> float:
        """Of the fields that are summed at a time and of those before, or of all the waves."""
        if self._is_summed_in_full:
            n_fields = max(64, 50_000 // self.n_points)
            n_waves = min(self._n_waves, 4_000_000 // self.n_points)
            return 8.0 * (n_fields * (2 * self._n_columns + 5) + 4 * n_waves)
        return 8.0 * self._n_waves * (self._n_columns + 4)

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        sums = self._bytes_per_point * self.n_points
        return 20e6 + sums + self._bytes_per_field * self.n_fields
