"""The curves of a pinned run: told apart by their lines, and the axes are those of the other."""

from nncore.figures import loss_figure
from nncore.figures.pinned import beside, pinned_curves
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.figures.drawable import assert_drawable


def losses(n):
    records = [TrainingRecord(j, 10.0**-j, 2.0, TrainingStatus.RUNNING, 0.0) for j in range(n)]
    return loss_figure(records)


def test_pinned_curves_have_the_colours_and_dashes_of_their_own():
    now = losses(5)["data"]
    pinned = pinned_curves(losses(9)["data"])
    assert [curve["line"]["color"] for curve in pinned] == [line["line"]["color"] for line in now]
    dashes = {curve["line"].get("dash", "solid") for curve in (*now, *pinned)}
    assert len(dashes) == len(now) + len(pinned)  # each is another
    assert [curve["name"] for curve in pinned] == ["training, pinned", "validation, pinned"]
    assert all(curve["showlegend"] for curve in pinned)


def test_a_small_chart_does_not_name_them():
    named = pinned_curves(losses(2)["data"], has_legend=False)
    assert not any(curve["showlegend"] for curve in named)


def test_they_lie_beside_the_others_on_the_same_axes():
    figure, pinned = losses(5), pinned_curves(losses(9)["data"])
    both = beside(figure, pinned)
    assert_drawable(both)
    assert both["data"] == figure["data"] + pinned
    assert both["layout"] is figure["layout"]
    assert all(a is b for a, b in zip(both["data"], figure["data"] + pinned, strict=True))
