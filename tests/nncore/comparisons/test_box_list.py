"""A list of boxes: as it is read and drawn, and what network, reference and cubature say."""

import math

import numpy as np
import pytest

from nncore import Box, OneHiddenNetwork, box_integrand
from nncore.certificates import box_error_estimate
from nncore.comparisons.box_list import (
    MAX_BOXES,
    N_POINTS,
    NetworkOverBoxes,
    box_reference_of,
    parse_boxes,
    random_boxes,
)
from nncore.comparisons.box_problem import BoxProblem
from nncore.formulas import parse_box_formula

ROUNDING = 1e-13  # of a sum over units
FULL_ACCURACY = 1e-12  # of cubature with thousands of evaluations of something smooth


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("0 1 0 0.5", [((0.0, 0.0), (1.0, 0.5))]),
        ("0, 1, -1, pi/4; ", [((0.0, -1.0), (1.0, math.pi / 4))]),
        ("0 1 0 1\n0.5 2 -3e-1 0", [((0.0, 0.0), (1.0, 1.0)), ((0.5, -0.3), (2.0, 0.0))]),
    ],
)
def test_typed_boxes(text, boxes):
    assert list(parse_boxes(text, 2)) == boxes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ; ", "must name 1 to 20 boxes, got 0"),
        ("0 1;" * (MAX_BOXES + 1), "must name 1 to 20 boxes, got 21"),
        ("0 1", "a pair of limits for each of the 2 inputs"),
        ("0 1 0 1 0", "such as 0 1 0 1, got '0 1 0 1 0'"),
        ("1 0 0 1", "each lower one less than its upper one, got '1 0 0 1'"),
        ("0 0 0 1", "each lower one less than its upper one"),
        ("0 nan 0 1", "must have finite limits"),
        ("0 inf 0 1", "must have finite limits"),
        ("0 x 0 1", "must be a number or an expression without a variable"),
        ("0,5 1 0 1", "can be read in two ways"),
        ("0 1e-200 0 1e-200", "volume"),
    ],
)
def test_what_is_no_list_of_boxes_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_boxes(text, 1 if text.startswith("0 1;") else 2)


@pytest.mark.parametrize("box", [Box([0.0], [1.0]), Box([-3.0, 1e-3, 2e6], [7.0, 2e-3, 3e6])])
def test_random_boxes_are_boxes_inside_and_the_same_each_time(box):
    boxes = random_boxes(box, 50, seed=3)
    assert boxes == random_boxes(box, 50, seed=3) != random_boxes(box, 50, seed=4)
    assert len(set(boxes)) > 40
    for lower, upper in boxes:
        assert Box(lower, upper).volume > 0 and box.contains([lower, upper]).all()
        # Hundredths of an edge can be read.
        shares = 100 * box.to_unit([lower, upper])
        np.testing.assert_allclose(shares, np.round(shares), atol=0.1)
        assert all(len(repr(x)) < 12 for x in (*lower, *upper))


@pytest.mark.parametrize("name", ["genz-gaussian", "genz-product-peak"])
@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_cubature_keeps_to_its_evaluations(name, n_inputs):
    f = box_integrand(name, n_inputs)
    problem = BoxProblem(f, tuple(range(n_inputs)), (0.1,) * n_inputs, (0.7,) * n_inputs)
    exact = f.integral(problem.lower, problem.upper)
    few, many = (box_reference_of(problem, n) for n in (150, 20_000))
    for found in (few, many):
        assert found.known.value == pytest.approx(exact, rel=1e-13)
    assert few.cubature.n_evaluations <= 150 < many.cubature.n_evaluations <= 20_000
    assert many.cubature.value == pytest.approx(exact, rel=FULL_ACCURACY)
    none = box_reference_of(problem, 5)
    assert none.rule == "" and none.cubature is None


def test_cubature_that_meets_a_pole_is_not_taken_for_exact():
    f = parse_box_formula("where(x1<0.5,log(x1-1),x2)", 2)
    found = box_reference_of(BoxProblem(f, (0, 1), (0.0, 0.0), (1.0, 1.0)), 2_000)
    assert found.known.method == "" and found.known.problem is not None
    assert not math.isfinite(found.cubature.value)


def test_each_box_has_its_integral_and_its_own_estimate():
    rng = np.random.default_rng(0)
    network = OneHiddenNetwork("tanh", rng.normal(size=(5, 2)), rng.normal(size=5), np.ones(5), 0.3)
    f = box_integrand("genz-gaussian", 2)
    problems = tuple(
        BoxProblem(f, (0, 1), *box) for box in random_boxes(Box([0, 0], [1, 1]), 4, seed=1)
    )
    seen = NetworkOverBoxes.of(problems, network)
    for problem, nni, estimate in zip(problems, seen.nni, seen.estimate, strict=True):
        exact = f.integral(problem.lower, problem.upper)
        assert nni == pytest.approx(network.integral(problem.lower, problem.upper), rel=ROUNDING)
        limits = problem.lower, problem.upper
        judged = box_error_estimate(network, f, *limits, n_points=N_POINTS)
        assert estimate == pytest.approx(judged.estimate, rel=1e-12)
        assert abs(nni - exact) <= estimate
