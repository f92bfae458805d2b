import numpy as np

from nncore.figures.sweep import pareto_figure, pareto_front
from tests.nncore.figures.sweep.examples import GRID, trials


def test_the_front_agrees_with_comparing_all_pairs():
    rng = np.random.default_rng(2)
    first, second = np.round(rng.random((2, 300)), 2)  # rounded, so that there are equal ones
    first[::17] = np.nan
    front = pareto_front(first, second)
    points = np.column_stack((first, second))
    for point in points:
        beaten = np.any(np.all(points <= point, axis=1) & np.any(points < point, axis=1))
        on_front = any(np.array_equal(point, points[j]) for j in front)
        assert on_front == (not beaten and not np.isnan(point).any())
    assert np.all(np.diff(first[front]) > 0) and np.all(np.diff(second[front]) < 0)


def test_the_front_is_marked_and_its_points_tell_their_runs():
    found = trials()
    front = pareto_figure(found, "integral_error", "trainer")["data"][-1]
    numbers = [one[0] for one in front["customdata"]]
    expected = pareto_front(found.measures["seconds"], found.measures["integral_error"])
    assert numbers == expected.tolist()
    assert "Levenberg" in front["customdata"][0][1] or "Adam" in front["customdata"][0][1]


def test_a_failed_run_is_on_no_front():
    error = np.full(len(GRID), 1.0)
    error[5] = 1e-12
    found = trials(error=error, failed=(5,))
    figure = pareto_figure(found, "integral_error")
    assert all(one[0] != 5 for trace in figure["data"] for one in trace["customdata"])
