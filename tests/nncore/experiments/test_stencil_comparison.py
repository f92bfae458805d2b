import dataclasses
import math

import mpmath as mp
import numpy as np
import pytest

from nncore.experiments import optimal_stencil
from nncore.experiments.stencil_comparison import (
    band_error,
    is_at_optimum,
    reference_stencils,
    try_on_field,
)
from nncore.specs import StencilSpec
from nncore.stencils.formula_field import formula_field

FIVE = (-2, -1, 0, 1, 2)
CENTRAL = StencilSpec()


def test_the_references_are_optimum_taylor_and_what_the_notebook_printed():
    found = reference_stencils(CENTRAL)
    assert list(found) == ["optimum", "taylor", "notebook"]
    np.testing.assert_array_equal(found["optimum"], optimal_stencil(CENTRAL))
    np.testing.assert_array_equal(found["taylor"], [-0.5, 0.0, 0.5])
    # Cells 5, 8 and 11 of the notebook.
    np.testing.assert_array_equal(found["notebook"], [-0.5182046, -0.00181072, 0.5201305])
    forward = reference_stencils(StencilSpec(offsets=(0, 1)))
    np.testing.assert_array_equal(forward["notebook"], [-0.95007384, 1.01301466])
    backward = reference_stencils(StencilSpec(offsets=(-1, 0)))
    np.testing.assert_array_equal(backward["notebook"], [-1.0124806, 0.95030844])


@pytest.mark.parametrize(
    ("changes", "taylor"),
    [
        ({"derivative_order": 2}, [1, -2, 1]),
        ({"offsets": FIVE}, np.array([1, -8, 0, 8, -1]) / 12),
        ({"offsets": (-2, -1, 1, 2), "derivative_order": 3}, [-0.5, 1.0, -1.0, 0.5]),
        ({"offsets": (0, 1, 2)}, [-1.5, 2.0, -0.5]),
    ],
    ids=str,
)
def test_the_notebook_has_nothing_to_say_about_other_stencils(changes, taylor):
    found = reference_stencils(StencilSpec(**changes))
    assert list(found) == ["optimum", "taylor"]
    np.testing.assert_allclose(found["taylor"], taylor, rtol=1e-15)


def sampled_errors(spec, coefficients, modes, n_fields=4_000):
    """The mean squared error on each of many fields, drawn and differentiated here."""
    rng = np.random.default_rng(8)
    n_points = round((spec.upper - spec.lower) / spec.spacing)
    x = spec.lower + spec.spacing * np.arange(n_points)
    k = np.pi * rng.choice(modes, (2, n_fields, 1))
    a, b = rng.random((n_fields, 1)), 2.0 * rng.random((n_fields, 1))
    d = spec.derivative_order
    u, exact = (
        b
        * sum(
            share * wavenumber**m * np.sin(wavenumber * x + m * np.pi / 2)
            for share, wavenumber in zip((a, 1 - a), k, strict=True)
        )
        for m in (0, d)
    )
    u += spec.noise * rng.standard_normal(u.shape)
    left, right = max(0, -min(spec.offsets)), max(0, max(spec.offsets))
    inner = np.arange(left, n_points - right)
    predicted = sum(c * u[:, inner + s] for s, c in zip(spec.offsets, coefficients, strict=True))
    return np.mean((predicted / spec.spacing**d - exact[:, inner]) ** 2, axis=1)


SAMPLED = {
    "central": CENTRAL,
    "forward, noisy": StencilSpec(offsets=(0, 1), noise=0.2),
    "second derivative": StencilSpec(
        derivative_order=2, spacing=0.02, lower=-1.0, upper=1.5, max_mode=7
    ),
    "beyond the grid's waves": StencilSpec(max_mode=150, upper=0.0),
    "one mode": StencilSpec(max_mode=1, noise=0.1),
    "aside": StencilSpec(offsets=(1, 3), lower=0.25, upper=1.0, max_mode=10),
}


@pytest.mark.parametrize("beyond", [False, True], ids=["inside", "beyond"])
@pytest.mark.parametrize("name", SAMPLED)
def test_the_band_error_is_that_of_many_fields(name, beyond):
    spec = SAMPLED[name]
    low, high = (spec.max_mode, 2 * spec.max_mode) if beyond else (0, spec.max_mode)
    for coefficients in (reference_stencils(spec)["taylor"], np.arange(1.0, len(spec.offsets) + 1)):
        errors = sampled_errors(spec, coefficients, np.arange(low, high))
        found = band_error(spec, coefficients, beyond)
        # Four standard errors of the mean: one case in 16,000 is further away.
        assert abs(found - errors.mean()) < 4 * errors.std() / math.sqrt(errors.size)
        assert found > 0


def test_the_optimum_is_best_inside_its_band_only():
    found = reference_stencils(CENTRAL)
    inside = {method: band_error(CENTRAL, stencil) for method, stencil in found.items()}
    assert min(inside, key=inside.get) == "optimum"
    assert inside["taylor"] > 5 * inside["optimum"]
    beyond = {method: band_error(CENTRAL, c, beyond=True) for method, c in found.items()}
    assert all(beyond[method] > 50 * inside[method] for method in found)


def test_the_band_error_of_the_fastest_waves_that_are_allowed():
    """Modes up to 1,999 on 400 points, where nearly all of them look like slower ones."""
    spec = StencilSpec(max_mode=1_000)
    taylor = np.array([-0.5, 0.0, 0.5])
    errors = [band_error(spec, taylor), band_error(spec, taylor, beyond=True)]
    for error, modes in zip(errors, (np.arange(1_000), np.arange(1_000, 2_000)), strict=True):
        sampled = sampled_errors(spec, taylor, modes)
        assert abs(error - sampled.mean()) < 4 * sampled.std() / math.sqrt(sampled.size)


def test_the_waves_of_an_experiment_are_gone_through_once(monkeypatch):
    """A page asks for the error of the learned stencil in every picture."""
    spec = StencilSpec(max_mode=13, upper=1.7)
    taylor = np.array([-0.5, 0.0, 0.5])
    before = band_error(spec, taylor)
    monkeypatch.delattr("nncore.stencils.optimal.waves")
    assert band_error(dataclasses.replace(spec, seed=5), 2 * taylor) > before
    assert band_error(spec, taylor) == before
    with pytest.raises(NameError):  # another one has to go through them
        band_error(dataclasses.replace(spec, max_mode=14), taylor)


@pytest.mark.parametrize("size", [1e200, 1e307])
def test_a_stencil_that_has_blown_up_has_an_infinite_error(size):
    blown_up = size * np.array([1.0, -1.0, 1.0])
    assert not math.isfinite(band_error(CENTRAL, blown_up))
    field = formula_field("sin(3*x)", -2.0, 2.0, 1)
    trial = try_on_field(CENTRAL, field, {"learned": blown_up})
    assert not math.isfinite(trial.root_mean_square("learned"))


FIELDS = {
    "sin(3*pi*x)": lambda x: mp.sin(3 * mp.pi * x),
    "exp(-x^2)": lambda x: mp.exp(-(x**2)),
    "x^3": lambda x: x**3,
}


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("text", FIELDS)
def test_stencils_are_tried_on_a_formula(text, order):
    """Against mpmath, which differentiates the function and adds up the stencil."""
    spec = StencilSpec(offsets=(-2, 0, 1, 2), derivative_order=order, spacing=0.25)
    stencils = {**reference_stencils(spec), "learned": np.array([0.3, -2.0, 1.0, 0.7])}
    trial = try_on_field(spec, formula_field(text, spec.lower, spec.upper, order), stencils)
    # 16 points from -2 to 1.75, of which two at each end are too near to it.
    np.testing.assert_array_equal(trial.x, -1.5 + 0.25 * np.arange(12))
    assert set(trial.errors) == set(stencils)
    with mp.workdps(50):
        for i, x in enumerate(trial.x):
            exact = mp.diff(FIELDS[text], mp.mpf(float(x)), order)
            # Rounding of the formula and of its derivative, of size (3π)³ at most.
            assert trial.exact[i] == pytest.approx(float(exact), rel=1e-12, abs=1e-10)
            for method, coefficients in stencils.items():
                points = [mp.mpf(float(x)) + s * mp.mpf("0.25") for s in spec.offsets]
                values = [FIELDS[text](point) for point in points]
                error = mp.fdot(map(mp.mpf, coefficients), values) / mp.mpf("0.25") ** order - exact
                assert trial.errors[method][i] == pytest.approx(float(error), rel=1e-9, abs=1e-9)


def test_the_size_of_the_errors_is_their_root_mean_square():
    field = formula_field("sin(3*pi*x)", -2.0, 2.0, 1)
    trial = try_on_field(CENTRAL, field, {"taylor": np.array([-0.5, 0.0, 0.5])})
    # The modified wavenumber: sin θ / θ of the derivative is left, which is 3π cos 3πx, over
    # 398 points of 400 that make six whole periods.
    theta = 3 * np.pi * 0.01
    expected = (1 - np.sin(theta) / theta) * 3 * np.pi / np.sqrt(2)
    assert trial.root_mean_square("taylor") == pytest.approx(expected, rel=0.005)


def test_a_polynomial_is_differentiated_exactly_by_taylor_alone():
    spec = StencilSpec(offsets=FIVE)
    trial = try_on_field(spec, formula_field("x^4 - 2*x", -2.0, 2.0, 1), reference_stencils(spec))
    # Five values of up to 20 with weights of up to 0.67 / Δx: some 1e-16 of 1,400.
    assert np.max(np.abs(trial.errors["taylor"])) < 1e-11
    assert trial.root_mean_square("optimum") > 1e-3


def test_a_stencil_needs_a_coefficient_for_each_offset():
    field = formula_field("x", -2.0, 2.0, 1)
    with pytest.raises(ValueError, match="`coefficients` must be one number for each of the 3"):
        try_on_field(CENTRAL, field, {"learned": np.zeros(2)})


def test_weights_settle_where_they_are_clearly_nearer_to_the_optimum():
    found = reference_stencils(CENTRAL)
    optimum, taylor = found["optimum"], found["taylor"]
    assert is_at_optimum(found["notebook"], optimum, taylor)  # Adam had learned them
    assert not is_at_optimum(taylor, optimum, taylor)
    assert not is_at_optimum((optimum + taylor) / 2, optimum, taylor)
    assert not is_at_optimum(np.full(3, math.nan), optimum, taylor)
