"""Problems of learning a stencil: fields of two waves, and all the steps of a run."""

import dataclasses
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nncore.stencils.gram import Gram
from nncore.stencils.learned import StencilProblem, glorot_start, learn
from nncore.trainers import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop

NOTEBOOK = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30)
CONFIGURATIONS = {
    "notebook": NOTEBOOK,
    "sgd": SGD(learning_rate=1e-3),
    "sgd-everything": SGD(
        learning_rate=1e-2, momentum=0.9, nesterov=True, weight_decay=0.01, clipnorm=0.5
    ),
    "rmsprop": RMSprop(learning_rate=0.1),
    "rmsprop-everything": RMSprop(
        learning_rate=0.1,
        rho=0.8,
        momentum=0.5,
        centered=True,
        epsilon=1e-5,
        weight_decay=0.01,
        clipnorm=0.5,
    ),
    "adagrad": Adagrad(
        learning_rate=0.1, initial_accumulator_value=0.3, epsilon=1e-5, clipnorm=0.5
    ),
    "adam-everything": Adam(
        learning_rate=0.1,
        beta_1=0.8,
        beta_2=0.99,
        epsilon=1e-5,
        amsgrad=True,
        weight_decay=0.01,
    ),
    "adamw": AdamW(learning_rate=0.1, weight_decay=0.1),
    "nadam": Nadam(learning_rate=0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-5, clipnorm=0.5),
}
SPACING = 0.01


def waves(n_fields, n_points=60, seed=0):
    """Fields of two sine waves and their first derivatives, as the notebook makes them."""
    rng = np.random.default_rng(seed)
    x = -0.3 + SPACING * np.arange(n_points)
    k = np.pi * rng.integers(0, 20, (2, n_fields, 1))
    a, b = rng.random((n_fields, 1)), 2.0 * rng.random((n_fields, 1))
    u = b * (a * np.sin(k[0] * x) + (1 - a) * np.sin(k[1] * x))
    du = b * (a * k[0] * np.cos(k[0] * x) + (1 - a) * k[1] * np.cos(k[1] * x))
    return u, du


def windows(u, du, offsets):
    """The shifted fields, shape (n_fields, n_valid, k), and the derivative at the same points."""
    left, right = max(0, -min(offsets)), max(0, max(offsets))
    views = sliding_window_view(u, left + right + 1, axis=1)
    return views[:, :, [left + s for s in offsets]], du[:, left : u.shape[1] - right]


class Arrays(NamedTuple):
    """Training and validation fields with their derivatives."""

    u: np.ndarray
    du: np.ndarray
    u_validation: np.ndarray
    du_validation: np.ndarray


def naive_gram(u, du, offsets):
    """The sums of each field by the shortest way there is."""
    x, y = windows(u, du, offsets)
    return Gram(
        np.einsum("ijp,ijq->ipq", x, x), np.einsum("ijp,ij->ip", x, y), (y**2).sum(1), y.shape[1]
    )


def make_problem(offsets=(-1, 0, 1), n_training=50, n_validation=20, start=None):
    """A problem without a constraint, and the arrays that it comes from."""
    u, du = waves(n_training + n_validation)
    sums, k = naive_gram(u, du, offsets), len(offsets)
    if start is None:
        start = glorot_start(k, np.random.default_rng(1))
    problem = StencilProblem(
        training=sums.rows(slice(n_training)),
        validation=sums.rows(slice(n_training, None)),
        start=start,
        offset_weights=np.zeros(k),
        basis=np.eye(k),
        unit=SPACING,
    )
    return problem, Arrays(u[:n_training], du[:n_training], u[n_training:], du[n_training:])


def steps_of(trainer, problem, seed=2, state=None):
    """All the steps of a run."""
    return list(learn(trainer, problem, np.random.default_rng(seed), state=state))


def assert_same_steps(actual, expected):
    """The same run to the last bit, but for its clock."""
    assert len(actual) == len(expected)
    for a, b in zip(actual, expected, strict=True):
        assert dataclasses.replace(a, seconds=b.seconds) == b


def constrained_problem():
    """Five points and zero sum: two steps to the side and the slope of a parabola, say."""
    offsets = (-2, -1, 0, 1, 2)
    free, arrays = make_problem(offsets)
    w0 = np.array([0.0, 0.0, -1.0, 1.0, 0.0]) / SPACING
    basis, _ = np.linalg.qr(np.array([[1.0, 0, 0, 0, -1], [0, 1, 0, -1, 0], [1, 1, -4, 1, 1]]).T)
    problem = StencilProblem(
        free.training.reduced(w0, basis),
        free.validation.reduced(w0, basis),
        start=np.array([0.4, -0.3, 0.2]),
        offset_weights=w0,
        basis=basis,
        unit=SPACING,
    )
    return problem, arrays, offsets
