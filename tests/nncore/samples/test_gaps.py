import numpy as np
import pytest

from nncore.samples.gaps import find_gaps

GRID = np.arange(100.0)


@pytest.mark.parametrize("missing", [[50, 51, 52], [50, 51, 52, 53, 54, 56, 57, 58]])
def test_missing_points_of_a_grid_are_a_gap(missing):
    gaps = find_gaps(np.delete(GRID, missing))
    assert gaps[0][0] == 49.0 and gaps[-1][1] == missing[-1] + 1.0


@pytest.mark.parametrize("missing", [[], [50], [50, 51], [3, 40, 77], [0, 1, 2, 98, 99]])
def test_few_missing_points_and_the_ends_are_no_gap(missing):
    assert find_gaps(np.delete(GRID, missing)) == ()


@pytest.mark.parametrize("n", [20, 100, 1000])
def test_random_points_have_rarely_a_gap(n):
    rng = np.random.default_rng(n)
    n_found = sum(bool(find_gaps(np.sort(rng.random(n)))) for _ in range(200))
    assert n_found <= 0.05 * 200


def test_a_gap_in_random_points_is_found():
    rng = np.random.default_rng(0)
    x = np.sort(np.concatenate([0.4 * rng.random(100), 0.6 + 0.4 * rng.random(100)]))
    ((lower, upper),) = find_gaps(x)
    assert 0.39 < lower < 0.4 and 0.6 < upper < 0.61


@pytest.mark.parametrize(
    "x",
    [
        np.geomspace(1.0, 1e9, 60),
        np.concatenate([GRID[:10], np.linspace(10.0, 11.0, 101), GRID[12:20]]),
        np.array([0.0, 0.01, 1.0]),
    ],
    ids=["geometric", "denser in the middle", "three"],
)
def test_where_points_are_sparse_is_no_gap(x):
    assert find_gaps(x) == ()
