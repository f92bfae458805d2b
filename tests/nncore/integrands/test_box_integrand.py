"""What an integrand over boxes answers: shapes, signs, broadcasting, and what is not known."""

import numpy as np
import pytest

from nncore.formulas import parse_box_formula
from nncore.integrands import box_integrand


@pytest.fixture
def integrand():
    return box_integrand("genz-gaussian", 3, seed=2)


def test_limits_broadcast_and_each_reversed_pair_changes_the_sign(integrand):
    lower, upper = np.zeros(3), np.array([0.5, 1.0, 0.25])
    value = integrand.integral(lower, upper)
    assert isinstance(value, float)
    assert integrand.integral(upper, lower) == -value
    assert integrand.integral([0, 1.0, 0.25], [0.5, 0, 0]) == value
    uppers = np.random.default_rng(0).random((4, 1, 3))
    lowers = np.random.default_rng(1).random((5, 3))
    values = integrand.integral(lowers, uppers)
    assert values.shape == (4, 5)
    assert values[2, 3] == integrand.integral(lowers[3], uppers[2, 0])


def test_equal_limits_have_the_integral_zero(integrand):
    assert integrand.integral([0.2, 0.1, 0.3], [0.2, 1.0, 1.0]) == 0.0


def test_parts_of_a_box_add_up(integrand):
    whole = integrand.integral([0, 0, 0], [1, 1, 1])
    parts = integrand.integral([0, 0, 0], [1, 0.3, 1]) + integrand.integral([0, 0.3, 0], [1, 1, 1])
    assert parts == pytest.approx(whole, rel=1e-14)


def test_a_marginal_integrated_is_the_integral(integrand):
    marginal = integrand.marginal([0, 2], [0.1, 0.2], [0.9, 1.0])
    nodes, weights = np.polynomial.legendre.leggauss(60)
    values = marginal(((1 + nodes) / 2)[:, np.newaxis])
    assert weights @ values / 2 == pytest.approx(
        integrand.integral([0.1, 0, 0.2], [0.9, 1, 1.0]), rel=1e-13
    )


def test_the_order_of_the_integrated_inputs_is_that_of_their_limits(integrand):
    first = integrand.marginal([0, 2], [0.1, 0.2], [0.9, 1.0])
    second = integrand.marginal([2, 0], [0.2, 0.1], [1.0, 0.9])
    assert first([0.4]) == pytest.approx(second([0.4]), rel=1e-15)


def test_over_no_input_a_marginal_is_the_function(integrand):
    x = np.random.default_rng(3).random((6, 3))
    marginal = integrand.marginal([], [], [])
    np.testing.assert_allclose(marginal(x), integrand(x), rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda f: f([0.1, 0.2]),
            "The last axis of `x` must have the length 3, got shape \\(2,\\).",
        ),
        (
            lambda f: f(0.1),
            "The last axis of `x` must have the length 3, got shape \\(\\).",
        ),
        (
            lambda f: f.integral([0, 0], [1, 1]),
            "`lower` must have 3 numbers along its last axis, got the shape \\(2,\\).",
        ),
        (
            lambda f: f.marginal([0, 3], [0, 0], [1, 1])([0.5]),
            "`over` must name different inputs from 0 to 2, got \\(0, 3\\).",
        ),
        (
            lambda f: f.marginal([0, 0], [0, 0], [1, 1])([0.5]),
            "`over` must name different inputs from 0 to 2, got \\(0, 0\\).",
        ),
        (
            lambda f: f.marginal([0, 1], [0, 0], [1, 1])([0.5, 0.5]),
            "`rest` must have 1 numbers along its last axis, got the shape \\(2,\\).",
        ),
    ],
)
def test_what_does_not_fit_is_named(integrand, call, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        call(integrand)


def test_where_no_closed_form_is_known_it_says_so():
    for integrand in (parse_box_formula("exp(-x1*x2)"), box_integrand("theta-gaussian", 2)):
        assert not integrand.has_integral()
        with pytest.raises(ValueError, match="over x1, x2 has no closed form here; ask for its "):
            integrand.integral([0, 0], [1, 1])
