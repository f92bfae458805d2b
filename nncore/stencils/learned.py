r"""The second notebook's network: a convolution that learns a stencil from fields.

A ``Conv1D`` layer with one filter, no bias and no activation predicts the derivative as
:math:`\sum_p w_p\,u(x + s_p)`. It is linear, so that its mean squared error on a batch is a
quadratic form in the weights,

.. math::

    \frac1{m P} \sum_{i=1}^m \bigl(w^T G_i w - 2 h_i^T w + s_i\bigr), \qquad
    \nabla = \frac2{m P} \sum_{i=1}^m (G_i w - h_i)

with the sums :math:`G_i, h_i, s_i` over the P points of field i (`nncore.stencils.gram`). The
optimizer of Keras then makes the steps that `model.fit` makes on the layer, up to rounding, without
going through the points again: :math:`k^2` multiplications a field for k weights and not
:math:`400\,k`. A constraint leaves fewer weights z free, :math:`w = w_0 + B z`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nncore.messages import Sentence, SettingError
from nncore.stencils.gram import Gram
from nncore.stencils.keras_model import keras_model, to_keras_bytes
from nncore.trainers.base import TrainingRecord, TrainingStatus
from nncore.trainers.first_order import Adam, FirstOrder
from nncore.trainers.first_order.descent_state import DescentState
from nncore.trainers.first_order.minibatch_descent import MinibatchDescent
from nncore.trainers.first_order.pieces import training_piece
from nncore.trainers.first_order.quadratic_forms import QuadraticForms, QuadraticSamples

__all__ = [
    "StencilProblem",
    "StencilStep",
    "glorot_start",
    "keras_model",
    "learn",
    "to_keras_bytes",
    "warm_up",
]


@dataclass(frozen=True, eq=False)
class StencilStep(TrainingRecord):
    """One step of a stencil's training: a record with the stencil itself.

    The fields of `TrainingRecord`, with losses in units of the squared derivative, and:

    Parameters
    ----------
    coefficients : ndarray, shape (k,)
        The stencil after this step, dimensionless: weights times ``spacing**derivative_order``.
    state : mapping, optional
        All that is needed to go on after this step, in another process too: arrays, numbers and
        the state of the random generator.
    shortfall : Sentence, optional
        Of the last step: why the optimum was not reached and what would help
        (`nncore.experiments.stencil_shortfall`); None where it was.
    """

    coefficients: np.ndarray = field(kw_only=True)
    shortfall: Sentence | None = field(default=None, kw_only=True)
    state: Mapping[str, Any] | None = field(default=None, kw_only=True, repr=False)

    @property
    def record(self) -> "StencilStep":
        """The same step without its state."""
        return replace(self, state=None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StencilStep):
            return NotImplemented
        return super().__eq__(other) and np.array_equal(self.coefficients, other.coefficients)


@dataclass(frozen=True, eq=False)
class StencilProblem:
    r"""What a network is trained on, and where it starts.

    Parameters
    ----------
    training, validation : Gram
        The sums of the fields, `Gram.reduced` to the free weights if there is a constraint.
        There may be no validation field.
    start : ndarray, shape (n_free,)
        The free weights z before training.
    offset_weights : ndarray, shape (k,)
        :math:`w_0`; zeros without a constraint.
    basis : ndarray, shape (k, n_free)
        B; the identity without a constraint.
    unit : float
        ``spacing**derivative_order``, which makes weights dimensionless.
    loss_scale : float
        What the loss is divided by for the optimizer, and with it the gradients that `clipnorm`
        bounds; the losses of the steps are whole.

    Raises
    ------
    ValueError
        If there is no training field, or the start does not fit.
    """

    training: Gram
    validation: Gram
    start: np.ndarray
    offset_weights: np.ndarray
    basis: np.ndarray
    unit: float
    loss_scale: float = 1.0

    def __post_init__(self) -> None:
        n_free = np.shape(self.basis)[1]
        if np.shape(self.start) != (n_free,):
            raise SettingError(
                "`start` must have one weight for each of the {n_free} columns of `basis`, got the "
                "shape {shape}.",
                n_free=n_free,
                shape=np.shape(self.start),
            )
        if self.training.n_fields == 0:
            raise SettingError("`training` must have at least one field, got none.")

    def coefficients(self, free_weights: np.ndarray) -> np.ndarray:
        """Return the dimensionless stencil of some free weights, as an array to read only."""
        coefficients = (self.offset_weights + self.basis @ free_weights) * self.unit
        coefficients.flags.writeable = False
        return coefficients

    def losses(self, free_weights: np.ndarray) -> tuple[float, float | None]:
        """Return the mean squared errors on the training and on the validation fields."""
        with np.errstate(over="ignore", invalid="ignore"):
            loss = self.training.mean_squared_error(free_weights)
        return loss, self.validation_loss(free_weights)

    def validation_loss(self, free_weights: np.ndarray) -> float | None:
        """Return the mean squared error on the validation fields."""
        if self.validation.n_fields == 0:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            return self.validation.mean_squared_error(free_weights)


def glorot_start(n_offsets: int, rng: np.random.Generator) -> np.ndarray:
    r"""Draw the weights of a ``Conv1D`` layer with one filter on one channel, as Keras does.

    .. math:: w_p \sim U(-\ell, \ell), \qquad
        \ell = \sqrt{6 / (\text{fan}_\text{in} + \text{fan}_\text{out})} = \sqrt{6 / (2k)}

    They are raw weights, of order 1 where the ones that are sought are of order
    ``spacing**-derivative_order``.

    Parameters
    ----------
    n_offsets : int
        k, or the number of free weights.
    rng : numpy.random.Generator
        Draws them.

    References
    ----------
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", Proceedings of AISTATS, PMLR 9, 2010, 249-256,
    https://proceedings.mlr.press/v9/glorot10a.html
    """
    limit = np.sqrt(6.0 / (2.0 * max(1, n_offsets)))
    return rng.uniform(-limit, limit, n_offsets)


def warm_up() -> None:
    """Compile what the notebook's three networks need, so that their first run starts at once."""
    trainer = Adam(clipnorm=1.0)
    for n_offsets in (2, 3):
        training_piece(trainer.piece_key(QuadraticForms(n_offsets)))


def learn(
    trainer: FirstOrder,
    problem: StencilProblem,
    rng: np.random.Generator,
    state: Mapping[str, Any] | None = None,
) -> Iterator[StencilStep]:
    """Train the network, in float64, epoch by epoch.

    Steps inside an epoch of more than some 40 ms have the iteration of the last finished epoch, a
    fractional ``diagnostics["epoch"]``, the loss so far and no validation loss.
    ``diagnostics["steps"]`` counts the steps of the optimizer.

    Parameters
    ----------
    trainer : FirstOrder
        A Keras optimizer with its options. `clipnorm` and `weight_decay` act on the free weights,
        as one variable.
    problem : StencilProblem
        The fields and the start.
    rng : numpy.random.Generator
        Draws the order of the fields in each epoch; with `state` it is set to where the state's
        own generator was.
    state : mapping, optional
        `StencilStep.state` of an earlier step: what is yielded then is what followed that step.

    Yields
    ------
    StencilStep
        Iteration 0 is the start (unless `state` is given), then one step an epoch; the status of
        the last one is final. `loss` is the mean over the epoch while the weights change, as Keras
        reports it. Losses resolve what `Gram.mean_squared_error` does.
    """
    n_free = len(problem.start)
    if n_free == 0:  # a constraint has left nothing to learn
        if state is None:
            yield _only_step(problem)
        return
    run = _StencilDescent(
        problem,
        piece=training_piece(trainer.piece_key(QuadraticForms(n_free))),
        options=trainer.keras_options,
        rates=trainer.learning_rates,
        epochs=trainer.epochs,
        batch_size=trainer.batch_size,
        n_samples=problem.training.n_fields,
        parameters=problem.start,
        rng=rng,
    )
    yield from run.steps(state)


def _only_step(problem: StencilProblem) -> StencilStep:
    loss, validation_loss = problem.losses(problem.start)
    return StencilStep(
        iteration=0,
        loss=loss,
        validation_loss=validation_loss,
        status=TrainingStatus.CONVERGED,
        seconds=0.0,
        diagnostics={"steps": 0.0},
        coefficients=problem.coefficients(problem.start),
        state={},
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _StencilDescentState(DescentState):
    # The coefficients would give the free weights back only up to rounding.
    weights: np.ndarray


class _StencilDescent(MinibatchDescent[StencilStep]):
    """A run on the quadratic forms of fields."""

    def __init__(self, problem: StencilProblem, **arguments: Any) -> None:
        super().__init__(**arguments)
        fields = problem.training
        self._problem = problem
        # A mean is a sum over the number of points: the scale of the loss goes there.
        points = fields.n_points * problem.loss_scale
        self._samples = QuadraticSamples(fields.matrices, fields.vectors, fields.squares, points)

    def _restore(self, data: Mapping[str, Any]) -> None:
        state = _StencilDescentState(**data)
        self._parameters = state.weights
        self._take_up(state)

    def _snapshot(self, seconds: float) -> _StencilDescentState:
        return _StencilDescentState(**vars(super()._snapshot(seconds)), weights=self._parameters)

    def _lay_out(self, data: np.ndarray, chosen: np.ndarray) -> None:
        self._samples.lay_out(data, chosen, self._batch_size)

    def _start_losses(self) -> tuple[float, float | None, dict[str, float]]:
        loss, validation_loss = self._problem.losses(self._parameters)
        return loss / self._problem.loss_scale, validation_loss, {}

    def _take_validation_loss(self) -> float | None:
        return self._problem.validation_loss(self._parameters)

    def _make_step(self, record: TrainingRecord, state: dict[str, Any]) -> StencilStep:
        coefficients = self._problem.coefficients(self._parameters)
        whole = replace(record, loss=record.loss * self._problem.loss_scale)
        return StencilStep(**whole.numbers(), coefficients=coefficients, state=state)
