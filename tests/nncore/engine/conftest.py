import pytest

from nncore.engine import Engine


@pytest.fixture(scope="package")
def engine():
    """One cluster for all the files of this folder."""
    with Engine(n_workers=2, memory_limit="3 GiB") as engine:
        engine.client()
        yield engine
