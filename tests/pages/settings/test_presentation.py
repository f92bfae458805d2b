"""How pages are shown to a class: in the address, and what is then not there."""

import pytest

from pages.settings.hideable import GROUPS
from pages.settings.presentation import Presentation
from tests.pages.integration.integrate import spec_of, warnings
from tests.pages.shown import elements

ALL = ",".join(GROUPS)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hide": "data,n_hidden"},
        {"view": "projector"},
        {"hide": "buttons", "keys": "off", "view": "projector"},
    ],
)
def test_what_is_asked_for_stands_in_the_address(query):
    found, notices = Presentation.read(query)
    assert found.query() == query and notices == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"hide": "data,colour"}, "`hide` has 'colour', which is not a control; there are stencil"),
        ({"view": "wall"}, "`view` can only be projector, got 'wall'"),
        ({"keys": "on"}, "`keys` can only be off, got 'on'"),
    ],
)
def test_what_cannot_be_understood_is_said_and_the_rest_holds(query, said):
    found, notices = Presentation.read({"hide": "data", **query})
    assert found == Presentation(frozenset({"data"}))
    assert [str(notice).startswith(said) for notice in notices] == [True]


def test_a_name_that_is_long_or_has_markup_is_only_named():
    _, (notice,) = Presentation.read({"hide": "<b>" * 10_000})
    assert len(str(notice)) < 1_000


def keys(app):
    widgets = (*app.selectbox, *app.number_input, *app.text_input, *app.toggle, *app.button)
    return {widget.key for widget in widgets}


def test_hidden_controls_are_not_there_and_the_link_still_sets_them(app):
    page = app(hide="trainer,n_hidden,interval", n_hidden="7", damping="0.5", upper="50")
    spec = spec_of(page)
    assert (spec.n_hidden, spec.trainer.damping, spec.upper) == (7, 0.5, 50.0)
    hidden = {f"integrate_{name}" for name in ("n_hidden", "trainer", "damping", "lower", "upper")}
    assert not hidden & keys(page)
    assert {"integrate_activation", "integrate_integrand", "integrate_seed"} <= keys(page)
    assert "Training" not in [heading.value for heading in page.subheader]
    assert page.query_params["hide"] == "interval,n_hidden,trainer"
    assert page.query_params["n_hidden"] == "7"


def test_a_hidden_setting_is_not_changed_by_what_a_browser_still_sends(app):
    page = app()
    box = page.number_input(key="integrate_n_hidden").set_value(9)
    page.session_state["presentation"] = Presentation(frozenset({"network"}))
    box.run()
    assert spec_of(page).n_hidden == 50 and "integrate_n_hidden" not in keys(page)


@pytest.mark.parametrize("name", ["integrate", "dimensions", "race", "differentiate"])
def test_buttons_and_all_else_can_be_hidden_and_that_is_said(app, name):
    page = app(f"{name}.py", hide=ALL)
    buttons = {f"{name}_button_{one}" for one in ("play", "pause", "step", "reset")}
    assert not buttons & keys(page) and not page.sidebar.number_input
    assert [info.value[:24] for info in page.info][:1] == ["Every control is hidden:"]
    assert not page.subheader


def test_hidden_limits_of_a_box_are_not_moved_by_the_maps(app):
    def maps(page):
        return [chart["has_box"] for chart in elements(page, "chart")][:3]

    assert maps(app("dimensions.py")) == [True, True, True]
    page = app("dimensions.py", hide="limits", a="0 0", b="0.5 1")
    assert maps(page) == [False, False, False] and not page.select_slider
    assert page.session_state["dimensions:view"].b == (0.5, 1.0)


def test_experiments_that_would_show_other_stencils_are_not_offered(app):
    def links(**query):
        page = app("differentiate.py", **query)
        page.session_state["differentiate_tabs"] = "Three experiments"
        return len(page.run().get("page_link"))

    assert links(hide="stencil") == links() - 3


def test_unknown_names_are_said_on_the_page(app):
    page = app(hide="colour,data")
    assert len(warnings(page)) == 1 and "colour" in warnings(page)[0]
    assert page.query_params["hide"] == "data"


@pytest.mark.parametrize("name", ["hide", "view", "keys", "lang", "n_hidden", "activation"])
def test_what_an_address_says_is_no_picture_on_the_page(app, name):
    (told,) = (one.value for one in app(**{name: "![x](http://evil.example/p.png)"}).warning)
    assert f"`{name}` " in told and r"\!\[x\](http\://evil.example/p.png)" in told


def test_it_goes_along_to_other_pages(app):
    page = app(hide="network", view="projector")
    page.switch_page("race.py").run()
    assert not page.exception
    assert "race_n_hidden" not in keys(page)
    assert all(element["projector"] for element in elements(page))
    page.switch_page("home.py").run()
    assert page.query_params["view"] == "projector"


def test_nothing_is_hidden_on_explore(app, history):
    assert keys(app("explore.py", hide=ALL)) == keys(app("explore.py"))


def test_without_keys_buttons_have_none(app):
    def keys_of(page):
        found = {button.key: button.proto.shortcut for button in page.button}
        return {name: found[f"integrate_button_{name}"] for name in ("play", "step")}

    assert keys_of(app()) == {"play": "p", "step": "s"}
    assert set(keys_of(app(keys="off")).values()) == {""}
