"""A box: its limits are checked, and the unit cube is mapped onto it and back."""

import pickle
from fractions import Fraction
from math import inf, nan, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.integrands import Box

# a few roundings of an edge, seen from a limit as large as 1e3 edges
MAPPING_TOLERANCE = 1e-12


def random_box(rng, n_inputs):
    lower = rng.uniform(-5.0, 5.0, n_inputs)
    return Box(lower, lower + 10.0 ** rng.uniform(-2.0, 1.0, n_inputs))


@pytest.mark.parametrize("n_inputs", range(1, 9))
def test_the_volume_is_that_of_exact_arithmetic(n_inputs):
    box = random_box(np.random.default_rng(n_inputs), n_inputs)
    edges = [Fraction(b) - Fraction(a) for a, b in zip(box.lower, box.upper, strict=True)]
    assert box.n_inputs == n_inputs
    assert box.volume == pytest.approx(float(prod(edges)), rel=1e-15 * n_inputs)
    np.testing.assert_allclose(box.widths, [float(edge) for edge in edges], rtol=1e-15)


@pytest.mark.parametrize("n_inputs", range(1, 9))
def test_the_unit_cube_is_mapped_onto_it_and_back(n_inputs):
    rng = np.random.default_rng(n_inputs)
    box = random_box(rng, n_inputs)
    unit = rng.random((4, 50, n_inputs))
    points = box.from_unit(unit)
    assert points.shape == unit.shape
    assert box.contains(points).all()
    np.testing.assert_allclose(box.to_unit(points), unit, rtol=0, atol=MAPPING_TOLERANCE)
    corners = np.array(np.meshgrid(*[[0.0, 1.0]] * n_inputs)).reshape(n_inputs, -1).T
    expected = np.where(corners == 0.0, box.lower, box.upper)
    np.testing.assert_array_equal(box.from_unit(corners), expected)


@given(
    st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.floats(0.0, 1.0) | st.sampled_from([1 - 2**-53])
)
def test_no_rounding_leaves_the_box(lower, width, t):
    box = Box(lower, lower + width)
    assert box.contains(box.from_unit([t]))


def test_faces_belong_to_it():
    box = Box([0, -1], [1, 1])
    points = [[0.0, 0.0], [1.0, 1.0], [1.0 + 1e-15, 0.0], [0.5, -1.1], [nan, 0.0]]
    np.testing.assert_array_equal(box.contains(points), [True, True, False, False, False])
    assert box.contains([0.5, 0.5]).shape == ()


def test_boxes_are_values():
    box = Box(np.array([0, 1]), [2.0, 3.0])
    assert box == Box((0.0, 1.0), (2, 3))
    assert box != Box((0.0, 1.0), (2, 4))
    assert {box: 1}[Box([0, 1], [2, 3])] == 1
    assert pickle.loads(pickle.dumps(box)) == box
    assert Box(0, 1) == Box([0.0], [1.0])
    with pytest.raises(AttributeError):
        box.lower = (0.0, 0.0)


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        ([0, 1], [1, 1], "`lower` must be less than `upper`, got 1.0 and 1.0 for x2."),
        ([2, 1], [1, 2], "`lower` must be less than `upper`, got 2.0 and 1.0 for x1."),
        ([0, nan], [1, 1], "`lower` must be finite, got nan for x2."),
        ([0, 0], [inf, 1], "`upper` must be finite, got inf for x1."),
        ([0, 0], [1, 1, 1], "`lower` and `upper` must have as many limits, got 2 and 3."),
        ([], [], "`lower` must be a vector of 1 to 8 limits, got shape (0,)."),
        ([0] * 9, [1] * 9, "`lower` must be a vector of 1 to 8 limits, got shape (9,)."),
        ([[0, 0]], [1, 1], "`lower` must be a vector of 1 to 8 limits, got shape (1, 2)."),
        (
            [0] * 8,
            [1e-60] * 8,
            "The volume of the box must be a positive number of float64, got 0.0; "
            "choose other limits.",
        ),
        (
            [-1e308],
            [1e308],
            "The volume of the box must be a positive number of float64, got inf; "
            "choose other limits.",
        ),
    ],
)
def test_what_is_no_box_is_refused(lower, upper, message):
    with pytest.raises(ValueError) as failure:
        Box(lower, upper)
    assert str(failure.value) == message


@pytest.mark.parametrize("name", ["contains", "from_unit", "to_unit"])
def test_points_of_another_length_are_refused(name):
    with pytest.raises(ValueError) as failure:
        getattr(Box([0, 0], [1, 1]), name)(np.zeros((4, 3)))
    expected = "The last axis of `points` must have the length 2, got shape (4, 3)."
    assert str(failure.value) == expected
