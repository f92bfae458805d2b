"""What the Autopsy shows of a network, as contents of live elements; nothing is drawn here."""

from dataclasses import dataclass
from typing import Any

from nncore.figures.autopsy import autopsy_figure, overflow_figure
from nncore.live import Contents, PageRuns
from nncore.notebooks import Quirks, autopsy, overflow_arguments
from pages.notebooks.controls import FULL, INTERVALS
from pages.notebooks.network import STATUS, NetworkInUse, network_in_use, status_of
from pages.notebooks.tables import recomputed_table
from pages.notebooks.verdict import verdict

# The table follows a network that is being trained so often.
_REFRESH = 2.0


@dataclass(frozen=True)
class AutopsySettings:
    """What is looked at.

    Parameters
    ----------
    tab : str
        The part of the page that is open.
    network : str
        Which network is integrated.
    quirks : Quirks
        The switches.
    n_points : int
        Of Simpson's rule.
    interval : str
        Of the chart of the overflow.
    """

    tab: str
    network: str
    quirks: Quirks
    n_points: int
    interval: str


def autopsy_contents(settings: AutopsySettings, runs: PageRuns) -> Contents:
    """Return what the elements of the page show."""
    run = runs.runs[FULL]
    used = network_in_use(settings.network, runs)
    makers = {"integrals": _integrals, "why": _overflow}
    make = makers.get(settings.tab, lambda settings, used: {})
    made = run.throttled("autopsy", lambda: make(settings, used), _REFRESH)
    return {**made, STATUS: status_of(runs)}


def _integrals(settings: AutopsySettings, used: NetworkInUse) -> dict[str, Any]:
    """Return the table of the ten intervals, its chart and what they say."""
    found = autopsy(used.network, settings.quirks, n_points=settings.n_points)
    return {
        "verdict": {"text": f":material/lightbulb: {verdict(found, used.network)}", "look": "info"},
        "table": recomputed_table(found, used.network.n_hidden),
        "divergence": {"figure": autopsy_figure(found), "run": ""},
        "caption": {"text": used.caption, "look": "caption"},
    }


def _overflow(settings: AutopsySettings, used: NetworkInUse) -> dict[str, Any]:
    arguments = overflow_arguments(
        used.network, INTERVALS[settings.interval], precision=settings.quirks.precision
    )
    return {"overflow": {"figure": overflow_figure(arguments), "run": settings.interval}}
