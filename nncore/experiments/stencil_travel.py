"""How far training can move a stencil's coefficients, and how far it has to.

Raw weights grow as ``spacing**-derivative_order``, and an adaptive optimizer moves each of them by
about the learning rate in an update: a rate that suits one spacing stops short of the optimum at
another, or jumps around it. Whitened coordinates (`nncore.stencils.whitening`) have one size
whatever the spacing, and are travelled in themselves.
"""

import dataclasses
import math

import numpy as np

from nncore.experiments.stencil import coordinates, start_stencil
from nncore.specs import StencilSpec
from nncore.stencils.finite_differences import taylor_stencil
from nncore.trainers.first_order import SGD, Adagrad, FirstOrder

#: 30 epochs of 63 batches.
NOTEBOOK_UPDATES = 1_890
# How many times as far as needed the suggested learning rate goes. Measured with Adam at spacings
# of 0.01 and 0.05: less stops short of the optimum, much more jumps around it.
_NEAR, _FAR = 4.0, 28.0
#: Measured with Adam on whitened coordinates.
WHITENED_LEARNING_RATE = 0.1
_COARSE = 0.1  # of the largest weight: an update that moves one so far is too long


def stride(spec: StencilSpec) -> float | None:
    r"""Return about how far an update moves a coefficient; None if nothing bounds it.

    In whitened coordinates it is how far one moves one of these. Of a learning rate that changes
    the last one counts: with it the optimum has to be found.

    While the optimum is far away, an adaptive optimizer moves a weight by about the learning rate
    :math:`\eta` in an update, and gradient descent by no more than :math:`\eta` times the norm
    that gradients are clipped to. A momentum m makes this :math:`1 / (1 - m)` times as much. A
    centred RMSprop divides by the spread of the gradients, which may be as small as you like.
    """
    per_rate = _stride_per_rate(spec)
    return None if per_rate is None else last_rate(spec) * per_rate


def last_rate(spec: StencilSpec) -> float:
    """Return the learning rate with which the training of `spec` ends."""
    return _stretches(spec)[-1][0]


def _stretches(spec: StencilSpec) -> list[tuple[float, int, int]]:
    """Return the learning rates, and the updates made before and after each."""
    trainer = spec.trainer
    assert isinstance(trainer, FirstOrder)  # the spec has checked it
    per_epoch = spec.n_updates // trainer.epochs
    stretches = trainer.learning_rates.stretches(trainer.epochs)
    return [(rate, begin * per_epoch, end * per_epoch) for rate, begin, end in stretches]


def _stride_per_rate(spec: StencilSpec) -> float | None:
    trainer = spec.trainer
    longest = trainer.clipnorm if isinstance(trainer, SGD) else 1.0
    momentum = getattr(trainer, "momentum", 0.0)
    if longest is None or momentum == 1.0 or getattr(trainer, "centered", False):
        return None
    unit = 1.0 if spec.is_whitened else spec.unit
    return longest / (1.0 - momentum) * unit


def mean_rate(spec: StencilSpec) -> float:
    """Return the mean of the learning rate over the updates."""
    return sum(rate * (end - begin) for rate, begin, end in _stretches(spec)) / spec.n_updates


def reach(spec: StencilSpec) -> float | None:
    r"""Return about how far training can move a coefficient, or None where nothing bounds it.

    It is as many strides as there are updates, each with the learning rate of its epoch; an
    optimizer that divides by the sum of all squared gradients (Adagrad) moves a weight by
    :math:`\eta / \sqrt n` in the n-th.
    """
    per_rate = _stride_per_rate(spec)
    if per_rate is None:
        return None
    if not isinstance(spec.trainer, Adagrad):
        return per_rate * mean_rate(spec) * spec.n_updates
    roots = (
        2.0 * rate * (math.sqrt(end) - math.sqrt(begin)) for rate, begin, end in _stretches(spec)
    )
    return per_rate * sum(roots)


@dataclasses.dataclass(frozen=True)
class Travel:
    """How far training can move the coefficients, or whitened coordinates, and how far it has to.

    Parameters
    ----------
    reach, stride : float
        What the functions of these names return.
    needed : float
        The largest distance of a coefficient before training from its optimum.
    largest : float
        The largest coefficient of the optimum.
    """

    reach: float
    stride: float
    needed: float
    largest: float

    @property
    def falls_short(self) -> bool:
        """Whether the training ends before the optimum."""
        return self.reach < self.needed

    @property
    def is_too_coarse(self) -> bool:
        """Whether the updates jump around the optimum."""
        return self.stride > _COARSE * self.largest > 0


def travel(spec: StencilSpec, optimum: np.ndarray) -> Travel | None:
    """Return how far the coefficients of `spec` travel, or None where nothing bounds it.

    In whitened coordinates the optimum is near the origin, at Taylor's stencil.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.
    optimum : ndarray of shape (k,)
        From `optimal_stencil`.
    """
    furthest, step = reach(spec), stride(spec)
    if furthest is None or step is None:
        return None
    if spec.is_whitened:
        start = coordinates(spec).start
        # A clipped gradient bounds the length of an update, and not that of each coordinate.
        size = np.linalg.norm(start) if isinstance(spec.trainer, SGD) else np.max(np.abs(start))
        return Travel(furthest, step, float(size), float(size))
    needed = float(np.max(np.abs(optimum - start_stencil(spec))))
    return Travel(furthest, step, needed, float(np.max(np.abs(optimum))))


def suggested_learning_rate(spec: StencilSpec) -> float:
    r"""Return a learning rate with which the notebook's updates get to the optimum of `spec`.

    .. math:: \eta = r \, \frac{\max_p |c_p|}{1890\,\Delta x^d}, \qquad
              r = 4 \text{ or } 28 \text{ if } k > d + 2,

    with Taylor's coefficients c at the k offsets: the raw weights that are sought grow as
    :math:`\Delta x^{-d}`, and the 1,890 updates of an adaptive optimizer go r times as far as the
    largest of them. Many offsets for a derivative of low order need the more: their weights can
    change together with hardly any effect on the loss, and creep along such a valley. It is
    rounded to one digit; 0.1 for the notebook's central stencil, and for all that is whitened.
    """
    if spec.is_whitened:
        return WHITENED_LEARNING_RATE
    many = len(spec.offsets) > spec.derivative_order + 2
    largest = float(np.max(np.abs(taylor_stencil(spec.offsets, spec.derivative_order))))
    rate = (_FAR if many else _NEAR) * largest / (NOTEBOOK_UPDATES * spec.unit)
    return float(f"{rate:.0e}")


def finer_rate(rate: float, found: Travel) -> float:
    """Return a learning rate, of one digit, whose updates do not jump around the optimum."""
    most = rate * _COARSE * found.largest / found.stride
    digit = 10.0 ** math.floor(math.log10(most))
    return float(f"{math.floor(most / digit) * digit:.0e}")


def enough_epochs(spec: StencilSpec, found: Travel) -> int:
    """Return how many epochs, of two digits, go as far as needed.

    The way grows as the updates, and more of them are as much as the suggested learning rate gives.
    With Adagrad it grows as their square root.
    """
    share, epochs = found.needed / found.reach, spec.trainer.n_iterations
    more = 1.1 * share**2 if isinstance(spec.trainer, Adagrad) else _NEAR * share
    return int(float(f"{epochs * more:.1e}"))
