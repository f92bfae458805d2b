"""Integrate, whose runs train in this process, a press of Step at a time."""

from pages.app.seats import registry
from tests.nncore.live.local_engine import LocalEngine

QUERY = {"integrand": "exp", "n_hidden": "4", "n_samples": "30", "initializer": "glorot"}


class EngineHere(LocalEngine):
    """Stands for the engine of the server."""

    def close(self):
        pass


def runs_of(page):
    return registry().tab_at(page.session_state["live:seat"]).runs_of("integrate")


def press(page, key):
    page.button(key=f"integrate_{key}").click().run()
    assert not page.exception
    return page


def step(page, n=2):
    for _ in range(n):
        press(page, "button_step")
    return page
