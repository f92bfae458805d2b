"""A part that ticks leaves Streamlit the time to send what it has drawn."""

import pytest
import streamlit as st

from pages.shared import ticking
from pages.shared.sessions import Session


class Clock:
    """Time that passes only where somebody draws or rests."""

    def __init__(self):
        self.now, self.rests = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.rests.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(ticking, "time", clock)
    # A fragment outside a script is left out: here it is called as it is.
    monkeypatch.setattr(st, "fragment", lambda run_every: lambda part: part)
    return clock


@pytest.mark.parametrize(("seconds", "rest"), [(0.0, 0.02), (0.1, 0.02), (3.0, 0.3)])
def test_a_tick_ends_with_a_rest_that_grows_with_what_it_took(clock, seconds, rest):
    def draw():
        clock.now += seconds

    ticking.ticking_fragment(draw, ticking.TICK)
    assert clock.rests == [pytest.approx(rest)]


def test_what_is_drawn_once_needs_no_rest(clock):
    drawn = []
    ticking.ticking_fragment(lambda: drawn.append(1), None)
    assert drawn == [1] and clock.rests == []


@pytest.mark.parametrize(
    ("ticked", "seconds", "rests"),
    [
        (None, 0.2, []),
        (-5.0, 0.2, []),
        (-0.5, 0.2, [0.15]),
        (0.1, 0.2, [0.15]),
        (0.1, 4.0, [0.4]),  # a slow page: its tick is long ago when it ends
    ],
)
def test_a_page_rests_if_a_tick_may_be_on_its_way(clock, ticked, seconds, rests):
    session, began = Session(), clock.now
    if ticked is not None:
        session.ticked = began + ticked
    clock.now += seconds
    ticking.let_the_page_be_sent(session, began)
    assert clock.rests == pytest.approx(rests)
