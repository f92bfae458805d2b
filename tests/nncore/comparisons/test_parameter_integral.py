"""The integral of a network as a function of parameters."""

import numpy as np
import pytest

from nncore import Box, BoxSpec
from nncore.certificates import box_error_estimate
from nncore.comparisons.box_problem import BoxProblem, known_integral
from nncore.comparisons.parameter_integral import ParameterIntegral, ParameterRange
from nncore.experiments import start_network


def seen_of(spec, axes):
    over, box = spec.over, spec.box
    lower, upper = (tuple(limits[i] for i in over) for limits in (box.lower, box.upper))
    rest = tuple(0.25 * box.lower[i] + 0.75 * box.upper[i] for i in spec.theta)
    problem = BoxProblem(spec.integrand_in_x, over, lower, upper, rest)
    return ParameterRange(problem, box, axes)


@pytest.mark.parametrize(
    ("spec", "axes"),
    [
        (BoxSpec("theta-mixture", n_inputs=2, n_samples=200, n_hidden=6), (1,)),
        (BoxSpec("theta-gaussian", n_inputs=4, n_samples=200, n_hidden=6), (2, 3)),
        (BoxSpec("theta-gaussian", n_inputs=4, n_samples=200, n_hidden=6), (3,)),
        (BoxSpec("exp(-x1*x2)", parameters=(0,), n_samples=200, n_hidden=6), (0,)),
    ],
)
def test_each_value_is_that_of_its_own_problem(spec, axes):
    seen, network = seen_of(spec, axes), start_network(spec)
    found = ParameterIntegral.of(seen, network)
    assert (found.exact is None) == (not spec.integrand_in_x.has_integral(spec.over))
    shape, judged_shape = (
        tuple(len(grid) for grid in reversed(grids)) for grids in (found.grids, found.judged_grids)
    )
    assert found.values.shape == shape and found.estimate.shape == judged_shape
    assert found.error[1].shape == (judged_shape if found.exact is None else shape)
    # The ends of both grids are the same, and so are the middles.
    for share in (0.0, 0.5, 1.0):
        place, judged_place = (
            tuple(int(share * (n - 1)) for n in one) for one in (shape, judged_shape)
        )
        theta = list(seen.problem.rest)
        for i, grid, j in zip(axes, found.grids, reversed(place), strict=True):
            theta[spec.theta.index(i)] = float(grid[j])
        p = seen.problem
        one = BoxProblem(p.integrand, p.over, p.lower, p.upper, tuple(theta))
        assert found.values[place] == pytest.approx(one.network_integral(network), abs=1e-13)
        known = known_integral(one)
        if found.exact is not None:
            assert found.exact[place] == pytest.approx(known.value, abs=1e-13)
        options = {"over": p.over, "rest": theta, "n_points": 32}
        judged = box_error_estimate(network, p.integrand, p.lower, p.upper, **options)
        assert found.estimate[judged_place] == pytest.approx(judged.estimate, rel=1e-12)
        assert abs(found.values[place] - known.value) <= judged.estimate + known.error
    assert found.trained == tuple((spec.box.lower[i], spec.box.upper[i]) for i in axes)


def test_the_ends_go_as_far_as_the_integral_that_is_looked_at():
    spec = BoxSpec("theta-gaussian", n_inputs=4, n_samples=200, n_hidden=6)
    problem = BoxProblem(spec.integrand_in_x, (0, 1), (0.0, 0.0), (1.0, 1.0), (1.25, 0.9))
    found = ParameterIntegral.of(ParameterRange(problem, spec.box, (2, 3)), start_network(spec))
    assert [(grid[0], grid[-1]) for grid in found.grids] == [(0.0, 1.25), (0.5, 1.5)]
    assert found.trained == ((0.0, 1.0), (0.5, 1.5))


def test_where_f_is_not_finite_the_estimate_is_infinite():
    spec = BoxSpec("log(x2-0.5)+x1", parameters=(1,), lower=(0.0, 0.6), upper=(1.0, 2.0))
    network = start_network(spec)
    seen = ParameterRange(seen_of(spec, (1,)).problem, Box([0.0, 0.0], [1.0, 2.0]), (1,))
    found = ParameterIntegral.of(seen, network)
    theta = found.grids[0]
    assert np.isfinite(found.values).all()
    np.testing.assert_array_equal(np.isfinite(found.estimate), theta > 0.5)


def test_the_error_is_the_true_one_where_it_is_known():
    grids, values = (np.array([0.0, 1.0]),), np.array([1.0, 2.0])
    estimate, trained = np.array([9.0, 8.0]), ((0.0, 1.0),)
    known = ParameterIntegral(grids, values, grids, estimate, np.array([1.5, 2.0]), trained)
    assert known.error[1].tolist() == [0.5, 0.0]
    unknown = ParameterIntegral(grids, values, grids, estimate, None, trained)
    assert unknown.error[1].tolist() == [9.0, 8.0]
