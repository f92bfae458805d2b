"""Two runs side by side on Integrate: what is pinned stays, and what differs is said."""

import pytest

from nncore.live import PageRuns, pinned
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from pages.integration.contents import RUN, IntegrationSettings, reaching
from pages.integration.pinned import compared_contents
from pages.integration.results import start_of
from pages.live.pinned import PINNED
from tests.nncore.live.played import played
from tests.pages import shown
from tests.pages.integration.stepped import QUERY, press, runs_of, step

SPEC = IntegrationSpec(
    integrand="exp",
    n_hidden=4,
    n_samples=30,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=9),
)
WIDER = IntegrationSpec(integrand="exp", n_hidden=6, n_samples=30)
COMPARED = ("nni", "nni_error", "estimated_error", "validation")


def legend(page):
    return shown.contents(page, "text")[PINNED]["text"]


def beside(page):
    return [m["beside"] for m in shown.contents(page, "metrics").values() if "beside" in m]


def names(page, slot):
    return [trace["name"] for trace in shown.figure(page, slot)["data"]]


def test_there_is_nothing_to_pin_before_the_first_step(app):
    page = app(**QUERY)
    assert page.button(key="integrate_pin").disabled
    assert legend(page) == "" and beside(page) == []


def test_a_pinned_run_stays_beside_the_next_one(app, engine_here):
    page = press(step(app(**QUERY)), "pin")
    metrics = shown.contents(page, "metrics")
    values = [metrics[name]["value"] for name in COMPARED]
    fitted = shown.figure(page, "fit")["data"][2]
    assert beside(page) == [f"pinned: {value}" for value in values]  # still the same run
    assert "iteration 2: the same settings." in legend(page)
    page.number_input(key="integrate_n_hidden").set_value(6).run()
    step(page, 1)
    assert "Pinned**, iteration 2: **Hidden units** 4, now 6." in legend(page)
    assert beside(page) == [f"pinned: {value}" for value in values]
    assert [m["value"] for m in shown.contents(page, "metrics").values()] != values
    curve = next(t for t in shown.figure(page, "fit")["data"] if t["name"] == "network, pinned")
    assert (curve["x"], curve["y"]) == (fitted["x"], fitted["y"])
    assert {"training, pinned", "validation, pinned"} <= set(names(page, "loss"))


def test_it_is_let_go_of(app, engine_here):
    page = press(press(step(app(**QUERY)), "pin"), "pin")
    assert legend(page) == "" and beside(page) == []
    assert not any("pinned" in name for slot in ("fit", "loss") for name in names(page, slot))
    assert runs_of(page).pinned is None


def test_what_is_shown_is_pinned_though_it_is_past(app, engine_here):
    page = step(app(**QUERY), 3)
    runs_of(page).shown.look_at(1)
    press(page.run(), "pin")
    assert "iteration 1: the same settings." in legend(page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda p: p.selectbox(key="integrate_trainer").set_value("variable-projection"),
            "**Optimizer** Levenberg-Marquardt, now Variable projection.",
        ),
        (lambda p: p.selectbox(key="integrate_activation").set_value("tanh"), "logistic, now tanh"),
        (
            lambda p: p.number_input(key="integrate_max_iterations").set_value(2_000),
            "**Max iterations** 1,000, now 2,000.",
        ),
        (lambda p: p.text_input(key="integrate_upper").set_value("2"), "–, now 2"),
    ],
)
def test_every_kind_of_setting_is_said_in_the_words_of_the_screen(app, engine_here, change, said):
    page = press(step(app(**QUERY), 1), "pin")
    change(page).run()
    assert not page.exception
    assert said in legend(page)


def test_of_another_integrand_only_the_losses_are_drawn(app, engine_here):
    page = press(step(app(**QUERY), 1), "pin")
    page.selectbox(key="integrate_integrand").set_value("runge").run()
    assert "It has learned another integrand: only its losses are drawn." in legend(page)
    assert beside(page) == []
    assert "network, pinned" not in names(page, "fit")
    assert "training, pinned" in names(page, "loss")


def test_a_hidden_button_is_neither_drawn_nor_pressed(app, engine_here):
    page = step(app(hide="compare", **QUERY), 1)
    assert not [button for button in page.button if button.key == "integrate_pin"]


def test_what_stands_still_is_made_once_for_all_pictures():
    runs = PageRuns(lambda: None)
    runs.put({RUN: played(WIDER, n=1)})
    runs.pinned = pinned(played(SPEC, n=3))
    start, limits = start_of(WIDER), WIDER.interval
    background = reaching(start, WIDER, limits)
    settings = IntegrationSettings(start, background, limits, ((0.0, 1.0),), 100, "Intervals")
    first, second = (compared_contents(settings, "", runs) for _ in range(2))
    for slot in ("fit", "loss"):
        then, now = (contents[slot]["figure"]["data"][-1] for contents in (first, second))
        assert then is now  # so that no picture carries it again
