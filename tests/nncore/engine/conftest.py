from pathlib import Path

import pytest

from nncore.engine import Engine


def pytest_collection_modifyitems(items):
    """Keep all that start clusters in one process: several at once would fill the memory."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("cluster"))


@pytest.fixture(scope="package")
def engine():
    """One cluster for all the files of this folder."""
    with Engine(n_workers=2, memory_limit="3 GiB") as engine:
        engine.client()
        yield engine
