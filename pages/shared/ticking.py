"""Parts of a page that are drawn again and again, and the moment that sending them takes.

Streamlit drops what it has not sent of a fragment when that fragment starts again, and of a page
whose script has just ended when a late tick starts another one. Where a tick takes longer than its
timer, the next one is waiting at its end: without a rest nothing of it would ever be seen.
"""

import functools
import time
from collections.abc import Callable

import streamlit as st

from pages.shared.sessions import Session

#: Seconds between two frames.
TICK = 0.13

# Streamlit sends every hundredth of a second, if it gets the processor: where drawing has taken
# long, it does not get enough of it, and sending takes longer too.
_REST, _PAGE_REST, _SHARE = 0.02, 0.15, 0.1
# A tick is at most so late that it had been on its way when its timer was switched off.
_LATE_TICK = 1.0


def ticking_fragment(draw: Callable[[], None], seconds: float | None) -> None:
    """Draw a part of the page in a fragment of its own, again and again.

    Parameters
    ----------
    draw : callable
        Draws the part; a widget in it reruns nothing else.
    seconds : float, optional
        The time between two pictures; None draws one only.
    """

    @st.fragment(run_every=seconds)
    @functools.wraps(draw)  # Streamlit tells fragments apart by their names
    def part() -> None:
        began = time.monotonic()
        draw()
        if seconds is not None:
            _let_it_be_sent(began, _REST)

    part()


def let_the_page_be_sent(session: Session, began: float) -> None:
    """Rest at the end of a page whose last tick may still be on its way.

    Parameters
    ----------
    session : Session
        What ticks.
    began : float
        When the page began to be drawn, by `time.monotonic`.
    """
    if session.ticked > began - _LATE_TICK:
        _let_it_be_sent(began, _PAGE_REST)


def _let_it_be_sent(began: float, least: float) -> None:
    time.sleep(max(least, _SHARE * (time.monotonic() - began)))
