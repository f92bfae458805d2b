import mpmath
import numpy as np
import pytest

from nncore.comparisons import (
    compare,
    limits_around,
    notebook_intervals,
    parse_intervals,
    references,
)
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from tests.nncore.network.test_closed_form import exact_integral

# The notebook's printed Simpson values, cell 38; the first is minus infinity.
PRINTED_SNI = (
    36.86745586847303,
    76.41133118617802,
    119.98039721551218,
    166.42052702784707,
    215.0902351024121,
    265.58238319661587,
    317.615658023537,
    370.9840389307101,
    425.53012705203713,
)


def test_notebook_intervals():
    intervals = notebook_intervals(0.0, 100.0)
    assert intervals == tuple((i, 3 * i + 5) for i in range(0, 50, 5))


def test_mapped_intervals_leave_the_training_interval_three_times():
    ends = np.array(notebook_intervals(-1.0, 1.0))[:, 1]
    assert np.count_nonzero(ends > 1.0) == 3


def test_sni_is_the_notebooks():
    found = references(INTEGRANDS["log"], notebook_intervals(0.0, 100.0))
    assert found.sni[0] == -np.inf
    # Another release of SciPy may add the 100 terms in another order.
    np.testing.assert_allclose(found.sni[1:], PRINTED_SNI, rtol=1e-14)
    assert found.exact[0] == pytest.approx(5 * np.log(5) - 5, rel=1e-15)


def test_errors_and_marks():
    constant = OneHiddenNetwork("logistic", [0.0], [0.0], [0.0], 2.0)
    found = references(INTEGRANDS["log"], ((1.0, 2.0), (50.0, 120.0), (-1.0, 2.0)))
    compared = compare(constant, found, (0.0, 100.0))
    np.testing.assert_allclose(compared.nni, [2.0, 140.0, 6.0], rtol=1e-15)
    assert compared.extrapolated.tolist() == [False, True, True]
    assert found.in_domain.tolist() == [True, True, False]
    assert np.isnan(compared.nni_error[2])
    exact = 2 * np.log(2) - 1
    assert compared.nni_error[0] == pytest.approx(2.0 - exact, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 5", ((0.0, 5.0),)),
        ("0 5; 5 20", ((0.0, 5.0), (5.0, 20.0))),
        ("[0, 5]\n(1e-3, .5)", ((0.0, 5.0), (1e-3, 0.5))),
        ("5 0", ((5.0, 0.0),)),
        ("-1,-2;", ((-1.0, -2.0),)),
        ("0 pi/2; [0, √2]", ((0.0, np.pi / 2), (0.0, np.sqrt(2)))),
        ("0,5 1,5; 0.5,1.5; 0,5..2", ((0.5, 1.5), (0.5, 1.5), (0.5, 2.0))),
    ],
)
def test_lists_of_intervals(text, expected):
    assert parse_intervals(text) == expected


@pytest.mark.parametrize(
    "text", ["", ";", "1", "1 1", "1 2 3", "a b", "1 inf", "nan 1", "1e999 2", "0 1;" * 60, "x 1"]
)
def test_wrong_lists_are_named(text):
    with pytest.raises(ValueError, match="`intervals` must"):
        parse_intervals(text)


@pytest.mark.parametrize("text", ["0,5", "0,5; 1,5", "0 1; 1,5"])
def test_a_decimal_comma_is_no_interval(text):
    with pytest.raises(ValueError, match="`intervals` can be read in two ways at .* write . 5 for"):
        parse_intervals(text)


@pytest.mark.parametrize("text", ["0 1e300", "-2e90 1", "0 1; 3 1e91"])
def test_limits_that_no_closed_form_takes_are_named(text):
    with pytest.raises(ValueError, match="limits of at most 1e\\+90 in magnitude, got '"):
        parse_intervals(text)
    assert parse_intervals("0 1e90") == ((0.0, 1e90),)


def test_limits_have_room_beyond_training_as_far_as_f_goes():
    assert limits_around(INTEGRANDS["log"], 0.0, 100.0) == (0.0, 140.0)  # no ln below 0
    assert limits_around(INTEGRANDS["runge"], -1.0, 1.0) == pytest.approx((-1.8, 1.8))


@pytest.mark.parametrize("name", ["logistic", "tanh", "relu", "gaussian", "sine"])
def test_the_rounding_of_nni_is_bounded(name):
    """By mpmath, for units from flat to a million times as steep, near 0 and far from it."""
    rng = np.random.default_rng(3)
    for _ in range(15):
        weights = rng.normal(size=6) * 10.0 ** rng.uniform(-3, 6)
        a = rng.uniform(-1, 1) * 10.0 ** rng.uniform(0, 3)
        b = a + rng.uniform(-1, 1) * 10.0 ** rng.uniform(-2, 2)
        biases = -weights * rng.uniform(min(a, b), max(a, b), 6)
        output = rng.normal(size=6) * 10.0 ** rng.uniform(-2, 4)
        network = OneHiddenNetwork(name, weights, biases, output, rng.normal())
        compared = compare(network, references(INTEGRANDS["cubic"], ((a, b),)), (a, b))
        units = zip(output, weights, biases, strict=True)
        with mpmath.workdps(100):
            truth = sum(mpmath.mpf(v) * exact_integral(name, w, bias, a, b) for v, w, bias in units)
            truth += mpmath.mpf(network.output_bias) * (mpmath.mpf(b) - mpmath.mpf(a))
            error = abs(mpmath.mpf(float(compared.nni[0])) - truth)
        assert error <= compared.rounding[0]
