import itertools
import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.figures.stencils import (
    dispersion_figure,
    field_errors_figure,
    losses_figure,
    weight_bars_figure,
    weight_paths_figure,
)
from nncore.figures.stencils.formula import taylor_latex
from nncore.figures.stencils.methods import LOOKS
from nncore.figures.style import steady_limit
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus

CENTRAL = (-1, 0, 1)
STENCILS = {
    "learned": np.array([-0.4, 0.01, 0.38]),
    "optimum": np.array([-0.519, 0.0, 0.519]),
    "taylor": np.array([-0.5, 0.0, 0.5]),
    "notebook": np.array([-0.5182046, -0.00181072, 0.5201305]),
}
DIVERGED = {**STENCILS, "learned": np.array([math.inf, -math.inf, math.nan])}
HUGE = {**STENCILS, "learned": np.array([1e308, -1e308, 1e308])}
X = np.linspace(-2, 2, 50)
ERRORS = {"learned": np.sin(X), "optimum": 0.1 * np.cos(X), "taylor": 0.3 * np.cos(X)}
# Figures send seven significant digits.
SENT = 1e-6


def steps(n, loss=lambda i: 10.0 / (i + 1), batches=63):
    """Steps after each epoch, of a stencil on its way."""
    return [
        StencilStep(
            iteration=i,
            loss=loss(i),
            validation_loss=None,
            status=TrainingStatus.RUNNING,
            seconds=0.1 * i,
            diagnostics={"steps": float(batches * i)},
            coefficients=np.array([-0.5, 0.0, 0.5]) * (1 - 0.5**i),
        )
        for i in range(n)
    ]


LANES = {"forward": steps(31), "backward": steps(20), "central": steps(1), "own": []}
FLOORS = {"forward": 0.5, "backward": 0.5, "central": 0.01, "own": 0.2}
STARTS = {name: 10.0 for name in LANES}
OWN = {"own": 10.0}
OPTIMUM, TAYLOR = STENCILS["optimum"], STENCILS["taylor"]

FIGURES = {
    "bars": lambda: weight_bars_figure(CENTRAL, STENCILS),
    "bars of one method": lambda: weight_bars_figure((0, 1), {"learned": np.zeros(2)}),
    "bars after divergence": lambda: weight_bars_figure(CENTRAL, DIVERGED),
    "huge bars": lambda: weight_bars_figure(CENTRAL, HUGE),
    "bars without a limit": lambda: weight_bars_figure(CENTRAL, {"optimum": DIVERGED["learned"]}),
    "dispersion": lambda: dispersion_figure(CENTRAL, STENCILS, 1, 0.6),
    "dispersion without stencils": lambda: dispersion_figure(CENTRAL, {}, 1, 0.0),
    "dispersion after divergence": lambda: dispersion_figure(CENTRAL, DIVERGED, 2, 0.6),
    "huge dispersion": lambda: dispersion_figure(CENTRAL, HUGE, 1, 0.6),
    "losses": lambda: losses_figure(LANES, FLOORS, STARTS),
    "losses before the first step": lambda: losses_figure({"own": []}, {"own": 0.2}, OWN),
    "losses without floors": lambda: losses_figure({"own": []}, {}, OWN),
    "losses after divergence": lambda: losses_figure(
        {"own": steps(9, lambda i: [1.0, math.inf, math.nan][i % 3])}, {"own": math.inf}, OWN
    ),
    "losses that start at infinity": lambda: losses_figure(
        {"own": []}, {"own": math.nan}, {"own": math.inf}
    ),
    "exact losses": lambda: losses_figure(
        {"own": steps(9, lambda i: 0.0)}, {"own": 0.0}, {"own": 0.0}
    ),
    "paths": lambda: weight_paths_figure(CENTRAL, steps(31), OPTIMUM, TAYLOR),
    "long paths": lambda: weight_paths_figure(CENTRAL, steps(5_000), OPTIMUM, TAYLOR),
    "paths before the first step": lambda: weight_paths_figure(CENTRAL, [], OPTIMUM, TAYLOR),
    "paths without levels": lambda: weight_paths_figure(
        CENTRAL, steps(3), DIVERGED["learned"], TAYLOR, derivative_order=2
    ),
    "field errors": lambda: field_errors_figure(X, ERRORS, "error of u′"),
    "field errors after divergence": lambda: field_errors_figure(
        X, {**ERRORS, "learned": np.full(50, math.nan), "taylor": np.full(50, math.inf)}, "error"
    ),
    "huge field errors": lambda: field_errors_figure(
        X, {**ERRORS, "learned": np.full(50, 1e308), "optimum": np.full(50, 1e-300)}, "error"
    ),
    "exact stencils": lambda: field_errors_figure(X, {"taylor": np.zeros(50)}, "error"),
    "no points": lambda: field_errors_figure(X[:0], {"taylor": X[:0], "learned": X[:0]}, "error"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    made = figure()
    go.Figure(made)  # validates every property
    json.dumps(made, allow_nan=False)


def trace(figure, name):
    (found,) = [t for t in figure["data"] if t["name"] == name]
    return found


def limits(figure):
    low, high = figure["layout"]["yaxis"]["range"]
    assert low == -high
    return high


def levels(figure):
    return [shape["y0"] for shape in figure["layout"]["shapes"] if shape["y0"] == shape["y1"]]


def test_methods_are_not_told_apart_by_colour_alone():
    assert len({look.dash for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.pattern for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.label for look in LOOKS.values()}) == len(LOOKS)


def test_the_bars_are_the_weights():
    figure = weight_bars_figure(CENTRAL, STENCILS)
    assert [t["name"] for t in figure["data"]] == ["learned", "optimum", "Taylor", "notebook"]
    for found, (method, coefficients) in zip(figure["data"], STENCILS.items(), strict=True):
        assert found["x"] == ["−1", "0", "+1"]
        assert found["y"] == pytest.approx(coefficients.tolist(), rel=SENT)
        assert found["marker"]["color"] == LOOKS[method].color
    assert limits(figure) > 0.5201305


def test_a_bar_that_is_not_finite_is_a_gap_and_the_axis_stays():
    figure = weight_bars_figure(CENTRAL, DIVERGED)
    assert trace(figure, "learned")["y"] == [None, None, None]
    assert limits(figure) == limits(weight_bars_figure(CENTRAL, STENCILS))


def test_the_axis_of_the_bars_grows_in_steps():
    """It moves twice on the way from 0 to three times Taylor's weights, and not at every step."""
    ranges = [
        limits(weight_bars_figure(CENTRAL, {**STENCILS, "learned": size * TAYLOR}))
        for size in np.linspace(0, 3, 100)
    ]
    assert ranges == sorted(ranges)
    assert len(set(ranges)) == 3
    assert ranges[-1] > 1.5


@pytest.mark.parametrize(
    ("order", "title"),
    [(1, "weight × Δx"), (2, "weight × Δx<sup>2</sup>")],
    ids=["first", "second"],
)
def test_weights_have_the_unit_of_their_derivative(order, title):
    bars = weight_bars_figure(CENTRAL, STENCILS, order)
    paths = weight_paths_figure(CENTRAL, steps(3), OPTIMUM, TAYLOR, order)
    assert {f["layout"]["yaxis"]["title"]["text"] for f in (bars, paths)} == {title}


@pytest.mark.parametrize("step", [2.0, 4.0])
def test_a_steady_limit_holds_what_it_must(step):
    fixed = [np.array([1.0, -3.0]), np.array([math.inf, math.nan])]
    assert steady_limit(fixed, np.zeros(1), step) == 3.75
    for size in np.geomspace(1e-3, 1e6, 200):
        limit = steady_limit(fixed, np.array([-size]), step)
        assert 3.75 <= limit and size <= limit <= max(3.75, step * size)
    assert steady_limit([], np.array([math.nan]), step) == 1.0
    assert 1e100 < steady_limit(fixed, np.array([1e300]), step) < math.inf


def test_the_waves_of_training_are_shaded():
    # Mode 19 on the notebook's grid: 19 π Δx.
    band = 19 * math.pi * 0.01
    (shape,) = dispersion_figure(CENTRAL, STENCILS, 1, band)["layout"]["shapes"]
    assert (shape["type"], shape["x0"], shape["xref"]) == ("rect", 0.0, "x")
    assert shape["x1"] == pytest.approx(0.5969026)
    assert (shape["y0"], shape["y1"], shape["yref"]) == (0, 1, "paper")
    # Modes that are too fast for the grid shade all of it.
    (shape,) = dispersion_figure(CENTRAL, STENCILS, 1, 7.0)["layout"]["shapes"]
    assert shape["x1"] == math.pi


def notes(figure):
    return {found["text"]: found for found in figure["layout"]["annotations"]}


@pytest.mark.parametrize(("order", "exact"), [(1, "exact: θ"), (3, "exact: θ<sup>3</sup>")])
def test_the_band_and_the_exact_curve_are_named(order, exact):
    found = notes(dispersion_figure((-2, -1, 1, 2), {}, order, 0.6))
    assert list(found) == ["training waves", exact]
    # Beside the curve, inside the chart.
    assert found[exact]["y"] == pytest.approx(found[exact]["x"] ** order)
    assert 0 < found[exact]["x"] < math.pi and found[exact]["xanchor"] == "right"


def test_the_lowest_floor_is_named():
    (found,) = losses_figure(LANES, FLOORS, STARTS)["layout"]["annotations"]
    assert (found["text"], found["y"]) == ("optimum", -2.0)  # log 0.01
    assert losses_figure(LANES, {}, STARTS)["layout"]["annotations"] == []


def test_each_path_is_named_at_its_optimum():
    five = (-2, -1, 0, 1, 2)
    optimum = np.array([0.05, -0.66, 0.0, 0.66, -0.05])
    found = notes(weight_paths_figure(five, [], optimum, optimum))
    # What would lie on each other shares a line.
    assert list(found) == ["offset −1", "offset −2, 0, +2", "offset +1"]
    assert found["offset −1"]["y"] == -0.66
    many = notes(weight_paths_figure(range(25), [], np.zeros(25), np.zeros(25)))
    assert list(many) == ["offset 0, +1, +2, +3 …"]


def test_the_modified_wavenumber_of_known_stencils():
    figure = dispersion_figure(CENTRAL, {"taylor": TAYLOR}, 1, 0.6)
    theta = np.array(trace(figure, "Taylor")["x"])
    assert (theta[0], theta[-1]) == pytest.approx((0.0, math.pi), rel=SENT)
    assert trace(figure, "Taylor")["y"] == pytest.approx(np.sin(theta), abs=SENT)
    assert trace(figure, "exact")["y"] == pytest.approx(theta, rel=SENT)
    second = dispersion_figure(CENTRAL, {"taylor": np.array([1.0, -2.0, 1.0])}, 2, 0.6)
    assert trace(second, "Taylor")["y"] == pytest.approx(2 - 2 * np.cos(theta), abs=4 * SENT)
    assert trace(second, "exact")["y"] == pytest.approx(theta**2, rel=2 * SENT)
    assert second["layout"]["yaxis"]["title"]["text"] == "modified θ<sup>2</sup>"


def test_a_stencil_that_is_not_finite_has_no_modified_wavenumber():
    names = [t["name"] for t in dispersion_figure(CENTRAL, DIVERGED, 1, 0.6)["data"]]
    assert names == ["exact", "optimum", "Taylor", "notebook"]


def test_the_errors_of_a_field_are_drawn_with_what_is_learned_on_top():
    figure = field_errors_figure(X, ERRORS, "error of u′")
    assert [t["name"] for t in figure["data"]] == ["optimum", "Taylor", "learned"]
    for method, errors in ERRORS.items():
        found = trace(figure, LOOKS[method].label)
        assert found["x"] == pytest.approx(X.tolist(), rel=SENT)
        assert found["y"] == pytest.approx(errors.tolist(), rel=SENT)
    assert limits(figure) >= 1.0
    assert figure["layout"]["yaxis"]["title"]["text"] == "error of u′"


def test_the_axis_of_the_errors_is_that_of_the_references():
    small = {**ERRORS, "learned": 0.01 * np.sin(X)}
    infinite = {**ERRORS, "learned": np.full(50, math.inf)}
    ranges = {limits(field_errors_figure(X, errors, "")) for errors in (small, infinite)}
    assert len(ranges) == 1
    assert 0.3 <= ranges.pop() < 0.6


@pytest.mark.parametrize("n_points", [1, 399, 400, 401, 100_000])
def test_long_fields_are_thinned_evenly(n_points):
    x = np.linspace(0, 1, n_points)
    (found,) = field_errors_figure(x, {"taylor": x**2}, "")["data"]
    assert len(found["x"]) == len(found["y"]) <= 400
    assert 200 <= len(found["x"]) or n_points < 400
    assert found["y"] == pytest.approx(np.square(found["x"]), rel=1e-5, abs=1e-9)
    distances = np.diff(found["x"])
    assert distances == pytest.approx(np.full(distances.size, distances[:1]), rel=1e-3)


def test_the_losses_are_drawn_over_the_updates():
    figure = losses_figure(LANES, FLOORS, STARTS)
    assert [t["name"] for t in figure["data"]] == list(LANES)
    forward = trace(figure, "forward")
    assert forward["x"] == [63.0 * i for i in range(31)]
    assert forward["y"] == pytest.approx([10 / (i + 1) for i in range(31)], rel=SENT)
    assert trace(figure, "central")["x"] == [0.0]
    # Before its first step, the loss to expect at the start.
    assert (trace(figure, "own")["x"], trace(figure, "own")["y"]) == ([0.0], [10.0])
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert len({t["line"]["dash"] for t in figure["data"]}) == 4
    # A single point has no line: it needs a marker.
    assert [t["mode"] for t in figure["data"]] == ["lines", "lines", *2 * ["lines+markers"]]


def test_losses_without_a_place_on_the_axis_are_gaps():
    losses = [2.0, 0.0, math.inf, math.nan, 1e-20]
    (found,) = losses_figure({"own": steps(5, losses.__getitem__)}, {}, OWN)["data"]
    assert found["y"] == [2.0, None, None, None, 1e-20]
    assert len(found["x"]) == 5


def test_each_floor_is_one_line():
    assert levels(losses_figure(LANES, FLOORS, STARTS)) == [0.01, 0.2, 0.5]


def test_a_floor_at_rounding_level_would_leave_no_room_for_the_curves():
    """A single wave is differentiated exactly: its optimum has an error of some 1e-28, or 0."""
    for floor in (0.0, 3e-28, math.nan, math.inf):
        floors = {"own": floor, "other": 1e-9}
        starts = {"own": 10.0, "other": 10.0}
        for records in (steps(5), []):
            figure = losses_figure({"own": records, "other": []}, floors, starts)
            assert levels(figure) == [1e-9]


@pytest.mark.parametrize("batches", [63, 1])
def test_the_losses_only_grow(batches):
    """The chart in the browser adds points and does not draw the others again."""
    records = steps(200, batches=batches)
    figures = [losses_figure({"own": records[:n]}, {"own": 0.1}, OWN) for n in range(3, 200)]
    for before, after in itertools.pairwise(figures):
        (old,), (new,) = before["data"], after["data"]
        assert new["x"][:-1] == old["x"] and new["y"][:-1] == old["y"]
        assert {**new, "x": [], "y": []} == {**old, "x": [], "y": []}
        assert after["layout"] == before["layout"]


def test_the_paths_are_those_of_the_weights():
    records = steps(12)
    figure = weight_paths_figure(CENTRAL, records, OPTIMUM, TAYLOR)
    assert [t["name"] for t in figure["data"]] == ["offset −1", "offset 0", "offset +1"]
    for j, found in enumerate(figure["data"]):
        assert found["x"] == list(range(12))
        expected = [record.coefficients[j] for record in records]
        assert found["y"] == pytest.approx(expected, rel=SENT)
    assert len({t["marker"]["symbol"] for t in figure["data"]}) == 3
    assert levels(figure) == [*OPTIMUM.tolist(), *TAYLOR.tolist()]
    dashes = [shape["line"]["dash"] for shape in figure["layout"]["shapes"]]
    assert dashes == 3 * [LOOKS["optimum"].dash] + 3 * [LOOKS["taylor"].dash]


def test_the_paths_only_grow():
    records = steps(40)
    figures = [weight_paths_figure(CENTRAL, records[:n], OPTIMUM, TAYLOR) for n in range(40)]
    for before, after in itertools.pairwise(figures):
        for old, new in zip(before["data"], after["data"], strict=True):
            assert new["x"][:-1] == old["x"] and new["y"][:-1] == old["y"]
        assert after["layout"] == before["layout"]


@pytest.mark.parametrize(
    ("offsets", "order", "latex"),
    [
        (
            CENTRAL,
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - \tfrac{1}{2}\,u(x - \Delta x) "
            r"+ \tfrac{1}{2}\,u(x + \Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            CENTRAL,
            2,
            r"u^{(2)}(x) \approx \frac{1}{\Delta x^2} \Bigl[ u(x - \Delta x) - 2\,u(x) "
            r"+ u(x + \Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            (0, 1, 2),
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - \tfrac{3}{2}\,u(x) + 2\,u(x + \Delta x) "
            r"- \tfrac{1}{2}\,u(x + 2\Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            (0, 1),
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - u(x) + u(x + \Delta x) \Bigr] "
            r"+ O(\Delta x)",
        ),
        (
            (-2, -1, 0, 1, 2),
            1,
            r"\begin{aligned} u'(x) \approx \frac{1}{\Delta x} \Bigl[ & "
            r"\tfrac{1}{12}\,u(x - 2\Delta x) - \tfrac{2}{3}\,u(x - \Delta x) "
            r"+ \tfrac{2}{3}\,u(x + \Delta x) \\ & - \tfrac{1}{12}\,u(x + 2\Delta x) "
            r"\Bigr] + O(\Delta x^{4}) \end{aligned}",
        ),
    ],
    ids=["central", "second", "one-sided", "forward", "five points"],
)
def test_taylors_stencil_as_a_formula(offsets, order, latex):
    assert taylor_latex(offsets, order) == latex
