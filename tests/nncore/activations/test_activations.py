"""Each activation against mpmath, and at the ends of float64."""

import pickle

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS, activation
from tests.nncore.activations.exact import VALUE

# a few roundings; the exponents of the Gaussian and of the tails add their own, eps * |exponent|
FEW_ROUNDINGS = 4e-15

EXACT_ANTIDERIVATIVE = {
    "logistic": lambda u: mpmath.log1p(mpmath.exp(u)),
    "tanh": lambda u: mpmath.log(mpmath.cosh(u)),
    "relu": lambda u: max(u, mpmath.mpf(0)) ** 2 / 2,
    "sine": lambda u: -mpmath.cos(u),
    "gaussian": lambda u: mpmath.sqrt(mpmath.pi) / 2 * mpmath.erf(u),
}
EXACT_DERIVATIVE = {
    "logistic": lambda u: 1 / (2 * mpmath.cosh(u / 2)) ** 2,
    "tanh": lambda u: mpmath.sech(u) ** 2,
    "relu": lambda u: mpmath.mpf(u > 0),
    "sine": mpmath.cos,
    "gaussian": lambda u: -2 * u * mpmath.exp(-(u**2)),
}
POINTS = np.concatenate(
    [np.linspace(-26.0, 26.0, 105), [-300.0, 300.0], [-1e-9, 1e-9, -1e-3, 1e-3, -0.999, 1.001]]
)

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_evaluated_together_they_are_the_values_and_the_slopes(name):
    points = np.concatenate([POINTS, [-np.inf, -1e300, -0.0, 0.0, 1e300, np.inf, np.nan]])
    values, slopes = np.empty((2, 2, points.size))
    with np.errstate(all="ignore"):
        activation(name).evaluate(np.tile(points, (2, 1)), values, slopes)
        expected = activation(name)(points), activation(name).derivative(points)
    np.testing.assert_array_equal(values, np.tile(expected[0], (2, 1)))
    np.testing.assert_array_equal(slopes, np.tile(expected[1], (2, 1)))


def relative_errors(values, exact, points):
    with mpmath.workdps(330):  # 1 + exp(-300) needs more than 50 digits for log1p alone
        for value, point in zip(values.tolist(), points.tolist(), strict=True):
            truth = exact(mpmath.mpf(point))
            if abs(truth) < np.finfo(float).tiny:  # subnormal numbers have no relative accuracy
                yield abs(value - truth) / np.finfo(float).tiny
            else:
                yield abs(value - truth) / abs(truth)


@everywhere
@pytest.mark.parametrize(
    ("method", "exact"),
    [
        ("__call__", VALUE),
        ("derivative", EXACT_DERIVATIVE),
        ("antiderivative", EXACT_ANTIDERIVATIVE),
    ],
)
def test_agrees_with_mpmath(name, method, exact):
    values = getattr(ACTIVATIONS[name], method)(POINTS)
    errors = np.array([*map(float, relative_errors(values, exact[name], POINTS))])
    tolerance = np.full(POINTS.shape, FEW_ROUNDINGS)
    if name == "gaussian":  # exp(-u**2) inherits the rounding error of its exponent
        tolerance += np.finfo(float).eps * np.minimum(POINTS**2, 750.0)
    assert (errors <= tolerance).all(), (POINTS[errors > tolerance], errors.max())


@everywhere
@pytest.mark.parametrize("method", ["__call__", "derivative", "antiderivative"])
def test_no_finite_argument_overflows(name, method):
    # pytest turns warnings into errors
    extremes = np.array([-1.7e308, -1e200, -800.0, -0.0, 5e-324, 800.0, 1e200, 1.7e308])
    values = getattr(ACTIVATIONS[name], method)(extremes)
    assert not np.isnan(values).any()
    if (name, method) == ("relu", "antiderivative"):  # u**2 / 2 exceeds the largest float
        assert np.isposinf(values[-1])
    else:
        assert np.isfinite(values).all()


@everywhere
def test_keeps_shapes_and_takes_scalars(name):
    sigma = ACTIVATIONS[name]
    assert sigma(np.zeros((2, 3))).shape == (2, 3)
    assert sigma([0, 1]).dtype == np.float64
    assert isinstance(sigma(0), float)
    assert sigma(np.float32(1)).dtype == np.float64


@everywhere
def test_is_its_own_pickle(name):
    assert pickle.loads(pickle.dumps(ACTIVATIONS[name])) is ACTIVATIONS[name]
    assert repr(ACTIVATIONS[name]) == f"<activation {name}>"


@everywhere
def test_lookup_takes_a_name_or_an_instance(name):
    assert activation(name) is ACTIVATIONS[name]
    assert activation(ACTIVATIONS[name]) is ACTIVATIONS[name]
    assert activation(name).name == name
    assert activation(name).latex


@pytest.mark.parametrize(("wrong", "shown"), [("foo", "'foo'"), (3, "3"), (None, "None")])
def test_lookup_names_the_alternatives(wrong, shown):
    with pytest.raises(ValueError) as failure:
        activation(wrong)
    assert str(failure.value) == (
        f"`activation` must be one of logistic, tanh, relu, sine, gaussian, got {shown}."
    )
