"""The curves of work against precision, and the break-even."""

import math

import numpy as np
import pytest
from scipy import integrate

from nncore.comparisons.work_precision import (
    Curve,
    WorkPrecision,
    classical_curves,
    random_limits,
    trained_networks,
    work_precision,
)
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.quadrature import RULES
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt

EVALUATIONS = (3, 9, 21, 35, 67, 131)
SIZE = math.e - 1
"""Of the integral of eˣ over [0, 1]."""


def constant(value):
    return OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], value)


def test_limits_are_the_whole_and_parts_of_it():
    limits = np.array(random_limits(-1.0, 3.0))
    assert limits.shape == (10, 2)
    assert limits[0].tolist() == [-1.0, 3.0]
    assert np.all((limits[:, 0] < limits[:, 1]) & (limits[:, 0] >= -1) & (limits[:, 1] <= 3))
    assert random_limits(-1.0, 3.0) == random_limits(-1.0, 3.0)


def test_a_curve_holds_the_largest_error_of_its_rule():
    limits = random_limits(0.0, 1.0)
    curve = classical_curves(INTEGRANDS["exp"], limits, EVALUATIONS)["simpson"]
    errors = []
    for a, b in limits:
        x = np.linspace(a, b, 9)
        errors.append(abs(integrate.simpson(np.exp(x), x=x) - (math.exp(b) - math.exp(a))))
    assert curve.label == RULES["simpson"].label
    assert curve.evaluations.tolist() == list(EVALUATIONS)
    assert curve.error[1] == pytest.approx(max(errors) / SIZE, rel=1e-9)


def test_curves_have_points_where_the_rules_have_levels():
    curves = classical_curves(INTEGRANDS["log"], random_limits(0.0, 100.0), EVALUATIONS)
    assert list(curves) == list(RULES)
    assert curves["tanh-sinh"].evaluations.tolist() == [35, 67, 131]
    assert np.all(np.isinf(curves["simpson"].error))  # ln 0
    for curve in curves.values():
        assert np.all(np.diff(curve.evaluations) > 0)
    assert curves["tanh-sinh"].error[-1] < 1e-13 < curves["gauss-legendre"].error[-1]


def test_nni_costs_its_samples_once():
    found = work_precision(
        INTEGRANDS["exp"], [(40, constant(1.5)), (10, constant(1.0))], 0.0, 1.0, evaluations=(3, 9)
    )
    assert found.nni.evaluations.tolist() == [10, 40]
    a, b = np.transpose(found.limits)
    worst = np.abs((b - a) - (np.exp(b) - np.exp(a))).max()
    assert found.nni.error[0] == pytest.approx(worst / SIZE, rel=1e-12)


def curve(evaluations, error):
    return Curve("rule", np.array(evaluations, float), np.array(error, float))


@pytest.mark.parametrize(
    ("error", "needed", "n_limits", "is_at_most"),
    [
        ([1e-1, 1e-4, 1e-9], 20, 5, False),
        ([1e-1, 1e-3, 1e-9], 20, 5, False),  # as good is good enough
        ([1e-4, 1e-2, 1e-9], 30, 4, False),  # good by chance with 10, and worse with 20
        ([1e-1, 1e-2, 5e-3], math.inf, 4, True),
        ([math.inf, math.nan, 1e-9], 30, 4, False),
        ([1e-4, 1e-4, 1e-4], 10, 10, False),
    ],
)
def test_the_break_even_is_the_samples_over_what_the_rule_needs(
    error, needed, n_limits, is_at_most
):
    found = WorkPrecision(
        INTEGRANDS["exp"],
        ((0.0, 1.0),),
        {"rule": curve([10, 20, 30], error)},
        curve([50, 100], [1e-2, 1e-3]),
    )
    assert found.break_even("rule") == (n_limits, needed, is_at_most)


def test_the_break_even_of_another_network():
    found = WorkPrecision(
        INTEGRANDS["exp"],
        ((0.0, 1.0),),
        {"rule": curve([10, 20, 30], [1e-1, 1e-2, 1e-3])},
        curve([50, 100], [1e-2, 1e-3]),
    )
    assert [found.break_even("rule", point).n_limits for point in (0, 1)] == [3, 4]


@pytest.mark.parametrize(
    ("options", "n_evaluations"),
    [
        ({"nodes": "chebyshev", "validation_fraction": 0.0}, [20, 60]),
        ({"nodes": "uniform", "test_fraction": 0.25}, [20, 60]),
        ({"nodes": "chebyshev", "validation_fraction": 0.5}, [120, 160]),  # 100 fresh ones
    ],
)
def test_all_evaluations_of_a_training_count(options, n_evaluations):
    spec = IntegrationSpec(
        integrand="cos", n_hidden=4, trainer=LevenbergMarquardt(max_iterations=15), **options
    )
    found = list(trained_networks(spec, (20, 60)))
    assert [n for n, _ in found] == n_evaluations
    for _, network in found:
        assert network.integral(0.0, math.pi / 2) == pytest.approx(1.0, abs=1e-2)


def test_more_samples_narrow_the_error_of_nni():
    spec = IntegrationSpec(
        integrand="runge",
        n_hidden=10,
        nodes="chebyshev",
        validation_fraction=0.0,
        trainer=LevenbergMarquardt(max_iterations=30),
    )
    found = work_precision(
        INTEGRANDS["runge"], trained_networks(spec, (8, 100)), -1.0, 1.0, evaluations=EVALUATIONS
    )
    assert found.nni.error[1] < 0.1 * found.nni.error[0]
