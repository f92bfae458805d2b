"""The closed form against exact antiderivatives in mpmath, with 100 digits and more."""

import tracemalloc

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network.closed_form import network_integral, unit_integrals
from tests.nncore.network.exact_units import (
    UNIT_TOLERANCE,
    allowed_error,
    exact_integral,
    random_units,
)

# Of the sum of the terms of a network, wherever its interval is: the largest seen is 7e-15, for
# waves; without the compensated biases 2e-12 on [1000, 1004].
NETWORK_TOLERANCE = 1e-13
# Below this size, times the length of the interval, a mean is (almost) subnormal
SMALLEST = 1e-305
EPS = np.finfo(float).eps
everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


def assert_accurate(name, weights, biases, a, b):
    """Compare row by row: one unit and one interval each."""
    checked = 0
    rows = np.broadcast(weights, biases, a, b)
    for weight, bias, start, stop in rows:
        value = unit_integrals(name, [weight], [bias], start, stop)[0]
        truth = exact_integral(name, weight, bias, start, stop)
        case = (name, weight, bias, start, stop, value, float(truth))
        if abs(truth) < SMALLEST * max(abs(stop - start), 1.0):
            assert abs(value - truth) <= 2 * SMALLEST * max(abs(stop - start), 1.0), case
        else:
            checked += 1
            error = abs(value - truth)
            if error > UNIT_TOLERANCE * abs(truth):
                assert error <= allowed_error(name, weight, bias, start, stop), case
    return checked


@everywhere
def test_random_units(name):
    checked = assert_accurate(name, *random_units(2000, seed=1))
    assert checked > 800  # the others are 0 or underflow: ReLUs and Gaussians far away


@everywhere
def test_grid_of_weights_biases_and_limits(name):
    weights = np.array([0.0, -0.0, 1e-12, -1e-6, 0.3, -2.0, 40.0, -1e3, 1e6])
    biases = np.array([-1e10, -700.0, -25.0, -1.0, 0.0, 1e-9, 3.0, 1e4])
    limits = np.array([[-1e4, 1e4], [0.0, 1.0], [2.0, -1.0], [-3.0, -3.0 + 1e-9], [1e-12, 5e-12]])
    checked = assert_accurate(name, weights[:, None, None], biases[:, None], *limits.T)
    assert checked > 100


@everywhere
def test_a_limit_at_the_rounded_centre(name):
    # u is then nothing but the rounding error of the bias
    rng = np.random.default_rng(2)
    weights, a = rng.uniform(-1e6, 1e6, 100), rng.uniform(-1e4, 1e4, 100)
    checked = assert_accurate(name, weights, -weights * a, a, a + rng.uniform(-1.0, 1.0, 100))
    assert checked > 40  # half of the ReLUs are 0


@everywhere
def test_the_limit_of_small_weights(name):
    for exponent in (-20, -100, -200, -300, -320):
        assert assert_accurate(name, 10.0**exponent, 0.7, -1.5, 3.0) == 1


@everywhere
def test_reversed_limits_negate_exactly(name):
    weights, biases, a, b = random_units(200, seed=3)
    forward = unit_integrals(name, weights, biases, a, b)
    np.testing.assert_array_equal(unit_integrals(name, weights, biases, b, a), -forward)
    assert np.count_nonzero(forward) > forward.size // 4
    assert not unit_integrals(name, weights, biases, a, a).any()


@everywhere
def test_integrals_are_additive(name):
    rng = np.random.default_rng(4)
    weights, biases = rng.normal(size=(2, 50)) * 3
    parts = unit_integrals(name, weights, biases, [-2.0, 0.3], [0.3, 1.7])
    whole = unit_integrals(name, weights, biases, -2.0, 1.7)
    assert np.count_nonzero(whole) > 25
    bound = 4 * UNIT_TOLERANCE * np.abs(parts).sum(axis=0)
    assert (np.abs(parts.sum(axis=0) - whole) <= bound).all()


@everywhere
def test_one_interval_is_a_row_of_many(name):
    weights, biases, a, b = random_units(37, seed=5)
    together = unit_integrals(name, weights, biases, a, b)
    one_by_one = [unit_integrals(name, weights, biases, *pair) for pair in zip(a, b, strict=True)]
    np.testing.assert_allclose(together, one_by_one, rtol=2 * UNIT_TOLERANCE, atol=SMALLEST * 1e4)


@everywhere
def test_distant_intervals_in_one_call_do_not_disturb_each_other(name):
    a, b = np.array([0.0, 1e6, -1e6]), np.array([1.0, 1e6 + 1.0, 3.0])
    rng = np.random.default_rng(11)
    weights = rng.choice([-1.0, 1.0], 40) * 10.0 ** rng.uniform(-1.0, 2.0, 40)
    biases = -weights * (np.resize(a, 40) + rng.uniform(-1.0, 2.0, 40))  # centred on one of them
    together = unit_integrals(name, weights, biases, a, b)
    checked = 0
    for row, pair in enumerate(zip(a, b, strict=True)):
        alone = unit_integrals(name, weights, biases, *pair)
        np.testing.assert_allclose(together[row], alone, rtol=2 * UNIT_TOLERANCE, atol=SMALLEST)
        for column in range(40):
            unit = name, weights[column], biases[column]
            truth = exact_integral(*unit, *pair)
            if abs(truth) > SMALLEST:
                checked += 1
                error = abs(together[row, column] - truth)
                assert error <= allowed_error(*unit, *pair), (unit, pair)
    assert checked >= 40


@everywhere
@pytest.mark.parametrize("steepness", [1.0, 40.0, 1e7])
def test_chunks_of_many_units_and_intervals(name, steepness):
    rng = np.random.default_rng(9)
    weights = steepness * rng.normal(size=70)
    biases = -weights * rng.uniform(-4.0, 4.0, 70)
    a, b = rng.uniform(-3.0, 3.0, (2, 500))  # two full chunks and the rest of a third
    values = unit_integrals(name, weights, biases, a, b)
    checked = 0
    for row, column in zip(rng.integers(0, 500, 200), rng.integers(0, 70, 200), strict=True):
        truth = exact_integral(name, weights[column], biases[column], a[row], b[row])
        if abs(truth) > 10 * SMALLEST:
            checked += 1
            error, unit = abs(values[row, column] - truth), (weights[column], biases[column])
            assert error <= allowed_error(name, *unit, a[row], b[row]), (unit, a[row], b[row])
    assert checked > 40  # a steep Gaussian is 0 nearly everywhere


def test_shapes_broadcast():
    weights, biases = np.ones(4), np.zeros(4)
    assert unit_integrals("tanh", weights, biases, 0.0, 1.0).shape == (4,)
    assert unit_integrals("tanh", weights, biases, np.zeros(3), np.ones((2, 1))).shape == (2, 3, 4)
    assert unit_integrals("tanh", weights, biases, np.zeros((0, 2)), 1.0).shape == (0, 2, 4)
    arguments = ("tanh", weights, biases, np.ones(4), 0.0)
    assert network_integral(*arguments, np.zeros(3), np.ones((2, 1))).shape == (2, 3)
    assert network_integral(*arguments, 0.0, 1.0).shape == ()


# What a unit of weight 1e308 is in the limit: its integral from a to b, for the centre c
STEEP = {
    "logistic": lambda a, b, c: b - c,
    "tanh": lambda a, b, c: (b - c) - (c - a),
    "relu": lambda a, b, c: 0.5 * (b - c) ** 2 * 1e300,
    "sine": lambda a, b, c: 0.0,
    "gaussian": lambda a, b, c: np.sqrt(np.pi) / 1e300,
}


@everywhere
def test_a_very_steep_unit_is_a_step_a_ramp_or_a_pulse(name):
    value = unit_integrals(name, [1e300], [-0.5e300], -1.0, 2.0)[0]
    assert value == pytest.approx(STEEP[name](-1.0, 2.0, 0.5), rel=1e-14, abs=1e-290)
    falling = unit_integrals(name, [-1e300], [-0.5e300], 1.0, -2.0)[0]
    assert falling == pytest.approx(-value, rel=1e-14, abs=1e-290)


@everywhere
def test_no_finite_weight_gives_a_nan_or_a_warning(name):
    extremes = np.array([0.0, 5e-324, 1e-300, 1.0, 1e150, 1e210, 1e308, 1.7976e308])
    weights, biases = (
        np.ravel(axis)
        for axis in np.meshgrid(np.concatenate([extremes, -extremes]), [0.0, -1e308, 1e308, 1e210])
    )
    limits = np.array([-1e4, -1.0, 0.0, 1e-300, 3.0, 1e4])
    values = unit_integrals(name, weights, biases, limits[:, None], limits)
    assert not np.isnan(values).any()
    if name != "relu":
        lengths = np.abs(limits - limits[:, None])[..., None]
        assert (np.abs(values) <= lengths * (1 + 4 * EPS)).all()
    outputs = np.resize([1.7e308, -1.7e308, 0.0, 1.0], weights.shape)
    totals = network_integral(name, weights, biases, outputs, -1e308, limits[:, None], limits)
    assert not np.isnan(totals).any()


@everywhere
def test_a_huge_bias_beside_an_ordinary_weight(name):
    # alone, as units with larger weights take another way
    for bias in (1e12, 1e17, 1e19, 1e100, 1e210, 1e300):
        for sign in (-1.0, 1.0):
            value = unit_integrals(name, [1.0], [sign * bias], 0.0, 1.0)[0]
            if name == "sine":  # its phase is rounding only, beyond 1e32
                assert abs(value) <= 1.0
            else:
                expected = {
                    "logistic": float(sign > 0),
                    "tanh": sign,
                    "relu": max(sign, 0.0) * bias,
                }
                assert value == pytest.approx(expected.get(name, 0.0), rel=1e-11)


@everywhere
def test_a_short_interval_far_from_the_centre_of_a_steep_unit(name):
    # the range is narrow, yet the low part of its end is far from small
    for weight in (1e25 / 3, -1e25 / 3, 1e60 / 7):
        a = 1e4 / 3
        assert unit_integrals(name, [weight], [0.1], a, a)[0] == 0.0
        b = np.nextafter(a, 1e4)
        value = unit_integrals(name, [weight], [0.1], a, b)[0]
        limits = {"logistic": weight > 0, "tanh": np.sign(weight), "relu": max(weight * a, 0.0)}
        if name == "sine":
            assert abs(value) <= b - a
        else:
            assert value == pytest.approx((b - a) * limits.get(name, 0.0), rel=1e-11)


def test_weights_that_are_not_finite_give_nan_and_spare_the_others():
    values = unit_integrals("logistic", [np.nan, np.inf, 1.0], [0.0, 0.0, np.nan], 0.0, 1.0)
    assert np.isnan(values).all()
    value = unit_integrals("logistic", [np.nan, 1.0], [0.0, 0.0], 0.0, 1.0)[1]
    assert value == unit_integrals("logistic", [1.0], [0.0], 0.0, 1.0)[0]
    assert np.isnan(network_integral("tanh", [np.nan], [0.0], [1.0], 0.0, 0.0, 1.0))


@everywhere
def test_network_integral_is_the_sum_of_its_terms(name):
    rng = np.random.default_rng(6)
    weights, biases = rng.normal(size=(2, 40)) * 5
    outputs, output_bias = rng.normal(size=40), 0.7
    a, b = rng.uniform(-2.0, 2.0, (2, 5))
    values = network_integral(name, weights, biases, outputs, output_bias, a, b)
    for value, start, stop in zip(values, a, b, strict=True):
        terms = [
            v * exact_integral(name, w, beta, start, stop)
            for w, beta, v in zip(weights, biases, outputs, strict=True)
        ]
        terms.append(output_bias * (mpmath.mpf(stop) - mpmath.mpf(start)))
        assert abs(value - mpmath.fsum(terms)) <= UNIT_TOLERANCE * mpmath.fsum(terms, absolute=True)


@everywhere
@pytest.mark.parametrize("origin", [0.0, 1e3, -1e6])
def test_a_network_is_accurate_wherever_its_interval_is(name, origin):
    rng = np.random.default_rng(10)
    for _ in range(8):
        weights = rng.choice([-1.0, 1.0], 20) * 10.0 ** rng.uniform(-2.0, 2.0, 20)
        biases = -weights * (origin + rng.uniform(-4.0, 4.0, 20))
        outputs, a = rng.normal(size=20), origin + rng.uniform(-3.0, 3.0)
        b = a + 10.0 ** rng.uniform(-4.0, 0.5)
        units = list(zip(weights, biases, outputs, strict=True))
        terms = [v * exact_integral(name, w, beta, a, b) for w, beta, v in units]
        value = network_integral(name, weights, biases, outputs, 0.0, a, b)
        allowed = NETWORK_TOLERANCE * mpmath.fsum(terms, absolute=True)
        assert abs(value - mpmath.fsum(terms)) <= allowed


def test_network_integral_needs_little_memory():
    rng = np.random.default_rng(7)
    weights, biases, outputs = rng.normal(size=(3, 20_000))
    a, b = rng.uniform(-1.0, 1.0, (2, 30))
    tracemalloc.start()
    values = network_integral("logistic", weights, biases, outputs, 0.1, a, b)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6  # all the unit integrals would take 4.8e6 bytes by themselves, ten times over
    units = unit_integrals("logistic", weights, biases, a, b)
    np.testing.assert_allclose(values, units @ outputs + 0.1 * (b - a), rtol=1e-10)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ((np.inf, 0.0), "`a` must be finite and at most 1e+90 in magnitude, got inf."),
        ((0.0, [1.0, np.nan]), "`b` must be finite and at most 1e+90 in magnitude, got nan."),
        ((0.0, -1e91), "`b` must be finite and at most 1e+90 in magnitude, got 1e+91."),
    ],
)
def test_limits_are_finite(limits, message):
    with pytest.raises(ValueError) as failure:
        unit_integrals("logistic", [1.0], [0.0], *limits)
    assert str(failure.value) == message
