"""Is what is claimed of a network's integral true, and is it not too much?"""

import math
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from nncore.certificates import Certificate, control_variate_estimate, error_estimate
from nncore.experiments import train
from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, Integrand
from nncore.network import OneHiddenNetwork
from nncore.quadrature import adaptive
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt

EPSILON = np.finfo(float).eps

REFERENCE_ERROR = 8 * EPSILON
"""An antiderivative is accurate to a few ulp of the integral of |f|; see `Integrand.integral`."""

FLOOR = 1e-13
"""Below this part of the integral of |f|, an estimate is not asked to be sharp."""

SHARPNESS = 100
N_INTERVALS = 20


def network(seed=0, n_hidden=8, activation="logistic"):
    w, b, v = np.random.default_rng(seed).normal(scale=4.0, size=(3, n_hidden))
    return OneHiddenNetwork(activation, w, b, v, 0.3)


def zero_network():
    return OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], 0.0)


def size_of(integrand):
    f, a, b = integrand.function, integrand.lower, integrand.upper
    return adaptive(lambda x: np.abs(f(x)), a, b, breakpoints=integrand.breakpoints).value


def trained(name, seed):
    """Return a network at a random stage of a small training, and its number of samples."""
    rng = np.random.default_rng([seed, 5])
    spec = IntegrationSpec(
        integrand=name,
        n_hidden=int(rng.integers(2, 25)),
        n_samples=int(rng.integers(30, 200)),
        nodes=str(rng.choice(["uniform", "chebyshev", "grid"])),
        trainer=LevenbergMarquardt(max_iterations=int(rng.integers(1, 12))),
        seed=seed,
    )
    return [*train(spec)][-1].network, spec.n_training_samples


def random_limits(integrand, seed):
    """Return the whole interval first; some of the others begin or end where it does."""
    rng = np.random.default_rng([seed, 6])
    a, b = rng.uniform(integrand.lower, integrand.upper, (2, N_INTERVALS))
    a[::3], b[0], b[1::6] = integrand.lower, integrand.upper, integrand.upper
    return a, b


# 31 integrands with 7 fits each, which is 217.
@pytest.mark.parametrize("name", sorted(INTEGRANDS))
def test_claims_are_honest_and_sharp_on_the_catalogue(name):
    integrand, sharp = INTEGRANDS[name], []
    slack = REFERENCE_ERROR * size_of(integrand)
    for seed in range(7):
        fit, n_samples = trained(name, seed)
        a, b = random_limits(integrand, seed)
        exact = integrand.integral(a, b)
        error = np.abs(fit.integral(a, b) - exact)
        claimed = error_estimate(fit, integrand, a, b, n_samples=n_samples)
        assert np.all(claimed.bound + slack >= error)
        assert np.all(claimed.estimate + slack >= error)
        assert np.all(claimed.corrected_error + slack >= np.abs(claimed.corrected - exact))
        sharp.append(
            claimed.estimate <= SHARPNESS * np.maximum(error, FLOOR * slack / REFERENCE_ERROR)
        )
    assert np.mean(sharp) >= 0.8


# Each with its exact integral in mpmath.
FORMULAS = {
    "exp(-x^2)*cos(3*x)": (
        (-2, 2),
        lambda: mp.quad(lambda x: mp.exp(-(x**2)) * mp.cos(3 * x), [-2, 0, 2]),
    ),
    "sqrt(x)*log(x)": ((0, 2), lambda: mp.sqrt(8) * (2 * mp.log(2) / 3 - mp.mpf(4) / 9)),
    "1/(1e-4+(x-0.25)^2)": ((0, 1), lambda: 100 * (mp.atan(75) + mp.atan(25))),
    "abs(sin(5*x))": ((0, 2), lambda: (6 + 1 + mp.cos(10)) / 5),
    "x^(-3/4)": ((0, 1), lambda: mp.mpf(4)),
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_claims_hold_against_mpmath(formula):
    (lower, upper), exact = FORMULAS[formula]
    with mp.workdps(50):
        truth = float(exact())
    fit = network()
    claimed = error_estimate(
        fit, parse_formula(formula, lower=lower, upper=upper), lower, upper, n_samples=100
    )
    error = abs(fit.integral(lower, upper) - truth)
    assert error <= claimed.estimate <= SHARPNESS * error
    assert error <= claimed.bound
    assert abs(claimed.corrected - truth) <= claimed.corrected_error <= 1e-10 * abs(truth)


def test_limits_broadcast_and_swap():
    cosine, fit = INTEGRANDS["cos"], network()
    one = error_estimate(fit, cosine, 0.0, 1.0)
    assert all(type(v) is float for v in (one.estimate, one.bound, one.corrected))
    swapped = error_estimate(fit, cosine, 1.0, 0.0)
    assert swapped.corrected == pytest.approx(-one.corrected, rel=1e-14)
    assert swapped.estimate == pytest.approx(one.estimate, rel=1e-12)
    many = error_estimate(fit, cosine, [[0.0], [1.0]], [0.0, 0.5, 1.0])
    assert many.estimate.shape == many.bound.shape == many.corrected.shape == (2, 3)
    assert many.corrected[0] == pytest.approx(np.sin([0, 0.5, 1]), rel=1e-14)
    nothing = error_estimate(fit, cosine, 0.7, 0.7)
    assert (nothing.estimate, nothing.bound, nothing.corrected) == (0.0, 0.0, 0.0)


def test_the_bound_is_that_of_cauchy_and_schwarz():
    """Against a constant network the integral of the square is known: e²/2 - 1/2 for eˣ."""
    claimed = error_estimate(zero_network(), INTEGRANDS["exp"], 0, 1)
    assert claimed.bound == pytest.approx(math.sqrt((math.e**2 - 1) / 2), rel=1e-12)
    assert claimed.estimate == pytest.approx(math.e - 1, rel=1e-12)


@pytest.mark.parametrize("name", ["inverse-sqrt", "log-over-sqrt", "arcsine"])
def test_the_bound_is_infinite_where_the_square_is_not_integrable(name):
    integrand = INTEGRANDS[name]
    claimed = error_estimate(network(), integrand, integrand.lower, integrand.upper)
    assert claimed.bound == math.inf
    assert math.isfinite(claimed.estimate)
    inside = error_estimate(network(), integrand, 0.2, 0.9)
    assert math.isfinite(inside.bound)


@pytest.mark.parametrize(
    ("name", "a", "b"),
    [("log", -1.0, 1.0), ("arcsine", 0.0, 2.0), ("sqrt", -2.0, -1.0)],
)
def test_outside_of_the_domain_nothing_is_claimed(name, a, b):
    claimed = error_estimate(network(), INTEGRANDS[name], [a, 0.1], [b, 0.2])
    assert claimed.estimate[0] == claimed.bound[0] == claimed.corrected_error[0] == math.inf
    assert math.isnan(claimed.corrected[0])
    assert np.isfinite([claimed.estimate[1], claimed.bound[1], claimed.corrected[1]]).all()


@pytest.mark.parametrize(
    "function", [lambda x: 1 / x, lambda x: x**-2.0, lambda x: np.where(x < 0.3, np.nan, x)]
)
def test_of_what_is_not_integrable_nothing_is_claimed(function):
    for ends in ((-1.0, 1.0), (0.0, 1.0)):
        claimed = error_estimate(network(), Integrand("f", "f(x)", *ends, function), *ends)
        assert claimed.estimate == claimed.bound == claimed.corrected_error == math.inf
        assert math.isnan(claimed.corrected)


@pytest.mark.parametrize("value", [0.0, -2.5])
def test_a_constant_is_certified(value):
    constant = Integrand("c", "c", 0.0, 3.0, lambda x: value)
    exact = OneHiddenNetwork("logistic", [1.0], [0.0], [0.0], value)
    claimed = error_estimate(exact, constant, 0, 3, n_samples=2)
    assert claimed.corrected == pytest.approx(3 * value, rel=1e-14)
    assert claimed.estimate <= FLOOR * 3 * abs(value)
    assert claimed.bound <= 1e-7 * abs(value)  # the root of rounding
    other = error_estimate(zero_network(), constant, 0, 3, n_samples=2)
    assert other.estimate == pytest.approx(3 * abs(value), rel=1e-12)


def test_a_single_undefined_point_is_filled_from_its_neighbours():
    def ratio(x):
        x = np.where(np.abs(x) < 0.2, np.round(x, 1), x)  # so that nodes hit 0/0 surely
        return np.where(x == 0, np.nan, 1.0)

    def sinc(x):
        return np.sin(x) / x

    integrand = Integrand("sinc", "", -1.0, 2.0, sinc)
    claimed = error_estimate(zero_network(), integrand, [-1.0, 0.0], [2.0, 1.0])
    with mp.workdps(30):
        exact = [float(mp.si(2) + mp.si(1)), float(mp.si(1))]
    assert claimed.corrected == pytest.approx(exact, rel=1e-13)
    wave = INTEGRANDS["sin-inverse"]  # 0 lies far outside of the default interval
    across = error_estimate(zero_network(), wave, -0.5, 1.0)
    assert abs(across.corrected - wave.integral(-0.5, 1.0)) <= across.corrected_error
    wide = Integrand("g", "", -1.0, 1.0, ratio)  # undefined on [-0.05, 0.05]
    assert error_estimate(zero_network(), wide, -1, 1).estimate == math.inf


def test_a_network_that_has_blown_up_is_claimed_nothing_for():
    broken = OneHiddenNetwork("logistic", [1.0, np.nan], [0.0, 1.0], [1.0, 1.0], 0.0)
    claimed = error_estimate(broken, INTEGRANDS["cos"], 0, 1)
    assert claimed.estimate == claimed.bound == math.inf
    assert claimed.corrected == pytest.approx(math.sin(1), rel=1e-14)


@pytest.mark.parametrize("n_samples", [1, 2, 335, 5_000, 100_000])
def test_the_integrand_is_seen_at_twice_the_samples(n_samples):
    seen = []

    def function(x):
        seen.append(np.array(x).ravel())
        return np.exp(x)

    integrand = Integrand("f", "f(x)", 0.0, 1.0, function)
    for a, b in ((0.0, 1.0), (0.25, 0.5)):
        integrand.is_integrable_on(a, b)  # whose own samples do not count
        seen.clear()
        certificate = Certificate.of(integrand, a, b, n_samples)
        fresh = np.concatenate([x for x in seen if x.size % 21 == 0 and x.size >= 42])
        assert np.count_nonzero((a < fresh) & (fresh < b)) >= 2 * n_samples
        assert certificate.n_evaluations >= 2 * n_samples
        assert certificate.panels.n_nodes <= 25_000
    grid = (np.arange(n_samples) + 0.5) / n_samples
    assert np.intersect1d(certificate.nodes, grid).size <= 1


def test_a_wide_network_is_judged_at_fewer_nodes_than_the_integrand():
    wide = network(n_hidden=5_000)
    certificate = Certificate.of(INTEGRANDS["runge"], -1.0, 1.0, 20_000, n_hidden=wide.n_hidden)
    assert certificate.n_evaluations >= 40_000
    assert certificate.panels.n_nodes <= 1_500
    judged = certificate.judge(wide)
    error = abs(wide.integral(-1.0, 1.0) - INTEGRANDS["runge"].integral(-1.0, 1.0))
    assert judged.estimate == pytest.approx(error, rel=1e-10)
    assert judged.bound >= error


def narrow_peak(center, width):
    return Integrand(
        "peak",
        "",
        0.0,
        1.0,
        lambda x: np.exp(-(((x - center) / width) ** 2)),
        antiderivative=lambda x: np.vectorize(
            lambda t: width * math.sqrt(math.pi) / 2 * math.erf((t - center) / width)
        )(x),
    )


@pytest.mark.parametrize("center", [0.1, 0.31, 0.5, 0.777, 0.9])
def test_a_peak_between_the_samples_is_seen(center):
    """Of a grid of 50 samples none lies within 0.01 of the peak, where it has fallen to e⁻⁴."""
    center = math.floor(center * 50) / 50
    peak = narrow_peak(center, 0.005)
    grid = (np.arange(50) + 0.5) / 50
    assert peak(grid).max() < 0.02
    exact = peak.integral(0.0, 1.0)
    claimed = error_estimate(zero_network(), peak, 0, 1, n_samples=50)
    assert claimed.bound >= claimed.estimate >= exact * (1 - 1e-12)
    assert claimed.corrected == pytest.approx(exact, rel=1e-12)


def box(lower, upper):
    return Integrand(
        "box",
        "",
        0.0,
        1.0,
        lambda x: np.where((lower < x) & (x < upper), 1.0, 0.0),
        antiderivative=lambda x: np.clip(x, lower, upper) - lower,
    )


# What the estimate cannot know, with what would tell it, and why.
MISSES = {
    "a peak far narrower than half of the samples' distance": (
        narrow_peak(0.512345, 1e-6),
        (0.512345,),
    ),
    "a jump and a jump back between two nodes": (box(0.20709, 0.20711), (0.20709, 0.20711)),
}


@pytest.mark.parametrize("reason", MISSES)
def test_known_misses_are_misses_and_a_break_point_mends_them(reason):
    integrand, breakpoints = MISSES[reason]
    exact = integrand.integral(0.0, 1.0)
    missed = error_estimate(zero_network(), integrand, 0, 1, n_samples=50)
    assert missed.bound < 0.01 * exact
    told = replace(integrand, breakpoints=breakpoints)
    mended = error_estimate(zero_network(), told, 0, 1, n_samples=50)
    assert mended.estimate == pytest.approx(exact, rel=1e-10)


def test_a_few_floats_beside_a_pole_are_a_known_miss():
    """So near to 1, the rounding of x changes 1/sqrt(1 - x²) as much as the integral itself."""
    integrand, exact = INTEGRANDS["arcsine"], {}
    for n_floats in (8, 8_000):
        a = 1 - n_floats * EPSILON / 2
        exact[n_floats] = integrand.integral(a, 1.0)
        claimed = error_estimate(zero_network(), integrand, a, 1.0, n_samples=500)
        assert (claimed.estimate >= exact[n_floats]) == (n_floats == 8_000)
    assert exact[8] < 1e-7


def test_a_network_that_follows_what_the_nodes_cannot_resolve_helps():
    """160,000 waves: the rule alone knows nothing of them, and the network's integral is exact."""
    frequency = 1e6
    waves = Integrand(
        "waves",
        "",
        0.0,
        1.0,
        lambda x: np.sin(frequency * x),
        antiderivative=lambda x: -np.cos(frequency * x) / frequency,
    )
    follows = OneHiddenNetwork("sine", [frequency], [0.0], [0.999], 0.0)
    claimed = error_estimate(follows, waves, 0, 1, n_samples=100)
    alone = error_estimate(zero_network(), waves, 0, 1, n_samples=100)
    exact = waves.integral(0.0, 1.0)
    assert claimed.corrected_error < 0.01 * alone.corrected_error
    for answer in (claimed, alone):
        assert abs(answer.corrected - exact) <= answer.corrected_error


def test_steep_units_between_the_nodes_are_seen():
    """The step of a unit has width 1e-9; no node resolves it, and its integral is known."""
    steep = OneHiddenNetwork("logistic", [1e9, 1e9], [-5e8, -5.000001e8], [1e3, -1e3], 0.0)
    error = abs(steep.integral(0.0, 1.0) - (math.e - 1))
    claimed = error_estimate(steep, INTEGRANDS["exp"], 0, 1, n_samples=100)
    assert claimed.estimate == pytest.approx(error, rel=1e-12)
    assert claimed.bound >= error


def test_a_certificate_judges_many_networks():
    integrand = INTEGRANDS["log"]
    a, b = np.array([0.0, 5.0, 50.0]), np.array([5.0, 20.0, 140.0])
    certificate = Certificate.of(integrand, a, b, 300)
    exact = integrand.integral(a, b)
    for seed in range(3):
        fit = network(seed)
        judged = certificate.judge(fit)
        error = np.abs(fit.integral(a, b) - exact)
        assert judged.estimate == pytest.approx(error, rel=1e-10)
        assert np.all(judged.bound >= error)
        assert judged.corrected == pytest.approx(exact, rel=1e-13)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"a": math.inf}, "`a` must be finite, got inf."),
        ({"b": [1.0, math.nan]}, "`b` must be finite, got nan."),
        ({"n_samples": 0}, "`n_samples` must be at least 1, got 0."),
    ],
)
def test_bad_input_is_named(options, sentence):
    with pytest.raises(ValueError) as error:
        error_estimate(network(), INTEGRANDS["cos"], **{"a": 0.0, "b": 1.0, **options})
    assert str(error.value) == sentence


# Three standard errors hold in 99.73 % of the draws. Of 2,000, 5.4 miss on average, and more than
# 16 with a probability below 1e-4.
N_DRAWS = 2_000
MAX_MISSES = 16


@pytest.mark.parametrize("n_samples", [2, 5, 40])
def test_held_out_samples_claim_three_standard_errors(n_samples):
    """The residual is Gaussian noise about the network itself: Student's factor is exact then."""
    rng, fit = np.random.default_rng(n_samples), network()
    truth, missed = fit.integral(0.0, 2.0), 0
    for _ in range(N_DRAWS):
        x = rng.uniform(0.0, 2.0, n_samples)
        y = fit(x) + rng.normal(size=n_samples)
        found = control_variate_estimate(fit, x, y, 0.0, 2.0)
        missed += abs(found.corrected - truth) > found.corrected_error
    assert missed <= MAX_MISSES


def test_held_out_samples_correct_a_poor_network_without_bias():
    integrand, fit = INTEGRANDS["runge"], network()
    rng = np.random.default_rng(3)
    exact = integrand.integral(-0.5, 1.0)
    corrections = []
    for _ in range(400):
        x = rng.uniform(-1, 1, 200)
        found = control_variate_estimate(fit, x, integrand(x), -0.5, 1.0)
        assert found.n_samples == np.count_nonzero(x >= -0.5)
        assert found.estimate >= abs(found.correction)
        corrections.append(found.corrected)
    # four standard errors of the mean of 400
    assert abs(np.mean(corrections) - exact) <= 4 * np.std(corrections) / 20


def test_a_good_network_narrows_the_claim_of_the_samples():
    x = np.random.default_rng(0).uniform(0.0, 1.0, 500)
    fit, _ = trained("exp", 2)
    helped = control_variate_estimate(fit, x, np.exp(x), 0, 1)
    alone = control_variate_estimate(zero_network(), x, np.exp(x), 0, 1)
    assert helped.standard_error < 0.01 * alone.standard_error
    assert abs(helped.corrected - (math.e - 1)) <= helped.corrected_error
    # the plain Monte Carlo estimate and its textbook standard error
    assert alone.corrected == pytest.approx(np.exp(x).mean(), rel=1e-14)
    assert alone.standard_error == pytest.approx(np.exp(x).std(ddof=1) / np.sqrt(500), rel=1e-12)


def test_held_out_samples_on_several_intervals():
    x = np.array([0.1, 0.2, 0.3, 0.7])
    found = control_variate_estimate(zero_network(), x, 2 * x, [0.0, 0.5, 0.8, 0.4], [0.5, 1, 1, 0])
    assert found.n_samples.tolist() == [3, 1, 0, 3]
    assert found.corrected == pytest.approx([0.2, 0.7, 0.0, -0.16], rel=1e-14)
    assert found.corrected_error[0] > 0 and np.isinf(found.corrected_error[1:3]).all()
    assert np.isinf(found.estimate[1:3]).all()


def test_samples_must_be_pairs():
    with pytest.raises(ValueError, match=r"^`x` and `y` must be vectors of the same length"):
        control_variate_estimate(network(), [0.1, 0.2], [1.0], 0, 1)


def test_limits_far_beyond_the_training_interval_need_no_more_memory():
    integrand = parse_formula("x^2", lower=-1.0, upper=1.0)
    network = OneHiddenNetwork("tanh", [1.0], [0.0], [1.0], 0.0)
    found = error_estimate(network, integrand, -1e7, 1e7)
    assert found.corrected == pytest.approx(2e21 / 3, rel=1e-9)
