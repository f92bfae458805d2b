"""What holds for all figures of sweeps: Plotly takes them, and no text becomes HTML."""

import dataclasses
import json

import plotly.graph_objects as go
import pytest

from nncore.figures.sweep import (
    compare_figure,
    error_by_units_figure,
    heat_map_figure,
    parallel_coordinates_figure,
    pareto_figure,
)
from tests.nncore.figures.sweep.examples import curve, trials

NOTHING = trials(0)
FIGURES = {
    "heat map": lambda: heat_map_figure(trials(), "integral_error", "n_hidden", "trainer"),
    "heat map of one row": lambda: heat_map_figure(trials(), "seconds", "seed"),
    "heat map in the beginning": lambda: heat_map_figure(NOTHING, "seconds", "n_hidden", "seed"),
    "heat map of failures": lambda: heat_map_figure(
        trials(6, failed=range(6)), "integral_error", "n_hidden", "trainer"
    ),
    "error by units": lambda: error_by_units_figure(trials(), "integral_error", group="trainer"),
    "error by words": lambda: error_by_units_figure(trials(), "integral_error", "trainer"),
    "error in the beginning": lambda: error_by_units_figure(NOTHING, "integral_error"),
    "pareto": lambda: pareto_figure(trials(), "integral_error", "trainer"),
    "pareto in the beginning": lambda: pareto_figure(NOTHING, "integral_error"),
    "parallel": lambda: parallel_coordinates_figure(trials(), "integral_error"),
    "parallel in the beginning": lambda: parallel_coordinates_figure(NOTHING, "integral_error"),
    "compare": lambda: compare_figure({"a": curve(50), "b": curve(7)}),
    "compare nothing": lambda: compare_figure({}, "seconds"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    made = figure()
    go.Figure(made)  # validates every property
    json.dumps(made, allow_nan=False)


EVIL = '<b>x</b><br><a href="javascript:alert(1)">&lt;</a> %{y}'


def test_what_a_user_has_written_is_text_and_no_html():
    """Names of runs and values such as formulas; Plotly reads HTML in names, ticks and hovers."""
    written = trials()
    found = dataclasses.replace(
        written,
        axes={"integrand": (EVIL, "x < 1 & y"), "seed": (0, 1, 2, 3)},
        places={"integrand": written.places["trainer"], "seed": written.places["n_hidden"]},
        reasons=(EVIL,) * 12 + ("",) * 12,
    )
    figures = (
        compare_figure({EVIL: curve(5), "x < 1": curve(3)}),
        heat_map_figure(found, "integral_error", "integrand", "seed"),
        heat_map_figure(found, "integral_error", "seed", "integrand"),
        error_by_units_figure(found, "integral_error", "seed", "integrand"),
        error_by_units_figure(found, "integral_error", "integrand"),
        pareto_figure(found, "integral_error", "integrand"),
    )
    assert compare_figure({EVIL: curve(5)})["data"][0]["name"] == (
        '&lt;b&gt;x&lt;/b&gt;&lt;br&gt;&lt;a href="javascript:alert(1)"&gt;&amp;lt;&lt;/a&gt; '
        "&#37;{y}"
    )
    for figure in figures:
        sent = json.dumps(figure)
        assert "&lt;" in sent and "x < 1" not in sent
        for mark in ("<b>x", "x</b>", "<a", "</a", "&gt; %{y}"):
            assert mark not in sent
