"""Reference values over boxes: how they are known, and that they are as exact as they say."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.formulas import parse_box_formula
from nncore.integrands import box_integrand
from nncore.references import Reference, ReferenceFailure, box_reference
from nncore.references.reference_value import Divergence

# Formula, lower and upper limits, exact value, and how it is known.
KNOWN = [
    ("x1*exp(x1 + x2)", [0, 0], [1, 1], lambda: mp.e - 1, "enclosure"),
    ("exp(-x^2 - y^2)", [-1, 0], [2, 3], None, "enclosure"),
    ("cos(x1 + 2*x2 - x3)", [0, 0, 0], [1, 2, 3], None, "enclosure"),
    ("x1", [0, 0, 0], [2, 3, 4], lambda: mp.mpf(24), "enclosure"),
    ("5", [0, 0], [2, 3], lambda: mp.mpf(30), "enclosure"),
    ("log(x)*sqrt(y)", [0, 0], [1, 1], lambda: mp.mpf(-2) / 3, "enclosure"),
    ("x/y", [1, 1], [2, 3], lambda: 1.5 * mp.log(3), "enclosure"),
    ("abs(x1 - 1/3)*x2", [0, 0], [1, 1], lambda: mp.mpf(5) / 36, "enclosure"),
    (
        "exp(-x1*x2)",
        [0, 0],
        [1, 1],
        lambda: mp.euler + mp.e1(1),
        "agreement",
    ),
    ("abs(x1 - x2)", [0, 0], [1, 1], lambda: mp.mpf(1) / 3, "agreement"),
    ("max(max(x, y), z)", [0, 0, 0], [1, 1, 1], lambda: mp.mpf(3) / 4, "agreement"),
    ("1/(x + y)", [0, 0], [1, 1], lambda: 2 * mp.log(2), "agreement"),
    ("1/sqrt(x + y)", [0, 0], [1, 1], lambda: (mp.sqrt(2) - 1) * 8 / 3, "agreement"),
    ("sqrt(x*y)", [0, 0], [1, 1], lambda: mp.mpf(4) / 9, "agreement"),
    ("log(x + y)", [0, 0], [1, 1], lambda: 2 * mp.log(2) - 1.5, "agreement"),
    ("abs(x1+x2+x3-1.5)", [0, 0, 0], [1, 1, 1], lambda: mp.mpf(13) / 32, "agreement"),
    ("where(x + y < 1, 1, 0)", [0, 0], [1, 1], lambda: mp.mpf(1) / 2, "agreement"),
    ("1/(1 - x*y)", [0, 0], [0.9, 0.9], lambda: mp.polylog(2, mp.mpf("0.81")), "agreement"),
]

BY_FACTORS = {
    "exp(-x^2 - y^2)": lambda: mp.pi / 4 * (mp.erf(2) + mp.erf(1)) * mp.erf(3),
    "cos(x1 + 2*x2 - x3)": lambda: (
        ((mp.expj(1) - 1) / 1j * (mp.expj(4) - 1) / 2j * (mp.expj(-3) - 1) / -1j).real
    ),
}


@pytest.mark.parametrize(("text", "lower", "upper", "exact", "method"), KNOWN)
def test_values_are_as_exact_as_they_say(text, lower, upper, exact, method):
    found = box_reference(parse_box_formula(text, len(lower)), lower, upper)
    with mp.workdps(50):
        error = abs(found.value - (exact or BY_FACTORS[text])())
    assert found.method == method
    assert error <= found.error
    assert 0 < found.error <= (1e-13 if method == "enclosure" else 1e-3) * max(1, abs(found.value))


def test_families_have_their_closed_form():
    for name in ("genz-gaussian", "genz-discontinuous", "theta-mixture"):
        integrand = box_integrand(name, 4)
        found = box_reference(integrand, np.zeros(4), np.full(4, 0.75))
        assert found.method == "antiderivative"
        assert found.value == integrand.integral(np.zeros(4), np.full(4, 0.75))
        assert 0 < found.error <= 1e-13 * abs(found.value)


def test_what_has_a_closed_form_in_some_inputs_leaves_the_others_to_quadrature():
    """The integral over the parameters as well, against the product rule on the marginal."""
    integrand = box_integrand("theta-gaussian", 5, seed=3)
    lower, upper = np.array(integrand.box.lower), np.array(integrand.box.upper)
    found = box_reference(integrand, lower, upper)
    marginal = integrand.marginal([0, 1, 2], lower[:3], upper[:3])
    nodes, weights = np.polynomial.legendre.leggauss(40)
    x, y = np.meshgrid((1 + nodes) / 2, 0.5 + (1 + nodes) / 2, indexing="ij")
    values = marginal(np.stack([x, y], axis=-1))
    expected = weights @ values @ weights / 4
    assert found.method == "agreement"
    assert abs(found.value - expected) <= found.error + 1e-14
    assert found.error <= 1e-12


def test_at_values_of_parameters():
    integrand = box_integrand("theta-gaussian", 3, seed=1)
    theta = [0.3, 0.8]
    found = box_reference(integrand, [0.0], [1.0], over=[0], rest=theta)
    assert found.value == integrand.marginal([0], [0.0], [1.0])(theta)
    formula = parse_box_formula("exp(-x1*x2*x3)")
    for rate in (-2.0, 0.5):
        found = box_reference(formula, [0.0], [2.0], over=[1], rest=[rate, 1.0])
        assert found.method == "enclosure"
        assert abs(found.value - (1 - math.exp(-2 * rate)) / rate) <= found.error + 1e-14
    both = box_reference(formula, [0.0, 0.0], [1.0, 1.0], over=[2, 0], rest=[1.0])
    assert both.method == "agreement"
    with mp.workdps(30):
        assert abs(both.value - (mp.euler + mp.e1(1))) <= both.error


def test_each_reversed_pair_changes_the_sign_and_equal_limits_are_zero():
    formula = parse_box_formula("x1 + x2^2")
    value = box_reference(formula, [0, 0], [1, 2])
    assert box_reference(formula, [1, 0], [0, 2]) == -value
    assert box_reference(formula, [1, 2], [0, 0]) == value
    assert box_reference(formula, [1, 0], [1, 2]) == Reference(0.0, 0.0, "antiderivative")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "sqrt(x1 - x2)",
            r"`sqrt\(x1-x2\)` is not a finite number at x1 = .*, x2 = .*; choose a box without ",
        ),
        (
            "1/(x1*x2 - 0.3)",
            r"`1/\(x1\*x2-0.3\)` cannot be integrated accurately over \[0, 1\].*; choose another",
        ),
        ("1/x2 + x1", r"`1/x2\+x1, x2 = x` is not integrable at x = 0, where it grows like"),
    ],
)
def test_what_is_not_known_is_said_in_one_sentence(text, sentence):
    with pytest.raises(ReferenceFailure, match=sentence):
        box_reference(parse_box_formula(text), [0, 0], [1, 1])


def test_a_factor_that_diverges_is_told_from_one_that_is_not_known():
    with pytest.raises(Divergence):
        box_reference(parse_box_formula("x1/x2"), [0, 0], [1, 1])


def test_outside_the_domain_of_a_family_nothing_is_known():
    with pytest.raises(ReferenceFailure, match="cannot be integrated accurately over"):
        box_reference(box_integrand("genz-corner-peak", 2), [-5, -5], [1, 1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([0, 0], [1]), "`upper` must be 2 finite numbers"),
        (([0, 0], [1, math.inf]), "`upper` must be 2 finite numbers"),
        (([0], [1], [0]), "`rest` must be 1 finite numbers"),
        (([], [], [], [1, 2]), "`over` must name at least one input, got none."),
        (([0], [1], [2], [1]), "`over` must name different inputs from 0 to 1, got"),
    ],
)
def test_what_does_not_fit_is_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        box_reference(parse_box_formula("x1*x2"), *arguments)
