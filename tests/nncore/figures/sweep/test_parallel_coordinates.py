from nncore.figures.sweep import parallel_coordinates_figure
from nncore.figures.sweep.parallel_coordinates import chosen_cells
from tests.nncore.figures.sweep.examples import GRID, trials


def test_dragging_on_an_axis_leaves_the_runs_within():
    found = trials(failed=(1,))
    figure = parallel_coordinates_figure(found, "integral_error")
    dimensions = figure["data"][0]["dimensions"]
    assert [d["label"] for d in dimensions][:3] == ["hidden units", "optimizer", "seed"]
    assert all(len(d["values"]) == 23 for d in dimensions)
    chosen = chosen_cells(found, "integral_error", {1: [[0.5, 1.5]], 0: [[-0.2, 0.4], [2.9, 3.1]]})
    assert [GRID[i][:2] for i in found.numbers[chosen]] == [(5, "adam")] * 3 + [(50, "adam")] * 3
    # As Plotly reports a range that ends at the topmost value.
    topmost = chosen_cells(found, "integral_error", {0: [[2.7500000000000004, 2.9999999999999996]]})
    assert {GRID[i][0] for i in found.numbers[topmost]} == {50}
