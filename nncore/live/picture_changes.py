"""Pictures on their way to a browser: only what it has not got yet.

What a page shows is a mapping of names to contents: a figure for a chart, a mapping of words for
every other element. A browser keeps the contents of its last picture; the next one brings what
differs, and of a figure the points that are new or have moved.
"""

from collections.abc import Mapping
from typing import Any

from nncore.figures.style import Figure
from nncore.live.watched import Contents


class PictureStream:
    """Turns what a page shows, again and again, into what a browser has to be told."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def forget(self) -> None:
        """Note that the browser has lost what it was told: the next picture is a whole one."""
        self._known = {}

    def news(self, contents: Contents) -> dict[str, Any]:
        """Return what differs from the last contents, by name.

        Returns
        -------
        dict
            ``{"whole": content}`` of what is new, and of a figure that has only moved
            ``{"traces": {number: {"x": ..., "y": ...}}, "added": {...}, "layout": {...}}``.
        """
        told: dict[str, Any] = {}
        for name, content in contents.items():
            before = self._known.get(name)
            if before is content:
                continue
            told_now = self._difference(before, content)
            if told_now is not None:
                told[name] = told_now
        self._known = dict(contents)
        return told

    def _difference(self, before: Any, now: Any) -> dict[str, Any] | None:
        if before is None or not (_is_chart(before) and _is_chart(now)):
            return None if before == now else {"whole": now}
        if {k: v for k, v in before.items() if k != "figure"} != {
            k: v for k, v in now.items() if k != "figure"
        }:
            return {"whole": now}
        if before["figure"] is now["figure"]:
            return None
        moved = figure_difference(before["figure"], now["figure"])
        if moved is None:
            return {"whole": now}
        return moved or None


def _is_chart(content: Any) -> bool:
    return isinstance(content, Mapping) and "figure" in content


def figure_difference(before: Figure, now: Figure) -> dict[str, Any] | None:
    """Return what has moved in a figure; None if its traces are others.

    Returns
    -------
    dict or None
        ``traces``: number -> the data that have changed; ``added``: number -> the points that
        came after those before; ``layout``: the parts that differ. What is empty is left out.
    """
    old, new = before["data"], now["data"]
    if len(old) != len(new):
        return None
    traces: dict[str, Any] = {}
    added: dict[str, Any] = {}
    for number, (was, trace) in enumerate(zip(old, new, strict=True)):
        if was is trace:
            continue
        if was.keys() != trace.keys():
            return None
        changed = {key: value for key, value in trace.items() if value != was[key]}
        if not changed:
            continue
        grown = _growth(was, changed)
        (added if grown else traces)[str(number)] = grown or changed
    layout = {
        key: value for key, value in now["layout"].items() if before["layout"].get(key) != value
    }
    if before["layout"].keys() - now["layout"].keys():
        return None
    parts = {"traces": traces, "added": added, "layout": layout}
    return {key: value for key, value in parts.items() if value}


def _growth(before: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the points that were added, if nothing else has changed."""
    if not changed.keys() <= {"x", "y"} or "x" not in changed:
        return None
    n = len(before["x"])
    for key in ("x", "y"):
        old, new = before[key], changed.get(key, before[key])
        if len(new) < n or new[:n] != old:
            return None
    return {key: changed[key][n:] for key in ("x", "y") if key in changed}
