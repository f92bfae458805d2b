"""The slider that goes back through the runs of a page: what it says, and where it stands."""

from collections.abc import Callable, Mapping
from typing import Any

from nncore.figures.earlier import over_the_whole
from nncore.figures.style import Figure
from nncore.live import PageRuns, TrainingRun
from nncore.messages import gettext, marked, number_text, said

#: Slots: all the moments that can be shown, and which one is.
MOMENTS, MOMENT = "moments", "moment"

LABEL, END = marked("Look back"), marked("Back to the end")
#: By what a trainer calls its iterations; a race is over when its seconds are.
SHOWN = {
    "epoch": marked("Epoch {count} of {total} is shown."),
    "iteration": marked("Iteration {count} of {total} is shown."),
}
SECONDS_SHOWN = marked("The runs after {count} of {total} s of compute time are shown.")


def moments_content(runs: PageRuns, iteration_name: str) -> dict[str, Any]:
    """Return what the slider says and where it stands; it is not seen where it has no places."""
    moments = runs.shown.moments
    if not moments:
        return {MOMENTS: {}, MOMENT: {}}
    is_limited = runs.budget.is_limited
    words = SECONDS_SHOWN if is_limited else SHOWN[iteration_name]
    counts = [_count(moment, is_limited) for moment in moments]
    notices = [said(words, count=count, total=counts[-1]) for count in counts]
    return {
        MOMENTS: {"notices": notices, "label": gettext(LABEL), "end": gettext(END)},
        MOMENT: {"index": runs.shown.index},
    }


def _count(moment: float, is_limited: bool) -> str:
    if is_limited:
        return number_text(moment, ".2f")
    return number_text(moment, ",.0f" if moment == int(moment) else ",.2f")


def figure_on_the_way(
    runs: PageRuns, make: Callable[[Mapping[str, TrainingRun[Any]]], Figure]
) -> Figure:
    """Return a figure of how the runs came to what is shown, over how they went on.

    Parameters
    ----------
    runs : PageRuns
        Of the page.
    make : callable
        Makes the figure of runs by name.
    """
    shown = make(runs.shown)
    return over_the_whole(shown, make(runs.runs)) if runs.shown.is_past else shown
