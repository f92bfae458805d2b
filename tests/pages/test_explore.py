"""Explore without a browser: the sweep's form, its links, and what is computed beforehand."""

import pytest
import streamlit as st

from nncore.runs.schema import sweeps
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.studies.first import FIRST_STUDIES
from nncore.trainers import OutputLayer
from tests.pages.studies.explore import (
    PAGE,
    SWEEP,
    best,
    button,
    keep_sweep,
    numbers,
    spec_of,
    spoil,
    texts,
    view_of,
)

pytestmark = pytest.mark.usefixtures("history", "teacher")


def test_an_empty_history_offers_a_sweep_that_can_be_started(app):
    page = app(PAGE)
    assert "**40 runs:** hidden units (5) × optimizer (4) × seed (2)" in texts(page)
    assert "computed beforehand" in texts(page) and "press Start" in texts(page)
    assert len(best(page)) == 40  # its results are there already
    assert not button(page, "explore_start").disabled
    assert not page.error and not page.warning


@pytest.mark.parametrize("kind", ["integration", "box", "stencil"])
@pytest.mark.parametrize("chart", ["map", "units", "pareto", "parallel"])
def test_every_chart_of_what_was_computed_beforehand_is_drawn(app, kind, chart):
    page = app(PAGE, kind=kind, chart=chart)
    assert "computed beforehand" in texts(page)
    assert not page.error and not page.warning and not page.exception
    measured = numbers(row[0] for row in best(page))
    assert measured == sorted(measured) and len(measured) > 0


@pytest.mark.parametrize(
    "kind, target",
    [("integration", "integrate"), ("box", "dimensions"), ("stencil", "differentiate")],
)
def test_a_field_of_what_was_computed_beforehand_opens_its_run(app, kind, target):
    page = app(PAGE, kind=kind)
    page.session_state["explore:clicked"] = ("planned", 5)  # of another form
    page.run()
    assert f"{target}:spec" not in page.session_state
    page.session_state["explore:clicked"] = (f"stored-{kind}", 5)
    page.run()
    assert page.session_state[f"{target}:spec"] == FIRST_STUDIES[kind].cell(5)
    assert "in the history" not in " ".join(toast.value for toast in page.toast)


def test_another_sweep_than_the_ready_made_one_has_no_results_before_its_start(app):
    page = app(PAGE, vary="n_hidden: 4, 8 | seed: 0, 1")
    assert "before its start" in texts(page) and "beforehand" not in texts(page)
    assert best(page) == []


def test_a_sweep_of_the_history_comes_before_what_was_computed_beforehand(app, history):
    keep_sweep(history)
    page = app(PAGE)
    assert "beforehand" not in texts(page) and len(best(page)) == 4


def test_a_link_is_a_sweep(app):
    page = app(PAGE, integrand="cos", vary="n_hidden: 2 … 6 step 2 | seed: 0, 7", n_samples="64")
    assert spec_of(page).integrand == "cos"
    assert "**6 runs:** hidden units (3) × seed (2)" in texts(page)
    assert page.text_input(key="explore_integration_vary_seed").value == "0, 7"


def test_the_link_of_a_run_is_what_stays(app):
    run = IntegrationSpec(integrand="exp", n_hidden=9, trainer=OutputLayer(), seed=4)
    assert spec_of(app(PAGE, **run.to_query())) == run


def test_values_that_cannot_be_are_named_and_the_last_ones_stay(app):
    page = app(PAGE)
    page.text_input(key="explore_integration_vary_n_hidden").set_value("5, -1").run()
    assert "**Hidden units** must be at least 1, got -1." in texts(page)
    assert button(page, "explore_start").disabled
    assert view_of(page).axis_texts["n_hidden"] == "4, 8, 12, 16, 24"
    page.text_input(key="explore_integration_vary_n_hidden").set_value("5, 6").run()
    assert not page.error and "hidden units (2)" in texts(page)


def test_another_thing_varies_from_values_that_are_suggested(app):
    page = app(PAGE)
    chosen = page.multiselect(key="explore_integration_vary")
    chosen.set_value(["activation", "seed"]).run()
    assert set(view_of(page).axis_texts) == {"activation", "seed"}
    assert not page.error and "activation (5)" in texts(page)
    page.multiselect(key="explore_integration_vary").set_value([]).run()
    assert "at least one thing" in texts(page)


def test_an_option_that_no_optimizer_has_gets_a_sentence(app):
    page = app(PAGE, vary="learning_rate: 0.1, 0.2")
    assert "**Learning rate** needs another **Optimizer**" in texts(page)
    assert button(page, "explore_start").disabled


def test_a_wrong_link_gives_the_default_and_a_notice(app):
    page = app(PAGE, vary="n_hidden: 0", chart="pie")
    assert "`n_hidden` must be at least 1" in texts(page)
    assert "`chart` must be one of" in texts(page)
    assert "**40 runs:**" in texts(page)


def test_a_link_to_a_part_of_the_page_leaves_its_sweep(app):
    page = app(PAGE, chart="pareto")
    assert spec_of(page).integrand == "runge" and view_of(page).chart == "pareto"
    assert not page.error and not page.warning


def test_stencils_are_studied_too(app):
    page = app(PAGE, kind="stencil")
    assert isinstance(spec_of(page, "stencil"), StencilSpec)
    assert "**64 runs:**" in texts(page) and not page.error and not page.warning
    page = app(PAGE, kind="stencil", vary="offsets: -1, 0, 1; 0, 1 | seed: 0, 1")
    assert "**4 runs:** offsets (2) × seed (2)" in texts(page)


def test_the_kind_can_be_changed_and_changed_back(app):
    page = app(PAGE, n_hidden="17")
    page.button_group(key="explore_integration_kind").set_value("stencil").run()
    assert "64 runs" in texts(page) and not page.error and not page.warning
    page.button_group(key="explore_stencil_kind").set_value("integration").run()
    assert "40 runs" in texts(page) and not page.error and not page.warning


def test_a_sweep_that_takes_long_is_asked_about(app, history):
    page = app(PAGE, vary="seed: 0 … 9999 | n_hidden: 5, 10")
    button(page, "explore_start").click().run()
    assert "Start it?" in texts(page) and "20,000 runs" in texts(page)
    assert history.sweeps() == []
    button(page, "explore_not_sure").click().run()
    assert "Start it?" not in texts(page)


def test_too_many_cells_are_refused(app):
    page = app(PAGE, vary="seed: 0 … 999999 | n_hidden: 5, 10")
    assert "at most 1,000,000 trials" in texts(page)
    assert button(page, "explore_start").disabled


def test_a_sweep_of_another_version_leaves_the_others_usable(app, history):
    kept = keep_sweep(history)
    spoil(history, sweeps, history.begin_sweep(SWEEP))
    page = app(PAGE)
    assert len(page.selectbox(key="explore_integration_sweep").options) == 2
    assert page.selectbox(key="explore_integration_sweep").value == kept
    assert not button(page, "explore_start").disabled and not page.error


def test_a_database_that_cannot_be_opened_is_named_and_sweeps_are_offered(
    app, tmp_path, monkeypatch
):
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"this is no database, but quite a long text " * 50)
    monkeypatch.setenv("NNCORE_DATABASE", str(damaged))
    st.cache_resource.clear()
    page = app(PAGE)
    assert "Nothing is being kept" in texts(page) and "is not a database" in texts(page)
    assert "**40 runs:**" in texts(page)
    page = app(PAGE, tab="history")
    assert "is not a database" in texts(page)


def test_a_link_to_a_sweep_that_is_not_here_says_so(app, history):
    keep_sweep(history)
    page = app(PAGE, sweep="nowhere")
    assert any("not in the history here" in warning.value for warning in page.warning)
    assert not app(PAGE).warning
