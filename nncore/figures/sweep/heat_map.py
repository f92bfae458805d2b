"""The heat map of a sweep: one measure over two of the things that vary."""

import math
from textwrap import wrap
from typing import Any

import numpy as np

from nncore.figures.plain_text import plain_text
from nncore.figures.style import ALARM, Figure, axis, layout
from nncore.figures.sweep.trial_columns import MEASURES, TrialColumns, axis_title, upper_medians
from nncore.figures.typed_array import typed_array
from nncore.messages import gettext, ngettext, number_text

#: Of even lightness from dark to bright, for colour-blind people and in print too.
COLOURS = "Viridis"
_PENDING = "var(--st-secondary-background-color)"
_GAPS_UNTIL = 60  # more columns or rows than this leave no room for gaps between them
_REASON_LENGTH = 160
_TICK_LENGTH = 18
_MANY_TICKS = 20  # of an axis with more places than can be read; each of them takes time to draw
_LARGEST_FLOAT32 = 3e38


def heat_map_figure(trials: TrialColumns, measure: str, x: str, y: str | None = None) -> Figure:
    """Draw a measure by colour, on a logarithmic scale; fields without a result stay empty.

    Where more than these two vary, a field shows the median of its runs: of that very run the
    click tells the number, ``customdata[0]``. Where all of them failed, a cross stands.

    Parameters
    ----------
    trials : TrialColumns
        What is done so far.
    measure : str
        A key of `MEASURES`.
    x, y : str
        Two of ``trials.axes``; without `y` there is one row.
    """
    columns = list(map(plain_text, trials.labels(x)))
    labels = trials.labels(y) if y else [""]
    rows = list(map(plain_text, labels))
    n_fields = len(columns) * len(rows)
    field = trials.steps(x) + (len(columns) * trials.steps(y) if y else 0)
    values = trials.measure(measure)
    entry, count = upper_medians(field, values, n_fields)
    n_failed = np.bincount(field[trials.failed], minlength=n_fields)
    shape = (len(rows), len(columns))
    shown = np.where(entry >= 0, values[entry] if len(trials) else np.nan, np.nan)
    z = np.log10(shown)
    title = gettext(MEASURES[measure].title)
    ends = _ends(z)
    return {
        "data": [
            {
                "type": "heatmap",
                "name": title,
                "x": columns,
                "y": rows,
                "z": typed_array(z.reshape(shape)),
                "customdata": _custom(trials, entry, shown, shape),
                **_hover(x, y, title, _runs(count, n_failed, shape)),
                "hoverongaps": False,
                "colorscale": COLOURS,
                "zmin": ends[0],
                "zmax": ends[1],
                "xgap": 2 if len(columns) <= _GAPS_UNTIL else 0,
                "ygap": 2 if len(rows) <= _GAPS_UNTIL else 0,
                "colorbar": _colour_bar(title, ends),
            },
            _crosses(trials, field, (entry < 0) & (n_failed > 0), columns, rows),
        ],
        "layout": _layout(axis_title(x), columns, axis_title(y) if y else "", labels),
    }


def _layout(x_title: str, columns: list[str], y_title: str, labels: list[str]) -> dict[str, Any]:
    rows = list(map(plain_text, labels))
    return layout(
        xaxis=_category_axis(x_title, columns),
        yaxis=_category_axis(
            y_title,
            rows,
            range=[len(rows) - 0.5, -0.5],  # the first one on top
            automargin=True,
            **_short_ticks(labels),
        ),
        plot_bgcolor=_PENDING,
        showlegend=False,
        margin={"l": 50, "r": 10, "t": 26, "b": 44},
    )


def _category_axis(title: str, labels: list[str], **options: Any) -> dict[str, Any]:
    """Return an axis with a place for each label, whether or not its field is filled."""
    return axis(
        title,
        **{
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels,
            "range": [-0.5, len(labels) - 0.5],
            "showgrid": False,
            **({"nticks": _MANY_TICKS} if len(labels) > _GAPS_UNTIL else {}),
            **options,
        },
    )


def _short_ticks(labels: list[str]) -> dict[str, Any]:
    """Break labels that would take the room of the fields; many of them Plotly thins itself."""
    if len(labels) > _GAPS_UNTIL or max(map(len, labels)) <= _TICK_LENGTH:
        return {}
    lines = [map(plain_text, wrap(label, _TICK_LENGTH)) for label in labels]
    return {
        "tickvals": list(map(plain_text, labels)),
        "ticktext": ["<br>".join(broken) for broken in lines],
    }


def _custom(
    trials: TrialColumns, entry: np.ndarray, shown: np.ndarray, shape: tuple[int, int]
) -> dict[str, Any]:
    """Return for each field the run's number, -1 without one, and its value."""
    numbers = trials.numbers[entry] if len(trials) else np.full(entry.shape, -1)
    custom = np.stack((np.where(entry >= 0, numbers, -1), shown), axis=-1)
    # Four bytes hold the number of any trial, and three digits of the value.
    is_small = not np.any(np.abs(custom) > _LARGEST_FLOAT32)
    return typed_array(custom.reshape(*shape, 2), "f4" if is_small else "f8")


def _runs(count: np.ndarray, n_failed: np.ndarray, shape: tuple[int, int]) -> list[list[str]]:
    """Return for each field of how many runs it is the median; nothing if none has several."""
    if np.all(count + n_failed <= 1):
        return []
    numbers = list(zip(count.tolist(), n_failed.tolist(), strict=True))
    texts = {pair: _median_of(*pair) for pair in set(numbers)}  # few differ, of very many fields
    words = [texts[pair] for pair in numbers]
    n_rows, n_columns = shape
    return [words[row * n_columns : (row + 1) * n_columns] for row in range(n_rows)]


def _median_of(n: int, n_failed: int) -> str:
    if n + n_failed <= 1:
        return ""
    text = ngettext("median of {n} run", "median of {n} runs", n)
    if n_failed:
        text = ngettext(
            "median of {n} run, {failed} failed", "median of {n} runs, {failed} failed", n
        )
    return text.format(n=n, failed=n_failed)


def _crosses(
    trials: TrialColumns,
    field: np.ndarray,
    crossed: np.ndarray,
    columns: list[str],
    rows: list[str],
) -> dict[str, Any]:
    """Mark the fields in which every run failed, with the first one's reason."""
    failed = np.flatnonzero(trials.failed)
    fields, first = np.unique(field[failed], return_index=True)
    chosen = [
        (int(place), int(failed[at]))
        for place, at in zip(fields, first, strict=True)
        if crossed[place]
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": gettext("failed"),
        "x": [columns[place % len(columns)] for place, _ in chosen],
        "y": [rows[place // len(columns)] for place, _ in chosen],
        "customdata": [
            [int(trials.numbers[i]), _wrapped(trials.reasons[i][:_REASON_LENGTH])]
            for _, i in chosen
        ],
        "hovertemplate": f"%{{x}} · %{{y}}<br>%{{customdata[1]}}<extra>{gettext('failed')}</extra>",
        "marker": {"symbol": "x", "size": 9, "color": ALARM},
    }


def _wrapped(sentence: str) -> str:
    """Break a sentence for a hover label."""
    return "<br>".join(map(plain_text, wrap(sentence, 60)))


def _hover(x: str, y: str | None, title: str, runs: list[list[str]]) -> dict[str, Any]:
    """Return what stands at the mouse."""
    second = f"{axis_title(y)} %{{y}}<br>" if y else ""
    value = "<b>%{customdata[1]:.2e}</b>"
    template = f"{axis_title(x)} %{{x}}<br>{second}{title} {value}<extra>"
    if not runs:
        return {"hovertemplate": f"{template}</extra>"}
    return {"hovertemplate": f"{template}%{{hovertext}}</extra>", "hovertext": runs}


def _ends(z: np.ndarray) -> tuple[float, float]:
    """Return the ends of the colours: steady while results arrive, so they are whole decades.

    Where everything lies within one decade, the values' own ends show more.
    """
    drawn = z[np.isfinite(z)]
    if drawn.size == 0:
        return -1.0, 0.0
    low, high = float(drawn.min()), float(drawn.max())
    if high - low >= 1.0:
        return math.floor(low + 1e-9), math.ceil(high - 1e-9)
    room = max(0.05, 0.05 * (high - low))
    return low - room, high + room


def _colour_bar(title: str, ends: tuple[float, float]) -> dict[str, Any]:
    low, high = ends
    if high - low > 1.0:
        stride = max(1, math.ceil((high - low) / 8))
        ticks = [float(t) for t in range(math.ceil(low), math.floor(high) + 1, stride)]
        texts = [f"10<sup>{int(t)}</sup>" for t in ticks]
    else:
        ticks = [low + share * (high - low) for share in (0.1, 0.5, 0.9)]
        texts = [number_text(10**t, ".2g") for t in ticks]
    return {
        "title": {"text": title, "side": "right", "font": {"size": 11}},
        "tickvals": ticks,
        "ticktext": texts,
        "tickfont": {"size": 11},
        "thickness": 14,
        "outlinewidth": 0,
    }
