"""All the texts of a page that a reader sees or hears, when its script has run."""

import json
from collections.abc import Iterator

#: Fields of Streamlit's messages to the browser.
FIELDS = frozenset(
    {"alt", "body", "captions", "content", "help", "label", "options", "placeholder"}
)
#: Elements that show what is no text of a page: programs, files, links, formulas.
OTHERS = frozenset({"code", "latex"})
#: What is text in a live element, and in the figure of Plotly that it may hold.
LIVE_FIELDS = frozenset(
    {"alt", "columns", "help", "help_for", "label", "lost", "rows", "text", "value"}
    | {"hovertemplate", "name", "not_loaded", "png", "svg", "ticktext", "title"}
    | {"Zoom", "Pan", "Reset axes", "Double-click to zoom back out"}
)


def visible_texts(app) -> Iterator[tuple[str, str]]:
    """Yield the kind of the element and the text, for all texts of a page.

    Parameters
    ----------
    app : AppTest
        After a run.
    """
    for part in (app.main, app.sidebar, app.get("toast")):
        for node in part:
            if node.type in OTHERS or node.proto is None:
                continue
            if node.type == "bidi_component":
                texts = of_live_element(json.loads(node.proto.json))
            elif hasattr(node.proto, "columns") and hasattr(node.proto, "alt"):
                texts = [node.proto.alt, *heads(node.proto.columns)]
            else:
                texts = of_message(node.proto)
            yield from ((node.type, text) for text in texts if text)


def of_message(message) -> Iterator[str]:
    """Yield the texts of a message of Streamlit's, and of those that are part of it."""
    for field, value in message.ListFields():
        for one in [value] if isinstance(value, str | bytes) else listed(value):
            if hasattr(one, "ListFields"):
                yield from of_message(one)
            elif isinstance(one, str) and field.name in FIELDS:
                yield one


def listed(value):
    return value if hasattr(value, "__len__") else [value]


def heads(columns: str) -> Iterator[str]:
    """Yield the heads of a table, and what is said of them."""
    for column in json.loads(columns or "{}").values():
        yield from (column[name] for name in ("label", "help") if column.get(name))


def of_live_element(data, name: str = "") -> Iterator[str]:
    """Yield the texts of a live element."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from of_live_element(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from of_live_element(value, name)
    elif isinstance(data, str) and name in LIVE_FIELDS:
        yield data
