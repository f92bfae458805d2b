"""NNI with its quirks, against the notebook's own lines and mpmath."""

import dataclasses
import itertools

import mpmath
import numpy as np
import pytest

from nncore.comparisons import notebook_intervals
from nncore.network import OneHiddenNetwork
from nncore.notebooks import (
    AS_PRINTED,
    OVERFLOW_LIMITS,
    PUT_RIGHT,
    Quirks,
    nni,
    overflow_arguments,
    stored_network,
)
from nncore.notebooks.output_bias import repeated_list_sum
from nncore.notebooks.published_formula import unit_terms
from tests.nncore.notebooks.original import approximated_integral, get_weights

INTERVALS = notebook_intervals(0.0, 100.0)
DTYPES = {"float64": np.float64, "float32": np.float32}

# Both add 100 terms of at most 100 in double precision, in another order.
ROUNDING = 1e-11


def random_network(scale, n_hidden=12, seed=0):
    rng = np.random.default_rng(seed)
    w, b, v = rng.standard_normal((3, n_hidden)).astype(np.float32)
    return OneHiddenNetwork("logistic", scale * w, b, v, np.float32(-0.2))


NETWORKS = {
    "stored": lambda: stored_network().network,
    "small weights": lambda: random_network(0.0625),
    "large weights": lambda: random_network(4.0, seed=1),
    "huge weights": lambda: random_network(16.0, seed=2),
}


def exact_integral(network, a, b):
    """The closed form at 50 digits."""
    with mpmath.workdps(50):
        total = mpmath.mpf(network.output_bias) * (b - a)
        columns = (network.hidden_weights, network.hidden_biases, network.output_weights)
        for w, bias, v in zip(*(column.tolist() for column in columns), strict=True):
            w, bias = mpmath.mpf(w), mpmath.mpf(bias)
            at_a, at_b = (mpmath.log1p(mpmath.exp(w * x + bias)) for x in (a, b))
            total += v * (at_b - at_a) / w
        return float(total)


@pytest.mark.parametrize("precision", DTYPES)
@pytest.mark.parametrize("name", NETWORKS)
def test_as_printed_it_is_what_the_notebooks_lines_compute(name, precision):
    network = NETWORKS[name]()
    found = nni(network, INTERVALS, Quirks(precision=precision))
    weights = get_weights(network, DTYPES[precision])
    with np.errstate(over="ignore"):
        for value, (a, b) in zip(found, INTERVALS, strict=True):
            expected = float(approximated_integral(weights, int(a), int(b))[0])
            assert value == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING, nan_ok=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_put_right_it_is_the_integral(name):
    network = NETWORKS[name]()
    found = nni(network, INTERVALS, PUT_RIGHT)
    expected = [exact_integral(network, a, b) for a, b in INTERVALS]
    np.testing.assert_allclose(found, expected, rtol=ROUNDING, atol=ROUNDING)


@pytest.mark.parametrize(
    "once, overflows, cancels", list(itertools.product((False, True), repeat=3))
)
def test_each_switch_does_one_thing(once, overflows, cancels):
    """Where nothing overflows and no weight is small, only the output bias changes anything."""
    network = random_network(0.5)
    quirks = Quirks(once, overflows, cancels)
    a, b = 5.0, 20.0
    expected = exact_integral(network, a, b) - once * network.output_bias * 14
    assert nni(network, [(a, b)], quirks)[0] == pytest.approx(expected, rel=ROUNDING)


def test_what_overflows_is_what_the_softplus_mends():
    network = stored_network().network
    mended = dataclasses.replace(AS_PRINTED, exponential_overflows=False)
    assert not np.isfinite(nni(network, INTERVALS)).all()
    expected = [
        exact_integral(network, a, b) - network.output_bias * (b - a - 1) for a, b in INTERVALS
    ]
    np.testing.assert_allclose(nni(network, INTERVALS, mended), expected, rtol=ROUNDING)


@pytest.mark.parametrize("precision, digits", [("float64", 12), ("float32", 6)])
def test_small_weights_are_mended_in_the_precision_of_the_exponentials(precision, digits):
    network = OneHiddenNetwork("logistic", [1e-9, -3e-7, 0.0], [0.5, -1.0, 0.25], [1.0] * 3, 0.0)
    a, b = 5.0, 20.0
    mended = Quirks(cancelling_quotient=False, precision=precision)
    found = unit_terms(network, [(a, b)], mended)[0]
    middle = network.hidden_weights * 12.5 + network.hidden_biases
    # σ is linear over the interval to 3e-13
    np.testing.assert_allclose(found, 15 / (1 + np.exp(-middle)), rtol=10.0**-digits)
    broken = unit_terms(network, [(a, b)], Quirks(precision=precision))[0]
    assert np.all(~(np.abs(broken / found - 1) < 10.0**-digits))
    assert np.isnan(broken[2])  # the notebook divides by the weight


def test_limits_are_where_exp_becomes_infinite():
    for precision, limit in OVERFLOW_LIMITS.items():
        dtype = DTYPES[precision]
        below, above = dtype(limit) * dtype(1 - 1e-6), dtype(limit) * dtype(1 + 1e-6)
        with np.errstate(over="ignore"):
            assert np.isfinite(np.exp(below)) and np.isinf(np.exp(above))
    assert round(OVERFLOW_LIMITS["float32"], 2) == 88.72
    assert round(OVERFLOW_LIMITS["float64"], 2) == 709.78


def test_the_sign_of_v_decides_between_infinity_and_nan():
    """By hand: Φ = ∞ for a falling unit, Φ/w = -∞, and its term is -v·∞."""
    steep, gentle = -20.0, -5.0
    network = OneHiddenNetwork("logistic", [steep, gentle], [0.0, 0.0], [-1.0, 1.0], 0.0)
    intervals = [(0.0, 20.0), (0.0, 100.0), (0.0, 200.0), (50.0, 60.0)]
    assert nni(network, intervals).tolist()[1] == np.inf
    assert np.isfinite(nni(network, intervals)[0])
    assert np.isnan(nni(network, intervals)[2])  # the second unit joins, with the other sign
    assert np.isnan(nni(network, intervals)[3])  # the first overflows at both ends
    arguments = overflow_arguments(network, (0.0, 200.0))
    assert arguments.at_b.tolist() == [4000.0, 1000.0] and arguments.at_a.tolist() == [0.0, 0.0]
    assert arguments.overflows.all() and arguments.terms.tolist() == [np.inf, -np.inf]
    assert np.isnan(overflow_arguments(network, (50.0, 60.0)).terms[0])


@pytest.mark.parametrize("precision", DTYPES)
def test_overflow_is_told_by_the_arguments(precision):
    network = stored_network().network
    for interval in INTERVALS:
        arguments = overflow_arguments(network, interval, precision=precision)
        np.testing.assert_array_equal(arguments.overflows, ~np.isfinite(arguments.terms))
        assert arguments.limit == OVERFLOW_LIMITS[precision]


@pytest.mark.parametrize("length", [0.0, -5.0, 2.5])
def test_a_list_can_be_repeated_whole_times_only(length):
    sentence = "`intervals` must have whole lengths of at least 1 while"
    with pytest.raises(ValueError, match=sentence):
        repeated_list_sum(-0.2, length, 1.0)
    with pytest.raises(ValueError, match=sentence):
        nni(random_network(1.0), [(0.0, length)])
    right = dataclasses.replace(AS_PRINTED, output_bias_counted_once=False)
    assert np.isfinite(nni(random_network(1.0), [(0.0, length)], right))


def test_wrong_arguments_are_named():
    tanh = OneHiddenNetwork("tanh", [1.0], [0.0], [1.0], 0.0)
    with pytest.raises(ValueError, match="`network` must have logistic units .* got 'tanh'; use"):
        nni(tanh, INTERVALS)
    with pytest.raises(ValueError, match="`precision` must be one of float64, float32, got 'half'"):
        Quirks(precision="half")


@pytest.mark.parametrize("precision", DTYPES)
def test_the_softplus_needs_no_precision(precision):
    network = stored_network().network
    mended = Quirks(exponential_overflows=False, precision=precision)
    np.testing.assert_array_equal(
        nni(network, INTERVALS, mended),
        nni(network, INTERVALS, Quirks(exponential_overflows=False)),
    )
