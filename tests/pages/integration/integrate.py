"""Integrate in a test: its settings, its warnings and its errors."""

from nncore.specs import IntegrationSpec

FIRST = IntegrationSpec(initializer="glorot")


def spec_of(app):
    return app.session_state["integrate:spec"]


def warnings(app):
    return [warning.value for warning in app.warning]


def errors(app):
    return [error.value for error in app.error]
