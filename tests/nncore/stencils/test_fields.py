import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from nncore.stencils import fields as module
from nncore.stencils.fields import (
    Fields,
    aliased_modes,
    all_vanish,
    grid,
    nyquist_mode,
    random_fields,
    waves,
)

EPSILON = np.finfo(float).eps
# The angle k·π·x, up to 40π here, is rounded three times, and its sine once.
ANGLE_TOLERANCE = 1e-13


def some_fields(n_fields=200, noise=0.0, max_mode=20, seed=3):
    return random_fields(n_fields, grid(-2, 2, 0.01), max_mode, np.random.default_rng(seed), noise)


@pytest.mark.parametrize(
    ("lower", "upper", "spacing", "n_points"),
    [
        (-2, 2, 0.01, 400),
        (0, 1.1, 0.1, 11),  # 1.1 / 0.1 is rounded to above 11
        (0, 0.7, 0.1, 7),  # and 0.7 / 0.1 to below 7
        (0, 1, 0.3, 4),
        (-1, 1, 1e-4, 20_000),
        (0, 1, 5, 1),
    ],
)
def test_grid_includes_the_lower_end_only(lower, upper, spacing, n_points):
    x = grid(lower, upper, spacing)
    assert len(x) == n_points
    assert x[0] == lower
    assert x[-1] < upper - 0.1 * min(spacing, upper - lower)
    assert np.diff(x) == pytest.approx(spacing, rel=1e-10)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((-2, 2, 0), "`spacing` must be a finite number above 0, got 0."),
        ((-2, 2, -0.1), "`spacing` must be a finite number above 0, got -0.1."),
        ((-2, 2, np.nan), "`spacing` must be a finite number above 0, got nan."),
        ((2, 2, 0.1), "`lower` must be below `upper` and both finite, got 2 and 2."),
        ((0, np.inf, 0.1), "`lower` must be below `upper` and both finite, got 0 and inf."),
    ],
)
def test_grid_refuses(arguments, sentence):
    with pytest.raises(ValueError) as error:
        grid(*arguments)
    assert str(error.value) == sentence


@pytest.mark.parametrize("order", range(6))
def test_waves_equal_the_derivatives_of_mpmath(order):
    modes, x = np.array([0, 1, 7, 19]), np.array([-2.0, -0.73, 0.0, 0.01, 1.99])
    result = waves(modes, x, order)
    for i, k in enumerate(modes.tolist()):
        with mp.workdps(50):
            exact = [mp.diff(lambda t, k=k: mp.sin(k * mp.pi * t), point, order) for point in x]
        scale = max(1.0, (k * np.pi) ** order)
        assert result[i] == pytest.approx(np.array(exact, float), abs=ANGLE_TOLERANCE * scale)


def test_fields_are_those_of_the_notebook():
    fields = some_fields(50)
    u, du = fields.values(), fields.derivative()
    assert u.shape == du.shape == (50, 400)
    for i in range(50):
        (k1, k2), (first, second) = fields.modes[i], fields.amplitudes[i]
        b = first + second
        a = first / b
        u1 = a * np.sin(k1 * np.pi * fields.grid)
        u2 = (1 - a) * np.sin(k2 * np.pi * fields.grid)
        du1 = a * k1 * np.pi * np.cos(k1 * np.pi * fields.grid)
        du2 = (1 - a) * k2 * np.pi * np.cos(k2 * np.pi * fields.grid)
        assert u[i] == pytest.approx(b * (u1 + u2), abs=ANGLE_TOLERANCE)
        assert du[i] == pytest.approx(b * (du1 + du2), abs=ANGLE_TOLERANCE * 20 * np.pi)
    assert fields.derivative(0) == pytest.approx(u, abs=0)


def test_draws_have_the_distribution_of_the_notebook():
    fields = some_fields(50_000)
    for mode in fields.modes.T:
        assert stats.chisquare(np.bincount(mode, minlength=20)).pvalue > 1e-3
    b = fields.amplitudes.sum(axis=1)
    assert stats.kstest(b / 2, "uniform").pvalue > 1e-3
    assert stats.kstest(fields.amplitudes[:, 0] / b, "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(*fields.modes.T).statistic) < 4 / np.sqrt(50_000)
    assert abs(stats.spearmanr(b, fields.amplitudes[:, 0] / b).statistic) < 4 / np.sqrt(50_000)


def test_the_same_generator_draws_the_same_fields_noisy_or_not():
    clean, noisy, other = some_fields(), some_fields(noise=0.1), some_fields(seed=4)
    assert np.array_equal(clean.values(), some_fields().values())
    assert np.array_equal(noisy.values(), some_fields(noise=0.1).values())
    assert np.array_equal(clean.modes, noisy.modes)
    assert np.array_equal(clean.derivative(), noisy.derivative())
    assert not np.array_equal(clean.modes, other.modes)


def test_noise_is_normal_and_independent():
    fields = some_fields(noise=0.1)
    noise = fields.values() - fields.derivative(0)
    assert stats.kstest(noise.ravel() / 0.1, "norm").pvalue > 1e-3
    correlations = np.corrcoef(noise)[np.triu_indices(200, 1)]
    assert np.max(np.abs(correlations)) < 6 / np.sqrt(400)  # no two rows share a draw
    other = some_fields(noise=0.1, seed=4)
    other_noise = other.values() - other.derivative(0)
    assert abs(np.corrcoef(noise.ravel(), other_noise.ravel())[0, 1]) < 4 / np.sqrt(noise.size)


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize(
    "rows", [slice(None), slice(0, 1), slice(63, 65), slice(64, 128), slice(-3, None), slice(7, 7)]
)
def test_a_part_is_the_same_as_in_the_whole(noise, rows):
    fields = some_fields(noise=noise)
    values, derivative = fields.values()[rows], fields.derivative(2)[rows]
    assert np.array_equal(fields.values(rows), values)
    assert np.array_equal(fields.take(rows).values(), values)
    assert np.array_equal(fields.derivative(2, rows), derivative)
    assert fields.take(rows).n_fields == len(values)


def test_a_part_of_a_part_keeps_its_noise():
    fields = some_fields(noise=0.1)
    part = fields.take(slice(50, 190)).take(slice(10, 90))
    assert np.array_equal(part.values(slice(5, 80)), fields.values()[65:140])


@pytest.mark.parametrize("order", [0, 1])
def test_fields_of_too_many_modes_for_one_table(monkeypatch, order):
    fields = some_fields(max_mode=10**6)
    whole = fields.derivative(order)
    monkeypatch.setattr(module, "TABLE_ENTRIES", 7 * 2 * fields.n_points)
    assert np.array_equal(fields.derivative(order), whole)
    x, (k1, k2), (first, second) = fields.grid, fields.modes[11], fields.amplitudes[11]
    if order == 0:
        expected = first * np.sin(np.pi * k1 * x) + second * np.sin(np.pi * k2 * x)
        assert whole[11] == pytest.approx(expected, abs=4 * EPSILON * np.pi * 2e6)


def test_mode_zero_and_equal_modes():
    x = grid(-2, 2, 0.01)
    fields = Fields(x, np.array([[0, 0], [3, 3]]), np.array([[0.7, 0.2], [0.7, 0.2]]))
    assert np.all(fields.values()[0] == 0)
    assert np.all(fields.derivative()[0] == 0)
    assert fields.values()[1] == pytest.approx(0.9 * np.sin(3 * np.pi * x), abs=ANGLE_TOLERANCE)


def test_spacing_is_that_of_the_grid():
    assert some_fields(2).spacing == pytest.approx(0.01, rel=4 * EPSILON)
    with pytest.raises(ValueError, match="`grid` must have at least 2 points, got 1."):
        _ = random_fields(2, grid(0, 1, 5), 20, np.random.default_rng(0)).spacing


@pytest.mark.parametrize(
    ("lower", "upper", "spacing", "max_mode"),
    [
        (-2, 2, 0.01, 20),
        (-2, 2, 0.01, 1),
        (-2, 2, 0.01, 2),
        (-2, 2, 1, 20),
        (0, 12, 3, 7),
        (-2.5, 2, 1, 20),
        (-2, 2, 0.5, 20),
        (0.25, 2, 0.25, 3),
    ],
)
def test_fields_vanish_where_all_their_waves_do(lower, upper, spacing, max_mode):
    largest = np.max(np.abs(waves(range(max_mode), grid(lower, upper, spacing))))
    assert largest < ANGLE_TOLERANCE or largest > 0.01
    assert all_vanish(lower, spacing, max_mode) == (largest < ANGLE_TOLERANCE)


def test_modes_beyond_nyquist_look_like_lower_ones():
    assert nyquist_mode(0.01) == pytest.approx(100)
    assert aliased_modes(20, 0.01) == aliased_modes(101, 0.01) == range(0)
    assert aliased_modes(120, 0.01) == range(101, 120)
    assert aliased_modes(5, 0.3) == range(4, 5)
    x = grid(-2, 2, 0.01)
    # On this grid 200πx is a whole number of turns, and so sin (200 - k)πx = -sin kπx.
    assert waves([101, 150], x) == pytest.approx(-waves([99, 50], x), abs=1e-12)
    assert np.max(np.abs(waves([97], x) + waves([96], x))) > 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n_fields": 0}, "`n_fields` must be at least 1, got 0."),
        ({"max_mode": 0}, "`max_mode` must be at least 1, got 0."),
        ({"noise": -0.1}, "`noise` must be a finite number of at least 0, got -0.1."),
        ({"noise": np.nan}, "`noise` must be a finite number of at least 0, got nan."),
    ],
)
def test_impossible_draws_are_refused(changes, sentence):
    with pytest.raises(ValueError) as error:
        some_fields(**changes)
    assert str(error.value) == sentence


def test_impossible_requests_are_refused():
    with pytest.raises(ValueError, match="`rows` must be contiguous, got a step of 2."):
        some_fields().take(slice(None, None, 2))
    with pytest.raises(ValueError, match="`order` must be at least 0, got -1."):
        some_fields().derivative(-1)
