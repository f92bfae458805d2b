"""Differentiate in a test: its settings, its errors and its texts."""

from tests.pages.shown import words

PAGE = "differentiate.py"


def spec_of(app):
    return app.session_state["differentiate:spec"]


def view_of(app):
    return app.session_state["differentiate:view"]


def errors(app):
    return [error.value for error in app.error]


def texts(app):
    return " ".join((*(markdown.value for markdown in app.markdown), words(app)))
