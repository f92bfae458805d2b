"""Drawing integrands: seeds, difficulties, parameters, and numbers that do not fit."""

import pickle

import numpy as np
import pytest

from nncore.integrands import BOX_INTEGRANDS, box_integrand

# Of Novak and Ritter 1996.
DIFFICULTIES = {
    "genz-oscillatory": 9.0,
    "genz-product-peak": 7.25,
    "genz-corner-peak": 1.85,
    "genz-gaussian": 7.03,
    "genz-continuous": 20.4,
    "genz-discontinuous": 4.3,
}


@pytest.mark.parametrize("name", DIFFICULTIES)
def test_the_difficulty_is_the_sum_of_a(name):
    for n_inputs in (1, 4, 8):
        slopes = box_integrand(name, n_inputs, seed=n_inputs).function.slopes
        assert min(slopes) > 0
        assert sum(slopes) == pytest.approx(DIFFICULTIES[name], rel=1e-14)
    slopes = box_integrand(name, 3, difficulty=2.5).function.slopes
    assert sum(slopes) == pytest.approx(2.5, rel=1e-14)


@pytest.mark.parametrize("name", BOX_INTEGRANDS)
def test_a_seed_draws_one_integrand(name):
    first, again, other = (box_integrand(name, 5, seed=seed) for seed in (7, 7, 8))
    assert first == again == pickle.loads(pickle.dumps(first))
    assert hash(first) == hash(again)
    assert first != other
    points = np.random.default_rng(0).random((50, 5))
    assert np.array_equal(first(points), again(points))
    assert not np.allclose(first(points), other(points))


@pytest.mark.parametrize("name", BOX_INTEGRANDS)
def test_values_have_the_shape_of_the_points_and_are_finite_in_the_box(name):
    for n_inputs in (2, 8):
        integrand = box_integrand(name, n_inputs)
        points = integrand.box.from_unit(np.random.default_rng(1).random((4, 5, n_inputs)))
        values = integrand(points)
        assert values.shape == (4, 5)
        assert np.isfinite(values).all()
        assert integrand(points[0, 0]) == pytest.approx(values[0, 0], rel=1e-14)
        assert isinstance(integrand(points[0, 0]), float)
        assert integrand.n_inputs == integrand.box.n_inputs == n_inputs


@pytest.mark.parametrize(
    ("name", "n_inputs", "n_parameters", "expected"),
    [
        ("genz-gaussian", 3, None, ()),
        ("theta-gaussian", 2, None, (1,)),
        ("theta-gaussian", 5, None, (3, 4)),
        ("theta-gaussian", 7, 4, (3, 4, 5, 6)),
        ("theta-oscillatory", 3, 2, (1, 2)),
        ("theta-exponential", 4, 2, (2, 3)),
        ("theta-mixture", 8, 5, (3, 4, 5, 6, 7)),
    ],
)
def test_parameters_are_the_last_inputs(name, n_inputs, n_parameters, expected):
    assert box_integrand(name, n_inputs, n_parameters=n_parameters).parameters == expected


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"name": "genz", "n_inputs": 2},
            "`integrand` must be one of genz-oscillatory, .*, got genz.",
        ),
        (
            {"name": "genz-gaussian", "n_inputs": 0},
            "`n_inputs` must be at least 1 and at most 8, got 0.",
        ),
        (
            {"name": "genz-gaussian", "n_inputs": 9},
            "`n_inputs` must be at least 1 and at most 8, got 9.",
        ),
        (
            {"name": "genz-gaussian", "n_inputs": 2, "difficulty": 0},
            "`difficulty` must be a positive number, got 0.0.",
        ),
        (
            {"name": "genz-gaussian", "n_inputs": 2, "difficulty": float("nan")},
            "`difficulty` must be a positive number, got nan.",
        ),
        (
            {"name": "genz-gaussian", "n_inputs": 2, "n_parameters": 1},
            "`genz-gaussian` with 2 inputs can have 0 to 0 parameters, got 1.",
        ),
        (
            {"name": "theta-exponential", "n_inputs": 4, "n_parameters": 3},
            "`theta-exponential` with 4 inputs can have 1 to 2 parameters, got 3.",
        ),
        (
            {"name": "theta-mixture", "n_inputs": 1},
            "`theta-mixture` has a variable and a parameter at least; `n_inputs` must be at least "
            "2, got 1.",
        ),
    ],
)
def test_numbers_that_do_not_fit_are_named(options, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        box_integrand(**options)
