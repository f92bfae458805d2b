"""A stencil as a Keras model, and as the file that Keras reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.stencils.finite_differences import check_coefficients, valid_slice
from nncore.stencils.offsets import Number, grid_places
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.keras_model import keras_bytes


def keras_model(
    offsets: Sequence[Number],
    coefficients: np.ndarray,
    spacing: float,
    derivative_order: int,
    n_points: int,
) -> Any:
    """Return a stencil as the notebook's Keras model: Reshape, Conv1D, Flatten, in float64.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencil, k of them, in grid points, whole or half numbers; the kernel has zeros at
        those in between.
    coefficients : ndarray, shape (k,)
        Dimensionless.
    spacing : float
        Of the grid.
    derivative_order : int
        Of the derivative that the stencil gives.
    n_points : int
        Points of a field.

    Returns
    -------
    keras.Model
        From fields of shape (n, n_points) to derivatives at the points from which no point of the
        stencil leaves the grid, `finite_differences.valid_slice`.

    Raises
    ------
    ValueError
        If the stencil is wider than the field, or there is not one finite coefficient for each
        offset.
    """
    check_coefficients(coefficients, len(offsets))
    valid = valid_slice(n_points, offsets)
    places, _ = grid_places(offsets)
    kernel = np.zeros((n_points - (valid.stop - valid.start) + 1, 1, 1))
    kernel[valid.start + np.array(places), 0, 0] = coefficients
    kernel /= spacing**derivative_order
    _, keras = load_tensorflow()
    inputs = keras.Input((n_points,), name="field", dtype="float64")
    channel = keras.layers.Reshape((n_points, 1), dtype="float64")
    convolution = keras.layers.Conv1D(1, len(kernel), use_bias=False, dtype="float64")
    model = keras.Sequential(
        [inputs, channel, convolution, keras.layers.Flatten(dtype="float64")], name="stencil"
    )
    convolution.set_weights([kernel])
    return model


def to_keras_bytes(
    offsets: Sequence[Number],
    coefficients: np.ndarray,
    spacing: float,
    derivative_order: int,
    n_points: int,
) -> bytes:
    """Return `keras_model` as the content of a file that `keras.models.load_model` reads."""
    return keras_bytes(keras_model(offsets, coefficients, spacing, derivative_order, n_points))
