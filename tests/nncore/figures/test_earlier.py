"""Curves at a moment of a run: the axes stand still, and what came after is faint."""

from nncore.figures import loss_figure
from nncore.figures.earlier import over_the_whole
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.figures.drawable import assert_drawable

RECORDS = [TrainingRecord(n, 10.0**-n, 2 * 10.0**-n, TrainingStatus.RUNNING, 0.0) for n in range(9)]


def test_what_came_after_is_faint_on_the_same_axes():
    earlier, whole = loss_figure(RECORDS[:4]), loss_figure(RECORDS)
    figure = over_the_whole(earlier, whole)
    assert_drawable(figure)
    assert figure["layout"] == whole["layout"]
    then, all_of_it = figure["data"][:2], figure["data"][2:]
    assert then == earlier["data"]
    assert [trace["y"] for trace in all_of_it] == [trace["y"] for trace in whole["data"]]
    assert all(trace["opacity"] < 0.5 and not trace["showlegend"] for trace in all_of_it)
    assert all("opacity" not in trace for trace in whole["data"])  # it is the run's own
