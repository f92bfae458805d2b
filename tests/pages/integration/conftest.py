"""An engine that is there."""

import pytest

from tests.pages.integration.stepped import EngineHere


@pytest.fixture
def engine_here(monkeypatch):
    """Train in this process."""
    monkeypatch.setattr("pages.app.engine.Engine", EngineHere)
