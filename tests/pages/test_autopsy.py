"""The autopsy without a browser: each switch, the table that it changes, the link, the network."""

import numpy as np
import pytest

from nncore.notebooks import (
    OVERFLOW_LIMITS,
    PUT_RIGHT,
    SWITCHES,
    Quirks,
    autopsy,
    implied_k2,
    overflow_arguments,
    rule_of_thumb,
    size_curves,
    stored_network,
)
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from pages.app.seats import registry
from pages.notebooks.controls import INTERVALS
from tests.nncore.live.local_engine import LocalEngine
from tests.pages import shown

PAGE = "autopsy.py"
NETWORK = stored_network().network

# Stands for the notebook's experiment: as many steps as a test can wait for.
SMALL_SPEC = IntegrationSpec(
    n_hidden=8,
    initializer="glorot",
    n_samples=400,
    standardize=False,
    trainer=LevenbergMarquardt(max_iterations=5),
)


def table(app):
    content = shown.contents(app, "table")["table"]
    assert content["columns"][-1] == "b₂ from the error"
    return content["rows"]


def marked(app):
    return [any(":red[" in cell for cell in row) for row in table(app)]


def column(app, number):
    return [row[number] for row in table(app)]


def verdict(app):
    return shown.contents(app, "text")["verdict"]["text"]


def flip(app, name):
    return app.toggle(key=f"autopsy_{name}").set_value(False).run()


def address(app):
    """Return the query; AppTest holds what the test set as text, and what the page set as lists."""
    return {
        name: value if isinstance(value, str) else value[0]
        for name, value in app.query_params.items()
    }


def text_of(app):
    drawn = (element.value for element in (*app.markdown, *app.caption, *app.info))
    return " ".join((*drawn, shown.words(app)))


def test_as_printed_every_row_breaks_its_bound(app):
    page = app(PAGE)
    assert all(marked(page))
    rows = table(page)
    last, sixth = " ".join(rows[-1]), " ".join(rows[5])
    assert "nan" in last and "∞" in sixth and "nan" not in sixth
    assert "As printed" in verdict(page)
    assert not page.error and not page.warning
    assert column(page, 1)[1] == "39.798" and column(page, 1)[-1] == "nan"
    assert address(page) == {}


def test_the_output_bias_mends_the_finite_rows(app):
    page = flip(app(PAGE), "output_bias_counted_once")
    assert marked(page)[:3] == [False] * 3 and all(marked(page)[3:])
    assert "the formula was right" in verdict(page)


def test_all_put_right_no_row_breaks_its_bound(app):
    page = app(PAGE)
    for name in SWITCHES:
        page = flip(page, name)
    assert not any(marked(page))
    assert "Every row respects its bound" in verdict(page)
    assert "140" not in " ".join(column(page, 0))  # cut at 100
    assert column(page, 1)[-3:] == ["–"] * 3  # nothing was printed for those
    assert "∞" not in " ".join(column(page, 2) + column(page, 3))


def test_each_switch_changes_what_nncore_says_and_the_link(app):
    page = app(PAGE)
    for name in SWITCHES:
        flip(page, name)
        found = autopsy(NETWORK, Quirks(**{name: False}))
        assert marked(page) == found.breaks_bound.tolist(), name
        assert address(page) == {name: "false"}
        page.toggle(key=f"autopsy_{name}").set_value(True).run()
    assert address(page) == {}


def test_two_buttons_set_all_switches(app):
    page = app(PAGE)
    page.button(key="autopsy_all_Put right").click().run()
    assert not any(page.toggle(key=f"autopsy_{name}").value for name in SWITCHES)
    assert "Put right." in verdict(page) and not any(marked(page))
    page.button(key="autopsy_all_As printed").click().run()
    assert all(page.toggle(key=f"autopsy_{name}").value for name in SWITCHES)
    assert address(page) == {}


def test_with_single_precision_it_is_nan_from_the_second_row(app):
    page = app(PAGE)
    page.radio(key="autopsy_precision").set_value("float32").run()
    assert address(page) == {"precision": "float32"}
    nni = column(page, 2)
    assert ":red[nan]" in nni[1] and "nan" not in nni[0]
    assert f"{OVERFLOW_LIMITS['float32']:.1f}" in verdict(page)
    flip(page, "exponential_overflows")
    assert page.radio(key="autopsy_precision").disabled
    assert "nan" not in " ".join(column(page, 2))


def test_more_points_do_not_help_simpson_at_the_singularity(app):
    page = app(PAGE)
    page.number_input(key="autopsy_n_points").set_value(1_000).run()
    assert "−∞" in " ".join(table(page)[0])
    assert address(page) == {"n_points": "1000"}


def test_wrong_points_are_named_and_change_nothing(app):
    page = app(PAGE)
    before = table(page)
    page.number_input(key="autopsy_n_points").set_value(2).run()
    assert page.error[0].value.startswith("**Points of Simpson's rule** must be at least 3, got 2.")
    assert table(page) == before and address(page) == {}


def test_a_link_sets_everything(app):
    query = {
        **{name: "false" for name in SWITCHES},
        "precision": "float32",
        "n_points": "500",
        "interval": "40-125",
        "tab": "why",
    }
    page = app(PAGE, **query)
    assert not page.warning and address(page) == query
    assert page.select_slider(key="autopsy_interval").value == "40-125"
    assert page.radio(key="autopsy_precision").value == "float32"
    query["tab"] = "integrals"
    page = app(PAGE, **query)
    found = autopsy(NETWORK, PUT_RIGHT, n_points=500)
    assert marked(page) == found.breaks_bound.tolist()


WRONG = {
    "precision": ("float16", "`precision` must be one of float64, float32, got 'float16'."),
    "n_points": ("1", "`n_points` must be at least 3, got 1."),
    "exponential_overflows": ("maybe", "must be true or false, got 'maybe'."),
    "network": ("mine", "`network` must be one of stored, full, got 'mine'."),
    "interval": ("1-2", "`interval` must be one of 0-5, 5-20,"),
    "tab": ("none", "`tab` must be one of integrals, why, units, derivatives, got 'none'."),
    "k2": ("0", "`k2` must be at least 0.01, got 0.0."),
    "n_hidden": ("5", "`n_hidden` is not a setting of this page. It is ignored."),
}


def test_what_a_link_cannot_say_is_named_and_the_rest_is_taken(app):
    query = {name: value for name, (value, _) in WRONG.items()}
    page = app(PAGE, **query, output_bias_counted_once="false")
    warnings = [warning.value for warning in page.warning]
    assert len(warnings) == len(WRONG)
    for _, sentence in WRONG.values():
        assert any(sentence in warning for warning in warnings), sentence
    assert address(page) == {"output_bias_counted_once": "false"}
    assert marked(page)[:3] == [False] * 3 and all(marked(page)[3:])


def test_the_chart_of_the_overflow_follows_the_precision(app):
    page = app(PAGE, tab="why")
    page.select_slider(key="autopsy_interval").set_value("5-20").run()
    page.radio(key="autopsy_precision").set_value("float32").run()
    assert address(page) == {"tab": "why", "interval": "5-20", "precision": "float32"}
    assert "5 … 20" in text_of(page)
    assert overflow_arguments(NETWORK, INTERVALS["5-20"], precision="float32").overflows.any()
    mended = app(PAGE, tab="why", exponential_overflows="false")
    assert "without any limit" in text_of(mended)


def test_the_rule_of_thumb_follows_its_constants(app):
    page = app(PAGE, tab="units", k1="1.0", k2="0.18")
    assert "**10,000 units**" in text_of(page)  # 0.18 · 1,000,000 / (6 · 3)
    page.slider(key="autopsy_k1").set_value(2.0).run()
    assert address(page)["k1"] == "2.0"
    assert f"**{rule_of_thumb(1_000_000, 1, 2.0, 0.18):,.0f} units**" in text_of(page)
    assert f"k₂ = {implied_k2(10_000, 2.0):.2f}" in text_of(page)  # 0.03 · 36


@pytest.mark.parametrize("measure", ["largest_error", "validation_loss"])
def test_the_conclusion_on_the_size_is_that_of_the_curves(app, measure):
    page = app(PAGE, tab="units", measure=measure)
    curves = size_curves(measure)
    sentence = page.info[0].value
    assert f"{curves['variable-projection'].enough} units are enough" in sentence
    assert f"with {curves['adam'].enough}:" in sentence


def test_the_second_notebook(app):
    page = app(PAGE, tab="derivatives")
    text = " ".join(markdown.value for markdown in page.markdown)
    assert "30,000 of its 40,000 test rows" in text
    assert "−0.5182, −0.0018, 0.5201" in text and "−0.5191, 0, 0.5191" in text


class EngineHere(LocalEngine):
    def close(self):
        pass


@pytest.fixture
def engine_here(monkeypatch):
    """Train in this process, and give the run of a page."""
    monkeypatch.setattr("pages.app.engine.Engine", EngineHere)
    monkeypatch.setattr("pages.notebooks.network.FULL_SPEC", SMALL_SPEC)
    return lambda page: runs_of(page).runs["full"]


def runs_of(page):
    return registry().tab_at(page.session_state["live:seat"]).runs_of("autopsy")


def play_until(page, condition):
    """Let the runs go on, as happens while somebody watches, and draw the page."""
    for _ in range(20):
        if condition():
            break
        runs_of(page).tick()
    assert condition()
    page.run()


def button(app):
    return app.button(key="autopsy_train")


def test_the_stored_network_stands_in_until_the_full_one_is_trained(app, engine_here):
    page = app(PAGE, network="full")
    assert "have not been trained in this tab yet" in text_of(page)
    assert table(page) == table(app(PAGE))
    assert "The network: 100 units" in text_of(page)


def test_the_full_network_is_trained_and_used_from_the_first_epoch_on(app, engine_here):
    page = app(PAGE)
    stored = table(page)
    run = engine_here(page)
    assert button(page).label == "Train the notebook's 8 units"
    button(page).click().run()
    assert address(page) == {"network": "full"} and button(page).label == "Pause"
    play_until(page, lambda: run.records)
    assert table(page) != stored
    button(page).click().run()  # paused: it keeps the last network
    assert 0 < run.position < 5 and run.status is TrainingStatus.PAUSED
    assert button(page).label == "Go on"
    assert marked(page) == autopsy(run.network).breaks_bound.tolist()
    assert f"after {run.position:.2f} of 5 epochs" in text_of(page)
    assert f"epoch {run.position:.2f} / 5" in shown.status(page)
    button(page).click().run()
    play_until(page, lambda: run.status.is_final)
    assert button(page).label == "Train again"
    found = autopsy(run.network)
    assert np.isfinite(found.comparison.nni[0])
    assert marked(page) == found.breaks_bound.tolist()
    page.button_group(key="autopsy_network").set_value("stored").run()
    assert table(page) == stored


def test_an_engine_that_is_not_there_is_told(app):
    page = app(PAGE)
    button(page).click().run()
    assert any("The engine is not there." in error.value for error in page.error)
    assert all(marked(page))  # of the stored network
