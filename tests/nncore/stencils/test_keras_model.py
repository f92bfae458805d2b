"""A stencil as a Keras model, against its own definition."""

import numpy as np
import pytest

from nncore.stencils.keras_model import keras_model

SPACING, N_POINTS = 0.01, 60
STENCILS = {
    "central": ((-1, 0, 1), (-0.5, 0.1, 0.4), 1),
    "second": ((-1, 0, 1), (1.0, -2.0, 1.0), 2),
    "forward": ((0, 1), (-1.0, 1.0), 1),
    "apart": ((2, -3, 0), (0.5, 0.25, -0.75), 1),
    "aside": ((1, 2), (-1.0, 1.0), 1),
}


@pytest.mark.parametrize("name", STENCILS)
def test_keras_model_is_the_stencil(name):
    offsets, coefficients, order = STENCILS[name]
    u = np.random.default_rng(0).standard_normal((7, N_POINTS))
    first, last = max(0, -min(offsets)), N_POINTS - max(0, max(offsets))
    terms = [c * u[:, first + s : last + s] for s, c in zip(offsets, coefficients, strict=True)]
    expected = np.sum(terms, axis=0) / SPACING**order
    model = keras_model(offsets, np.array(coefficients), SPACING, order, N_POINTS)
    predicted = model(u).numpy()
    assert predicted.dtype == np.float64
    assert predicted.shape == expected.shape
    # 1e-14: three products, of which the sum may be small
    np.testing.assert_allclose(predicted, expected, rtol=0, atol=1e-14 * np.max(np.abs(expected)))


def test_half_offsets_give_the_derivative_in_the_middles():
    offsets, coefficients = (-1.5, -0.5, 0.5, 1.5), np.array([0.04, -1.13, 1.13, -0.04])
    u = np.random.default_rng(0).standard_normal((2, N_POINTS))
    middles = np.arange(1, N_POINTS - 2)
    terms = [c * u[:, middles + round(s + 0.5)] for s, c in zip(offsets, coefficients, strict=True)]
    predicted = keras_model(offsets, coefficients, SPACING, 1, N_POINTS)(u).numpy()
    np.testing.assert_allclose(predicted, np.sum(terms, axis=0) / SPACING, rtol=0, atol=1e-11)
