from pathlib import Path

import pytest


def pytest_collection_modifyitems(items):
    """Keep the Keras optimizers in one process: what is compiled for a test serves the others."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("keras"))
