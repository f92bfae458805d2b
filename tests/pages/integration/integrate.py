"""Integrate in a test: its settings, its warnings and its errors."""

import re

from nncore.specs import IntegrationSpec

FIRST = IntegrationSpec(initializer="glorot")


def spec_of(app):
    return app.session_state["integrate:spec"]


def warnings(app):
    return [as_read(warning) for warning in app.warning]


def errors(app):
    return [as_read(error) for error in app.error]


def as_read(box):
    """Return the words of a box without the backslashes that keep them from being Markdown."""
    return re.sub(r"\\([^\w\s])", r"\1", box.value)
