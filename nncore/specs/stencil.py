"""The experiment of the stencil lab."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from nncore.messages import SettingError
from nncore.options import check_options, described, half_numbers, option
from nncore.specs.base import Spec, check_types
from nncore.specs.stencil_size import StencilSize
from nncore.stencils.constraints import check_constraint, n_free_weights
from nncore.stencils.fields import grid_size
from nncore.stencils.finite_differences import valid_slice
from nncore.stencils.formula_field import MAX_DERIVATIVE_ORDER
from nncore.stencils.offsets import check_offsets
from nncore.trainers import Adam, Trainer
from nncore.trainers.first_order import FirstOrder

#: Shares of the fields: the notebook takes the first 80 % and sets a fifth of them aside for
#: validation. The rest was seen by nobody: the honest test.
TRAINING_SHARE, VALIDATION_SHARE = 0.8, 0.2

_MAX_GRID_POINTS = 100_000
_NOTEBOOK_POINTS = 3
_RAW_LEARNING_RATE = 1.0


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

    offsets: tuple[int | float, ...] = option(
        (-1, 0, 1),
        "The grid points that the stencil uses, relative to the one where it is applied; half "
        "numbers throughout, such as -0.5 0.5, for the middles between them.",
    )
    derivative_order: int = option(
        1,
        "Order of the derivative that is learned; 0 interpolates.",
        minimum=0,
        maximum=MAX_DERIVATIVE_ORDER,
        integer=True,
    )
    spacing: float = option(
        0.01, "Distance of the grid points, Δx.", above=0, minimum=1e-6, maximum=1e3
    )
    lower: float = option(-2.0, "The first grid point of the fields.", minimum=-1e6, maximum=1e6)
    upper: float = option(
        2.0, "The grid of the fields ends before this point.", minimum=-1e6, maximum=1e6
    )
    max_mode: int = option(
        20,
        "The fields are sums of two sines sin kπx with k from 0 on, below this number.",
        minimum=1,
        maximum=1_000,
        integer=True,
    )
    n_fields: int = option(
        50_000,
        "Number of fields, those for validation and for the test included.",
        minimum=5,
        maximum=5_000_000,
        integer=True,
    )
    noise: float = option(
        0.0,
        "Standard deviation of the noise on the values of the fields, not on the derivatives.",
        minimum=0.0,
        maximum=1e3,
    )
    constraint: int | None = option(
        None,
        "Order of accuracy that the learned weights are bound to; none leaves them free.",
        optional=True,
        minimum=1,
        maximum=25,
        integer=True,
    )
    preconditioner: str = option(
        "auto",
        "In which coordinates the trainer works: with none in the weights themselves, with "
        "whitening in combinations that change the loss equally. Auto is none for first "
        "derivatives on at most 3 points, as in the notebook, and where the learning rate is 1 or "
        "more, which only raw weights need.",
        choices=("auto", "none", "whitening"),
    )
    trainer: Trainer = option(
        Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30),
        "The method that changes the weights.",
    )
    seed: int = option(
        0,
        "Seed of fields, noise, start and shuffling.",
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        object.__setattr__(self, "offsets", half_numbers("offsets", self.offsets))
        check_offsets(self.offsets, self.derivative_order)
        check_constraint(self.offsets, self.derivative_order, self.constraint)
        self._check_grid()
        self._size.check_waves()
        if not isinstance(self.trainer, FirstOrder):
            raise SettingError(
                "`trainer` must be one of the Keras optimizers for a stencil, such as adam, got "
                "{given}.",
                given=self.trainer.name,
            )
        self._size.check()
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
        return ("u^2", "(du/dx)^2")[n] if n < 2 else f"(d^{n} u/dx^{n})^2"

    @property
    def _size(self) -> StencilSize:
        return StencilSize(
            len(self.offsets), self.n_points, self.n_fields, self.max_mode, self.noise
        )

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        return self._size.memory()
