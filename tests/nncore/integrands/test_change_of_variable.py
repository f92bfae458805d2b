"""Integrals to infinity against mpmath and against antiderivatives, and what is refused."""

import math
import pickle

import mpmath as mp
import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.formulas import FormulaError, parse_formula
from nncore.integrands import INTEGRANDS, InfiniteInterval, on_finite_interval
from nncore.samples.dataset import sample
from nncore.starts.initializers import initialize
from nncore.trainers import LevenbergMarquardt

INF = math.inf

# Of a reference from an antiderivative or from adaptive quadrature of a smooth function.
REFERENCE = 1e-13


@pytest.mark.parametrize(
    ("formula", "lower", "upper"),
    [
        ("exp(-x^2)", -INF, INF),
        ("exp(-x^2)", 1.0, INF),
        ("1/(1+x^4)", -INF, INF),
        ("1/(1+x^2)", -INF, 2.0),
        ("x^3*exp(-x)", 0.0, INF),
        ("exp(-x)*sin(3*x)", 0.0, INF),
        ("1/cosh(x)", -INF, INF),
        ("x*exp(x)", -INF, 0.0),
    ],
)
def test_integrals_of_formulas_are_mpmaths(formula, lower, upper):
    integrand = on_finite_interval(parse_formula(formula), lower, upper)
    assert integrand.antiderivative is None
    functions = {
        "exp(-x^2)": lambda x: mp.exp(-x * x),
        "1/(1+x^4)": lambda x: 1 / (1 + x**4),
        "1/(1+x^2)": lambda x: 1 / (1 + x**2),
        "x^3*exp(-x)": lambda x: x**3 * mp.exp(-x),
        "exp(-x)*sin(3*x)": lambda x: mp.exp(-x) * mp.sin(3 * x),
        "1/cosh(x)": mp.sech,
        "x*exp(x)": lambda x: x * mp.exp(x),
    }
    with mp.workdps(50):
        exact = mp.quad(functions[formula], [lower, *([0.5] if lower < 0.5 < upper else []), upper])
    assert integrand.integral(*InfiniteInterval(lower, upper).limits) == pytest.approx(
        float(exact), rel=REFERENCE
    )


@pytest.mark.parametrize("name", ["gauss", "cauchy", "runge", "lorentzian", "three-peaks"])
def test_parts_of_an_infinite_interval_have_the_integrals_in_x(name):
    integrand = INTEGRANDS[name]
    interval = InfiniteInterval(-INF, INF)
    mapped = on_finite_interval(integrand, -INF, INF)
    a, b = np.array([-1.0, 0.5, -7.0, 0.3]), np.array([2.0, 0.75, -INF, INF])
    expected = [integrand.integral(low, high) for low, high in zip(a, b, strict=True)]
    whole = integrand.integral(-INF, INF)
    np.testing.assert_allclose(
        mapped.integral(interval.to_t(a), interval.to_t(b)), expected, rtol=0, atol=1e-15 * whole
    )


def test_a_wave_that_decays():
    mapped = on_finite_interval(INTEGRANDS["damped-sine"], 0.0, INF)
    # ∫ e⁻ˣ sin 10x = 10 / 101
    assert mapped.integral(0.0, 1.0) == pytest.approx(10 / 101, rel=REFERENCE)


@pytest.mark.parametrize(
    ("integrand", "lower", "upper"),
    [
        ("1+0*x", 0.0, INF),
        ("1/(1+x)", 0.0, INF),
        ("sin(x)", 0.0, INF),
        ("exp(x)", -INF, INF),
        ("sqrt(x)*exp(-x)", -INF, INF),
        ("sawtooth", 0.0, INF),
        ("log", 1.0, INF),
    ],
)
def test_what_has_no_integral_is_refused(integrand, lower, upper):
    function = INTEGRANDS.get(integrand) or parse_formula(integrand, 6.0, 7.0)
    with pytest.raises(ValueError, match=r"cannot be integrated from (-inf|\d) to inf: it must be"):
        on_finite_interval(function, lower, upper)


@pytest.mark.parametrize("name", ["sinc", "sin(x)/x", "cos(x^2)"])
def test_an_integral_of_which_that_of_the_absolute_value_is_infinite(name):
    function = INTEGRANDS.get(name) or parse_formula(name, 0.0, INF)
    mapped = on_finite_interval(function, 0.0, INF)
    truth = math.sqrt(math.pi / 8) if name == "cos(x^2)" else math.pi / 2
    assert mapped.integral(0.0, 1.0) == pytest.approx(truth, rel=REFERENCE)
    assert not mapped.is_integrable_on(0.0, 1.0)
    assert mapped.is_integrable_on(0.0, 0.5)


@pytest.mark.parametrize(
    ("text", "lower", "pole"), [("1/x^2", 0.0, 0), ("1/(x-5)", 4.0, 5), ("1/(x-5)^2", 1.0, 5)]
)
def test_a_pole_before_infinity_is_named(text, lower, pole):
    with pytest.raises(ValueError, match=f"is not integrable at x = {pole}, where it grows like"):
        on_finite_interval(parse_formula(text, 6.0, 7.0), lower, INF)


@pytest.mark.parametrize("power", [1.1, 1.5, 2.0, 3.0])
def test_what_falls_just_faster_than_the_harmonic_function_is_not(power):
    integrand = on_finite_interval(parse_formula(f"(1+x)^(-{power})"), 0.0, INF)
    # Near t = 1, where g is infinite for powers below 2, the floats are 1e-16 apart: what lies
    # beyond the last one is 1e-16^(power - 1), at power 1.1 a fortieth. QUADPACK extrapolates it.
    assert integrand.integral(0.0, 1.0) == pytest.approx(1 / (power - 1), rel=1e-9)


def test_break_points_are_mapped():
    integrand = parse_formula("exp(-abs(x-2))", 0.0, 5.0)
    mapped = on_finite_interval(integrand, 0.0, INF)
    assert mapped.breakpoints == pytest.approx((2 / 3,), abs=1e-15)  # t = x / (1 + x)
    dataset = sample(
        mapped, 0.0, 1.0, nodes="gauss-legendre", n_samples=60, rng=np.random.default_rng(0)
    )
    assert np.count_nonzero(dataset.x_train < 2 / 3) == 40
    weights = [
        (b - a) / 2 * np.polynomial.legendre.leggauss(n)[1]
        for a, b, n in ((0, 2 / 3, 40), (2 / 3, 1, 20))
    ]
    # ∫ from 0 is 2 - e⁻²; the rule on panels is as good as on a smooth function, without them
    # it would be off by 6e-3.
    assert np.dot(np.concatenate(weights), dataset.y_train) == pytest.approx(
        2 - math.exp(-2), abs=1e-10
    )


def test_a_mapped_integrand_survives_pickling():
    for integrand in (INTEGRANDS["gauss"], parse_formula("1/(1+x^2)")):
        mapped = on_finite_interval(integrand, -INF, INF)
        again = pickle.loads(pickle.dumps(mapped))
        t = np.linspace(-1.0, 1.0, 11)
        np.testing.assert_array_equal(again(t), mapped(t))
        assert again.integral(-1.0, 1.0) == mapped.integral(-1.0, 1.0)


@pytest.mark.parametrize("name", ["gauss", "cauchy"])
def test_a_network_in_t_integrates_to_infinity_in_closed_form(name):
    integrand = INTEGRANDS[name]
    interval = InfiniteInterval(-INF, INF)
    mapped = on_finite_interval(integrand, -INF, INF)
    rng = np.random.default_rng(0)
    dataset = sample(mapped, -1.0, 1.0, nodes="chebyshev", n_samples=400, rng=rng)
    start = initialize("curvature", "logistic", 40, dataset, rng)
    *_, last = LevenbergMarquardt(max_iterations=40).iterations(start, dataset, rng)
    a, b = np.array([-INF, 0.0, -3.0, 0.5]), np.array([INF, INF, 1.0, 50.0])
    found = last.network.integral(interval.to_t(a), interval.to_t(b))
    expected = [integrand.integral(low, high) for low, high in zip(a, b, strict=True)]
    assert last.validation_loss < 1e-9
    # |I - Î| ≤ √((b-a) ∫(g-ĝ)²), and over a length of 2 in t the integral is twice the mean, which
    # 197 random points give to some ten per cent.
    limit = 1.3 * 2.0 * math.sqrt(last.validation_loss)
    np.testing.assert_allclose(found, expected, rtol=0, atol=limit)
    claim = error_estimate(last.network, mapped, interval.to_t(a), interval.to_t(b))
    # 1e-14 is the rounding of a reference of size 1 to 3.
    assert np.all(np.abs(found - expected) <= claim.estimate + 1e-14)
    assert np.all(np.abs(claim.corrected - expected) <= claim.corrected_error + 1e-14)


def test_a_formula_may_have_an_infinite_interval():
    integrand = parse_formula("exp(-abs(x-2))*sign(x+20)", lower=-INF, upper=INF)
    assert (integrand.lower, integrand.upper) == (-INF, INF)
    assert integrand.breakpoints == pytest.approx((-20.0, 2.0), abs=1e-12)
    # ∫ e^(-|x-2|) is 2, of which e⁻²² lies below -20 and counts negative.
    exact = 2 - 2 * math.exp(-22)
    assert integrand.integral(-INF, INF) == pytest.approx(exact, rel=REFERENCE)
    assert integrand.integral(INF, 2.0) == pytest.approx(-1.0, rel=REFERENCE)
    assert integrand.integral(2.0, 5.0) == pytest.approx(-math.expm1(-3.0), rel=REFERENCE)
    assert integrand.is_defined_on(-INF, 3.0)
    assert integrand.is_integrable_on(0.0, INF)
    mapped = on_finite_interval(integrand, -INF, INF)
    assert len(mapped.breakpoints) == 2
    assert mapped.integral(-1.0, 1.0) == pytest.approx(exact, rel=REFERENCE)


def test_narrow_peaks_far_out_are_found():
    integrand = parse_formula("exp(-1e4*(x-30)^2)", lower=0.0, upper=INF)
    assert integrand.breakpoints
    assert integrand.integral(0.0, INF) == pytest.approx(math.sqrt(math.pi) / 100, rel=REFERENCE)


@pytest.mark.parametrize("text", ["1/x", "sin(x)", "x"])
def test_a_formula_without_an_integral_to_infinity_is_refused(text):
    with pytest.raises(FormulaError, match="cannot be integrated from 1 to inf"):
        parse_formula(text, lower=1.0, upper=INF)
    on_a_part = parse_formula(text, lower=6.0, upper=7.0)
    assert math.isnan(on_a_part.integral(4.0, INF))


def test_a_formula_that_is_not_real_further_out_is_not_defined_there():
    integrand = parse_formula("sqrt(9-x)")
    assert integrand.is_defined_on(0.0, 9.0)
    assert not integrand.is_defined_on(0.0, INF)
    assert math.isnan(integrand.integral(0.0, INF))
