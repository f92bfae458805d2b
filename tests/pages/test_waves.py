"""Stencils at work without a browser: what the page shows, its links and its sentences."""

import pytest

from nncore.specs.wave import WaveSpec
from pages.settings.hideable import GROUPS
from pages.stencils.at_work import work_query
from tests.pages.shown import contents, figure, number, status, table, words

PAGE = "waves.py"


def spec_of(page):
    return page.session_state["waves:spec"]


def errors(page):
    return [error.value for error in page.error]


def labels(page):
    return [box.label for box in (*page.selectbox, *page.text_input, *page.number_input)]


def press(page, name, times=1):
    for _ in range(times):
        page.button(key=f"waves_button_{name}").click().run()
    return page


def test_the_page_opens_with_the_second_notebooks_question(app):
    page = app(PAGE)
    assert spec_of(page) == WaveSpec() and page.query_params == {}
    assert errors(page) == [] and not page.warning
    assert "Ready" in status(page)
    taylor, learned = table(page, "lanes")
    assert taylor[:4] == ["Taylor", "−0.500, 0, 0.500", "96.3\N{NO-BREAK SPACE}%", "2.83"]
    assert learned[:4] == ["learned", "−0.519, 0, 0.519", "100.0\N{NO-BREAK SPACE}%", "2.72"]
    exact, own = figure(page, "profile_0")["data"]
    assert own["y"] == pytest.approx(exact["y"], abs=1e-6)


def test_steps_go_on_and_reset_goes_back(app):
    page = press(app(PAGE), "step", 3)
    assert "Paused" in status(page) and "0.02 / 10" in status(page)  # 3 of 160 steps a period
    assert figure(page, "errors")["data"][0]["x"] == [0.0, 0.00625, 0.0125, 0.01875]
    assert number(table(page, "lanes")[0][-1]) > 0
    assert "0.02 / 10" in status(page.run())  # a run of the script changes nothing
    assert "Ready" in status(press(page, "reset"))


def test_who_plays_can_pause(app):
    page = press(app(PAGE), "play")
    assert "Running" in status(page)
    disabled = {
        name: page.button(key=f"waves_button_{name}").disabled for name in ("play", "pause")
    }
    assert disabled == {"play": True, "pause": False}
    assert "Ready" in status(press(page, "pause"))


def test_a_link_brings_stencils(app):
    page = app(
        PAGE,
        stencils="taylor,own",
        own_offsets="-2,-1,0,1,2",
        own_coefficients="1/12; -2/3; 0; 2/3; -1/12",
        profile="exp(-40*x^2)",
        courant="0.25",
    )
    assert errors(page) == [] and not page.warning
    assert spec_of(page).own_coefficients == pytest.approx((1 / 12, -2 / 3, 0, 2 / 3, -1 / 12))
    assert page.text_input(key="waves_formula").value == "exp(-40*x^2)"
    again = app(PAGE, **page.query_params)
    assert spec_of(again) == spec_of(page)


def test_what_is_wrong_with_a_link_is_said(app):
    page = app(PAGE, courant="0", profile="sin(100*pi*x)", stencils="tailor")
    notices = " ".join(warning.value for warning in page.warning)
    assert spec_of(page) == WaveSpec()
    for words_of in ("`courant` must be greater", "take at least 202 points", "`stencils` must be"):
        assert words_of in notices


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("courant", 0.0, "**Courant number** must be greater than 0, got 0"),
        ("courant", 1e9, "**Courant number** must be at most 100"),
        ("n_waves", 60, "The profile has waves that 80 points cannot hold"),
        ("n_points", 2, "**Grid points** must be at least 8"),
    ],
)
def test_a_setting_that_cannot_be_is_said_and_the_last_stays(app, key, value, sentence):
    page = app(PAGE)
    page.number_input(key=f"waves_{key}").set_value(value).run()
    assert sentence in errors(page)[0] and spec_of(page) == WaveSpec()


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [("1/x", "must be finite everywhere"), ("sin(", ""), ("sin(300*pi*x)", "cannot hold")],
)
def test_a_formula_that_cannot_be_is_said(app, formula, sentence):
    page = app(PAGE)
    page.selectbox(key="waves_profile").set_value("formula").run()
    before = spec_of(page)
    page.text_input(key="waves_formula").set_value(formula).run()
    assert sentence in errors(page)[0] and spec_of(page) == before


def test_a_profile_that_is_not_periodic_is_said_not_forbidden(app):
    page = app(PAGE, profile="x")
    assert errors(page) == [] and "ends do not meet" in words(page)
    assert "ends do not meet" not in words(app(PAGE))


def test_an_unstable_run_stops_with_its_courant_number(app):
    page = app(PAGE, courant="4", periods="1", stencils="taylor", n_waves="20")
    while "Stopped" not in status(page):
        press(page, "step")
    assert "the Courant number 4 is above 2.83, the largest that is stable" in words(page)
    assert "Stopped" in status(page)


def test_a_stencil_that_no_step_makes_stable_is_told_so(app):
    page = app(PAGE, stencils="own,taylor", own_offsets="0,1", own_coefficients="-1;1", courant="2")
    while "was stopped" not in words(page):
        press(page, "step")
    assert "no Courant number is stable for it, and 2 is none" in words(page)
    assert "Paused" in status(page)  # the other one goes on


@pytest.mark.parametrize("equation", ["advection", "diffusion", "wave", "burgers"])
def test_each_equation_has_a_start_that_shows_it(app, equation):
    page = app(PAGE)
    page.selectbox(key="waves_equation").set_value(equation).run()
    assert errors(page) == [] and spec_of(page).equation == equation
    press(page, "step", 2)
    assert errors(page) == [] and "Paused" in status(page)
    assert len(table(page, "lanes")) == len(spec_of(page).stencils)
    assert ("Viscosity ν" in labels(page)) == (equation in ("diffusion", "burgers"))
    page.selectbox(key="waves_equation").set_value("advection").run()
    assert spec_of(page).profile == "sine" and errors(page) == []


def test_four_at_most(app):
    page = app(PAGE)
    chosen = ["taylor", "optimum", "learned", "own"]
    page.multiselect(key="waves_stencils").set_value(chosen).run()
    assert [f"profile_{j}" in contents(page) for j in range(5)] == [True] * 4 + [False]
    page.multiselect(key="waves_stencils").set_value([*chosen, "upwind1"]).run()
    assert "**Side by side** must be 1 to 4 different ones" in errors(page)[0]


def test_offsets_are_typed_as_they_are_shown(app):
    page = app(PAGE)
    assert page.text_input(key="waves_offsets").value == "-1, 0, 1"
    page.text_input(key="waves_offsets").set_value("-2, -1, 0, 1, 2").run()
    assert errors(page) == [] and spec_of(page).offsets == (-2, -1, 0, 1, 2)


def test_weights_of_ones_own_are_typed(app):
    page = app(PAGE, stencils="own")
    page.text_input(key="waves_own_coefficients").set_value("-0.6; 0; 0.6").run()
    assert spec_of(page).own_coefficients == (-0.6, 0.0, 0.6)
    page.text_input(key="waves_own_coefficients").set_value("1; 2").run()
    assert "each of the 3 offsets, got 2" in errors(page)[0]
    page.text_input(key="waves_own_offsets").set_value("-1, 1").run()
    assert errors(page) == [] and spec_of(page).own_offsets == (-1, 1)


def test_what_was_learned_is_put_to_work(app):
    """The link of Differentiate opens the page with those weights."""
    lab = app("differentiate.py")
    spec = lab.session_state["differentiate:spec"]
    query = work_query(spec, [-0.51, 0.001, 0.52])
    page = app(PAGE, **query)
    assert spec_of(page).learned_coefficients == (-0.51, 0.001, 0.52)
    assert spec_of(page).stencils == ("taylor", "learned") and errors(page) == []
    assert work_query(spec, [float("nan")] * 3) is None


def test_faster_pictures_are_a_part_of_the_link(app):
    page = app(PAGE, playing_speed="fast")
    assert page.session_state["waves:view"].playing_speed == "fast" and not page.warning


def test_how_fast_it_plays_is_no_setting_of_a_stencil(app):
    assert "playing_speed" not in GROUPS["stencil"][1]
    page = app(PAGE, hide="stencil")
    assert "waves_playing_speed" in page.session_state
    assert "waves_offsets" not in page.session_state


def test_weights_are_times_the_power_of_their_derivative(app):
    page = app(PAGE, equation="diffusion", stencils="own,learned", profile="gaussian", own_order=2)
    assert "Own: weights × Δx²" in labels(page) and "Learned: weights × Δx" in labels(page)
    heads = contents(page)["lanes"]["columns"]
    assert heads[1] == "weights × Δx²"
    assert contents(app(PAGE))["lanes"]["columns"][1] == "weights × Δx"


def test_of_burgers_the_courant_number_counts_another_speed(app):
    assert "of the largest |u| at first" in app(PAGE).number_input(key="waves_courant").help
