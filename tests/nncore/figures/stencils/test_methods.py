import pytest

from nncore.figures.stencils import weight_bars_figure, weight_paths_figure
from nncore.figures.stencils.methods import LOOKS
from tests.nncore.figures.stencils.examples import CENTRAL, OPTIMUM, STENCILS, TAYLOR, steps


def test_methods_are_not_told_apart_by_colour_alone():
    assert len({look.dash for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.pattern for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.label for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.parametrize(
    ("order", "title"),
    [(1, "weight × Δx"), (2, "weight × Δx<sup>2</sup>")],
    ids=["first", "second"],
)
def test_weights_have_the_unit_of_their_derivative(order, title):
    bars = weight_bars_figure(CENTRAL, STENCILS, order)
    paths = weight_paths_figure(CENTRAL, steps(3), OPTIMUM, TAYLOR, order)
    assert {f["layout"]["yaxis"]["title"]["text"] for f in (bars, paths)} == {title}
