"""Live elements: Streamlit lays them out, and what they show moves without a run of the script.

Each shows the content of a name, its *slot*: what the page gives when its script runs, or what has
come over the channel since. Contents are plain data, made by functions that know no Streamlit:

- a chart: ``{"figure": figure of nncore.figures, "run": str}``;
- a metric: ``{"label": str, "value": str, "help": str}``, and ``beside``, of another run;
- the status line: ``{"text": str, "progress": float}``;
- text: ``{"text": str, "look": "plain" | "caption" | "info"}``;
- a table: ``{"columns": [str], "rows": [[str]], "text_columns": [int], "keys": [...]}``.

Texts may hold the part of Streamlit's Markdown that ``markup.js`` reads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from nncore.figures.style import Figure
from nncore.messages import gettext, marked, with_signs
from pages.live.bundle import LOADER, bundle_name
from pages.live.full_bundle import full_bundle
from pages.settings.concealed import not_concealed
from pages.settings.presentation import presentation

#: Plotly's own basic bundle (scatter, bar, pie): the full one takes a browser a second longer to
#: start. It is the plotly.js of the Python package that is installed; a test compares the two.
PLOTLY_JS = "plotly-basic.min.js"

#: Said beside the status of runs while nothing is heard of them.
LOST = marked("The connection is lost. The run is kept; this page tries to reach it again.")

#: And of a tab that was here before, until it is known whether a run is kept for it.
SEEKING = marked("Looking for the run of this tab …")

#: What a browser says by itself above a chart, and where there can be none.
CHART_WORDS = {
    "png": marked("Save as PNG"),
    "svg": marked("Save as SVG"),
    "says": marked(
        "{name}: from {first} to {last}, values from {low} to {high}, the last one {value}."
    ),
    "bars": marked("{name}: {values}."),
    "maps": marked("{name}: values from {low} to {high}."),
    "numbers": marked("Numbers"),
    "note": marked("Note"),
    "as_of": marked("The numbers of the moment in which this was opened, rounded as in the chart."),
    "rows_shown": marked("Rows shown, evenly spread: {shown} of {n}."),
    "columns_shown": marked("Columns shown, evenly spread: {shown} of {n}."),
    "no_numbers": marked("There are no numbers yet."),
    "close": marked("Close"),
    "not_loaded": marked("Plotly could not be loaded from {url}."),
}
#: What Plotly says by itself, as it is in English.
PLOTLY_WORDS = (
    marked("Zoom"),
    marked("Pan"),
    marked("Reset axes"),
    marked("Double-click to zoom back out"),
)
HELP_FOR = marked("Help for {label}")

_mount = st.components.v2.component(
    "live",
    html="<div data-live></div>",
    js=LOADER % bundle_name(),
    isolate_styles=False,  # Plotly's own styles go to the document, not into a shadow root
)


@dataclass(frozen=True)
class Shown:
    """What a page shows when its script runs, and where the rest will come from.

    Parameters
    ----------
    contents : mapping
        Slot -> content.
    page : str
        Whose channel the elements listen to; empty where nothing moves.
    seat : str
        Of the session, which the browser names over the channel.
    version : int
        What comes over the channel with a greater one is newer.
    moves_alone : bool
        Whether it moves though nobody has pressed Play: whoever wants less motion sees its end.
    """

    contents: Mapping[str, Any]
    page: str = ""
    seat: str = ""
    version: int = 0
    moves_alone: bool = False

    def __getitem__(self, slot: str) -> Any:
        return self.contents[slot]


def _element(
    shown: Shown,
    kind: str,
    slots: Sequence[str],
    *,
    key: str,
    height: int | Literal["content"] = "content",
    on_click: Callable[[], None] | None = None,
    on_box: Callable[[], None] | None = None,
    **options: Any,
) -> Any:
    drawn = not_concealed(slots)
    if slots and not drawn:
        return {}
    data = {
        "kind": kind,
        "page": shown.page,
        "seat": shown.seat,
        "version": shown.version,
        "slots": drawn,
        "contents": {slot: shown.contents.get(slot) for slot in drawn},
        "height": height if isinstance(height, int) else 0,
        "projector": presentation().is_projected,
        "moves_alone": shown.moves_alone,
        **options,
    }
    return _mount(
        data=data,
        key=key,
        height=height,
        on_changed_change=lambda: None,
        on_clicked_change=on_click or (lambda: None),
        on_box_change=on_box or (lambda: None),
        on_ranges_change=lambda: None,
    )


def live_chart(
    shown: Shown,
    slot: str,
    *,
    key: str,
    alt: str,
    height: int = 300,
    grows: bool = False,
    on_click: Callable[[], None] | None = None,
    on_box: Callable[[], None] | None = None,
    bundle: Literal["basic", "full"] = "basic",
) -> Any:
    """Draw a chart that is updated in place and never made anew.

    Parameters
    ----------
    shown : Shown
        Has the content of `slot`.
    slot : str
        Which content.
    key : str
        Of the element; the same from run to run.
    alt : str
        What the chart shows, for those who do not see it.
    height : int
        In pixels.
    grows : bool
        Whether points are only added: the browser then appends them.
    on_click : callable, optional
        Called when a point was clicked; ``st.session_state[key].clicked`` tells which.
    on_box : callable, optional
        Called when the first shape of the figure was drawn elsewhere with the mouse;
        ``st.session_state[key].box`` tells its ``x0``, ``x1``, ``y0`` and ``y1``. It may not be
        drawn without.
    bundle : {"basic", "full"}
        Which of Plotly's bundles the browser loads: scatter, bar and pie, or everything.

    Returns
    -------
    mapping
        ``ranges`` is what was dragged on the axes of parallel coordinates: ``axes``, by the
        number of the axis, and the ``run`` of the chart.
    """
    library = PLOTLY_JS if bundle == "basic" else full_bundle()
    options: dict[str, Any] = {
        "alt": alt,
        "grows": grows,
        "file": key,
        "library": f"./app/static/{library}",
        "has_box": on_box is not None,
    }
    options["words"] = _chart_words()
    events = {"on_click": on_click, "on_box": on_box}
    return _element(shown, "chart", (slot,), key=key, height=height, **events, **options)


def _chart_words() -> dict[str, Any]:
    """Return what a chart says by itself, in the language and with the signs of the reader."""
    return {
        **{name: gettext(words) for name, words in CHART_WORDS.items()},
        "plotly": {words: gettext(words) for words in PLOTLY_WORDS},
        "separators": with_signs(".,"),
    }


def chart(
    figure: Figure,
    *,
    key: str,
    alt: str,
    run: str = "",
    height: int = 300,
    on_click: Callable[[], None] | None = None,
    bundle: Literal["basic", "full"] = "basic",
) -> Any:
    """Draw a chart that stands still between two runs of the script; see `live_chart`.

    Parameters
    ----------
    figure : dict
        ``data`` and ``layout`` for Plotly.
    run : str
        Identifies what is shown; zoom starts anew with another one.
    key, alt, height, on_click, bundle
        As of `live_chart`.
    """
    shown = Shown({key: {"figure": figure, "run": run}})
    options = {"alt": alt, "height": height, "on_click": on_click, "bundle": bundle}
    return live_chart(shown, key, key=key, **options)  # type: ignore[arg-type]


def live_metrics(shown: Shown, slots: Iterable[str], *, key: str) -> None:
    """Draw a row of metrics, each with its help."""
    _element(shown, "metrics", tuple(slots), key=key, help_for=gettext(HELP_FOR))


def live_status(shown: Shown, *slots: str, key: str) -> None:
    """Draw the line that says how runs stand, with its bar; a page may look back below it."""
    _element(shown, "status", slots, key=key, lost=gettext(LOST), seeking=gettext(SEEKING))


def live_report(shown: Shown, *, key: str, **options: Any) -> None:
    """Draw the button that saves a report; `options` are those of ``report.js``."""
    _element(shown, "report", (), key=key, **options)


def live_text(shown: Shown, slot: str, *, key: str) -> None:
    """Draw text; nothing where it is empty."""
    _element(shown, "text", (slot,), key=key)


def live_table(
    shown: Shown,
    slot: str,
    *,
    key: str,
    alt: str,
    max_height: int = 0,
    on_click: Callable[[], None] | None = None,
) -> None:
    """Draw a table, in a box that scrolls where it is too narrow: the page does not.

    Parameters
    ----------
    shown, slot, key
        As of `live_chart`.
    alt : str
        What the table shows, for those who hear the page.
    max_height : int
        In pixels, beyond which it scrolls; 0 for none.
    on_click : callable, optional
        Called when a row of a table with ``keys`` was chosen;
        ``st.session_state[key].clicked`` is its key.
    """
    _element(shown, "table", (slot,), key=key, on_click=on_click, alt=alt, tall=max_height)
