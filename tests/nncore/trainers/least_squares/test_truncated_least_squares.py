"""The truncated solve against numpy's, and what it must not do."""

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.trainers.least_squares.truncated_least_squares import (
    INTERPOLATION_CUT,
    TruncatedSolution,
    fit_output_layer,
    refuse_beyond_limit,
)
from tests.nncore.trainers.problems import result_of, unit_values


def hidden(activation="logistic", n_hidden=6, steepness=4.0):
    centres = np.linspace(-1.0, 1.0, n_hidden)
    weights = np.full(n_hidden, steepness)
    return OneHiddenNetwork(activation, weights, -weights * centres, np.zeros(n_hidden), 0.0)


def layer(network):
    return network.hidden_weights, network.hidden_biases


# A steepness of 4 gives a condition number of 1e3, one of 0.05 gives one beyond 1e13.
@pytest.mark.parametrize("steepness", [4.0, 0.05])
@pytest.mark.parametrize("cut", [1e-12, 1e-6])
def test_is_the_truncated_solution_of_numpy(steepness, cut):
    network = hidden(n_hidden=9, steepness=steepness)
    x = np.linspace(-1.0, 1.0, 200)
    y = np.exp(x)
    fitted = result_of(fit_output_layer(network, x, y, cut))
    columns = unit_values(network, x)
    expected = np.linalg.lstsq(columns, y, rcond=cut)[0]
    # Both are as good as rounding errors of the size of the terms allow.
    size = np.sum(np.abs(expected))
    np.testing.assert_allclose(fitted(x), columns @ expected, atol=1e-13 * size)
    assert np.linalg.norm([*fitted.output_weights, fitted.output_bias]) <= 1.001 * np.linalg.norm(
        expected
    )


def test_duplicates_share_their_weight():
    centres = np.array([-0.5, 0.0, 0.0, 0.5])
    network = OneHiddenNetwork("logistic", np.full(4, 5.0), -5.0 * centres, np.zeros(4), 0.0)
    x = np.linspace(-1.0, 1.0, 100)
    y = network.activation(5.0 * x)
    fitted = result_of(fit_output_layer(network, x, y, 1e-12))
    np.testing.assert_allclose(fitted.output_weights, [0.0, 0.5, 0.5, 0.0], atol=1e-10)


def test_more_units_than_samples_interpolate_with_small_weights():
    x = np.linspace(-1.0, 1.0, 8)
    y = np.sin(3.0 * x)
    fitted = result_of(fit_output_layer(hidden(n_hidden=40, steepness=30.0), x, y, 1e-12))
    np.testing.assert_allclose(fitted(x), y, atol=1e-2)
    # |a| <= |y| / (cut · largest singular value), and that is at least the norm of the ones.
    assert np.linalg.norm(fitted.output_weights) <= np.linalg.norm(y) / INTERPOLATION_CUT
    assert np.max(np.abs(fitted(np.linspace(-1.0, 1.0, 1_000)))) < 1.5


@pytest.mark.parametrize("steepness", [4.0, 0.05])
def test_pseudo_inverse_is_numpys_up_to_a_rotation(steepness):
    network = hidden(steepness=steepness)
    x = np.linspace(-1.0, 1.0, 100)
    columns = unit_values(network, x)
    triangle = np.linalg.qr(columns, mode="r")
    solution = TruncatedSolution(triangle, np.ones(7), 100, 1e-6)
    expected = np.linalg.pinv(columns, rcond=1e-6)
    np.testing.assert_allclose(
        np.linalg.norm(solution.pseudo_inverse(), axis=1),
        np.linalg.norm(expected, axis=1),
        rtol=1e-6,  # rounding errors times a condition number of 1e6 at most, with room
    )
    assert solution.rank == np.linalg.matrix_rank(columns, tol=1e-6 * np.linalg.norm(columns, 2))
    assert solution.unused.shape == (7 - solution.rank, 7)


def test_costs_are_those_of_leaving_each_column_out():
    network = hidden()
    x = np.linspace(-1.0, 1.0, 100)
    columns, y = unit_values(network, x), np.exp(2.0 * x) * np.sin(5.0 * x)

    def total(matrix):
        residual = matrix @ np.linalg.lstsq(matrix, y, rcond=None)[0] - y
        return residual @ residual

    triangle = np.linalg.qr(np.column_stack([columns, y]), mode="r")
    solution = TruncatedSolution(triangle[:-1, :-1], triangle[:-1, -1], 100, 1e-12)
    expected = [total(np.delete(columns, j, axis=1)) - total(columns) for j in range(7)]
    np.testing.assert_allclose(solution.removal_costs(), expected, rtol=1e-8)


def test_numbers_that_are_not_finite_come_back_as_such():
    triangle = np.full((3, 3), np.nan)
    with np.errstate(all="ignore"):
        solution = TruncatedSolution(triangle, np.ones(3), 10, 1e-12)
    assert not np.isfinite(solution.coefficients).any()


def test_refusal_names_the_limit_and_what_would_do():
    message = (
        r"^`n_hidden` must be at most 1,500 with Output layer, which needs all the singular "
        r"values of its output layer, got 1,501; use fewer hidden units, or L-BFGS, Adam or "
        r"another first-order trainer\.$"
    )
    refuse_beyond_limit("Output layer", 1_500)
    with pytest.raises(ValueError, match=message):
        refuse_beyond_limit("Output layer", 1_501)
