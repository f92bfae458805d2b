"""Two runs side by side on Differentiate, in the words of Integrate."""

import pytest

from pages.app.seats import registry
from pages.live.pinned import PINNED
from tests.pages import shown
from tests.pages.integration.stepped import EngineHere
from tests.pages.stencils.differentiate import PAGE

QUERY = {"show": "own", "offsets": "-1,0,1", "derivative_order": "1", "n_fields": "200"}
CHARTS = ("losses", "dispersion", "field")


@pytest.fixture(autouse=True)
def engine_here(monkeypatch):
    """Train in this process."""
    monkeypatch.setattr("pages.app.engine.Engine", EngineHere)


def press(page, key):
    page.button(key=f"differentiate_{key}").click().run()
    assert not page.exception
    return page


def pinned_after(page, n=1):
    for _ in range(n):
        press(page, "button_step")
    return press(page, "pin")


def legend(page):
    return shown.contents(page, "text")[PINNED]["text"]


def numbers(page, j=0):
    return shown.contents(page, "text")[f"numbers {j}"]["text"]


def pinned_traces(page):
    found = {slot: shown.figure(page, slot)["data"] for slot in CHARTS}
    return {slot: [t for t in data if "pinned" in t["name"]] for slot, data in found.items()}


def set_value(page, name, value):
    kind = page.text_input if isinstance(value, str) else page.number_input
    kind(key=f"differentiate_{name}").set_value(value).run()
    assert not page.exception


def test_there_is_nothing_to_pin_before_the_first_step(app):
    page = app(PAGE, **QUERY)
    assert page.button(key="differentiate_pin").disabled
    assert legend(page) == "" and not any(pinned_traces(page).values())


def test_a_pinned_run_stays_beside_the_next_one(app):
    page = pinned_after(app(PAGE, **QUERY), 2)
    assert "Pinned**, epoch 2: the same settings." in legend(page)
    dispersion = shown.figure(page, "dispersion")["data"]
    learned = next(trace for trace in dispersion if trace["name"] == "learned")
    losses = shown.figure(page, "losses")["data"][0]
    line = numbers(page).splitlines()[-1]
    assert "pinned: −0." in line
    set_value(page, "max_mode", 8)
    press(page, "button_step")
    assert "Pinned**, epoch 2: **Modes below** 20, now 8." in legend(page)
    found = pinned_traces(page)
    assert found["dispersion"][0]["y"] == learned["y"]
    assert found["losses"][0]["y"] == losses["y"] and found["losses"][0]["x"] == losses["x"]
    assert len(found["field"]) == 1 and numbers(page).splitlines()[-1] == line
    dashes = [t["line"]["dash"] for t in shown.figure(page, "dispersion")["data"][1:]]
    assert len(set(dashes)) == len(dashes)  # each is another, for those who see no colours


def test_it_is_let_go_of(app):
    page = press(pinned_after(app(PAGE, **QUERY)), "pin")
    assert legend(page) == "" and not any(pinned_traces(page).values())
    runs = registry().tab_at(page.session_state["live:seat"]).runs_of("differentiate")
    assert runs.pinned is None


def test_another_stencil_for_the_same_derivative_is_compared(app):
    page = pinned_after(app(PAGE, **QUERY))
    set_value(page, "offsets", "0, 1")
    assert "**Offsets** −1, 0, 1, now 0, 1; **Learning rate** 0.1, now 0.2." in legend(page)
    assert all(pinned_traces(page).values())


def test_of_another_derivative_only_the_losses_are_drawn(app):
    page = pinned_after(app(PAGE, **QUERY))
    set_value(page, "derivative_order", 2)
    assert "It has learned another derivative: only its losses are drawn." in legend(page)
    assert [slot for slot, traces in pinned_traces(page).items() if traces] == ["losses"]
    assert "pinned" not in numbers(page)


def test_the_network_that_is_looked_at_is_pinned(app):
    page = app(PAGE, n_fields="200", look="backward")
    pinned_after(page)
    assert "the same settings" in legend(page)
    assert "pinned" in numbers(page, 1)
    assert "pinned" not in numbers(page, 0) and "pinned" not in numbers(page, 2)


def test_a_hidden_button_is_not_drawn(app):
    page = press(app(PAGE, hide="compare", **QUERY), "button_step")
    assert not [button for button in page.button if button.key == "differentiate_pin"]
