"""Where units turn in a section."""

import numpy as np
import pytest

from nncore import OneHiddenNetwork
from nncore.figures.boxes.ridge_lines import ridge_lines

ROUNDING = 1e-12  # of a few products of numbers of the size of 1


def network_of(weights, biases):
    return OneHiddenNetwork("tanh", weights, biases, np.ones(len(biases)), 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_a_line_lies_on_its_unit_and_ends_on_the_edge(seed):
    rng = np.random.default_rng(seed)
    network = network_of(rng.normal(size=(40, 3)), rng.normal(size=40))
    point, axes = rng.normal(size=3), (2, 0)
    lower, upper = np.array([-1.0, 0.5]), np.array([2.0, 0.9])
    lines = ridge_lines(network, axes, point, lower, upper)
    ends = np.tile(point, (*lines.shape[:2], 1))
    ends[..., list(axes)] = lines
    u = ends @ network.hidden_weights.T + network.hidden_biases
    on_both_ends = np.abs(u).max(axis=1).min(axis=1)  # of the unit that is nearest
    assert np.all(on_both_ends < ROUNDING)
    assert np.all((lines >= lower) & (lines <= upper))
    on_edge = np.isclose(lines, lower, atol=1e-9) | np.isclose(lines, upper, atol=1e-9)
    assert on_edge.any(axis=-1).all()
    # Those that change their sign between two corners of the rectangle cross it, and no others.
    corners = np.tile(point, (4, 1))
    corners[:, axes[0]], corners[:, axes[1]] = lower[0], lower[1]
    corners[[1, 3], axes[0]], corners[[2, 3], axes[1]] = upper[0], upper[1]
    at_corners = corners @ network.hidden_weights.T + network.hidden_biases
    assert len(lines) == np.sum((at_corners.min(axis=0) < 0) & (at_corners.max(axis=0) > 0))


@pytest.mark.parametrize(
    ("weights", "bias", "line"),
    [
        ([1.0, 0.0], -0.25, [(0.25, 0.0), (0.25, 1.0)]),  # along an axis
        ([0.0, 2.0], -1.0, [(0.0, 0.5), (1.0, 0.5)]),
        ([1.0, 1.0], -1.0, [(0.0, 1.0), (1.0, 0.0)]),
    ],
)
def test_lines_that_are_known(weights, bias, line):
    found = ridge_lines(network_of([weights], [bias]), (0, 1), np.zeros(2), np.zeros(2), np.ones(2))
    np.testing.assert_allclose(sorted(found[0].tolist()), sorted(line), atol=ROUNDING)


@pytest.mark.parametrize(
    ("weights", "bias"), [([0.0, 0.0], 1.0), ([1.0, 0.0], 1.0), ([np.nan, 1.0], 0.0)]
)
def test_a_unit_that_does_not_turn_in_the_rectangle_has_none(weights, bias):
    found = ridge_lines(network_of([weights], [bias]), (0, 1), np.zeros(2), np.zeros(2), np.ones(2))
    assert found.shape == (0, 2, 2)


def test_of_very_many_units_those_that_weigh_most_are_drawn():
    rng = np.random.default_rng(0)
    weights, biases = rng.normal(size=(500, 2)), -0.1 * rng.normal(size=500)
    output = np.where(np.arange(500) < 10, 5.0, 0.01)
    network = OneHiddenNetwork("tanh", weights, biases, output, 0.0)
    lower, upper = -np.ones(2), np.ones(2)
    found = ridge_lines(network, (0, 1), np.zeros(2), lower, upper)
    heavy = OneHiddenNetwork("tanh", weights[:10], biases[:10], output[:10], 0.0)
    assert len(found) < 100
    for line in ridge_lines(heavy, (0, 1), np.zeros(2), lower, upper):
        assert np.any(np.all(np.isclose(found, line), axis=(1, 2)))
