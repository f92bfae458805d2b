"""What live elements show when the script of a page has run: AppTest knows only their JSON."""

import json


def elements(app, kind=None):
    """Return what the live elements were given, in their order on the page."""
    found = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [element for element in found if kind in (None, element["kind"])]


def contents(app, kind=None):
    """Return the contents of the live elements by slot."""
    return {
        slot: content
        for element in elements(app, kind)
        for slot, content in element["contents"].items()
        if content is not None
    }


def metric_of(app, label):
    """Return the metric whose label has these words: its `label`, `value` and `help`."""
    return next(m for m in contents(app, "metrics").values() if label in m["label"])


def metric(app, label):
    """Return the value of the metric whose label has these words."""
    return metric_of(app, label)["value"]


def number(text):
    """Return the number that is written, with a minus as in print."""
    return float(text.replace("−", "-"))


def table(app, slot):
    """Return the rows of a table."""
    return contents(app, "table")[slot]["rows"]


def figure(app, slot):
    """Return the figure of a chart."""
    return contents(app, "chart")[slot]["figure"]


def status(app):
    """Return the words of the status line."""
    (line,) = elements(app, "status")
    return line["contents"][line["slots"][0]]["text"]


def words(app):
    """Return all that the live texts say."""
    return " ".join(content.get("text", "") for content in contents(app, "text").values())
