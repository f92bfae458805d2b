import mpmath
import numpy as np
import pytest

from nncore.comparisons import (
    ExactValues,
    compare,
    limits_around,
    notebook_intervals,
    parse_intervals,
    references,
)
from nncore.comparisons.intervals import Comparison, References
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork

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
        ("5 0; 1 1", ((5.0, 0.0), (1.0, 1.0))),
        ("-1,-2;", ((-1.0, -2.0),)),
        ("0 pi/2; [0, √2]", ((0.0, np.pi / 2), (0.0, np.sqrt(2)))),
        ("0,5 1,5; 0.5,1.5; 0,5..2", ((0.5, 1.5), (0.5, 1.5), (0.5, 2.0))),
    ],
)
def test_lists_of_intervals(text, expected):
    assert parse_intervals(text) == expected


@pytest.mark.parametrize(
    "text", ["", ";", "1", "1 2 3", "a b", "1 inf", "nan 1", "1e999 2", "0 1;" * 60, "x 1"]
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


LOGISTIC = OneHiddenNetwork("logistic", [0.7, -1.3], [0.2, 0.4], [1.5, -2.5], 0.3)


def oracle(function, a, b):
    with mpmath.workdps(50):
        return mpmath.quad(function, mpmath.linspace(a, b, 9))


def test_the_error_of_nni_is_between_its_ends():
    """By mpmath's own network: rounding of the closed form and of the reference are in it."""
    limits = (0.5, 2.0)
    compared = compare(LOGISTIC, references(INTEGRANDS["log"], (limits,)), (0.0, 100.0))

    def network(x):
        logistic = [1 / (1 + mpmath.exp(-w * x - b)) for w, b in ((0.7, 0.2), (-1.3, 0.4))]
        return 1.5 * logistic[0] - 2.5 * logistic[1] + mpmath.mpf(0.3)

    with mpmath.workdps(50):
        true = abs(oracle(network, *limits) - oracle(mpmath.log, *limits))
    (low,), (high,) = compared.nni_error_range
    assert low <= true <= high <= true + 1e-13


def test_where_the_reference_is_an_interval_the_errors_are():
    known = ExactValues(np.array([2.0, np.nan]), np.array([0.5, np.inf]), ("agreement", ""), ("",))
    found = References(((0, 1), (1, 2)), np.array([2.25, 1.0]), known, 3, np.full(2, True))
    compared = Comparison(found, np.array([4.0, 1.0]), np.full(2, False))
    low, high = compared.nni_error_range
    assert (low[0], high[0]) == (1.5, 2.5)
    low, high = compared.sni_error_range
    assert (low[0], high[0]) == (0.0, 0.75)
    assert np.isnan(low[1]) and np.isnan(high[1])
