import pytest

from nncore.engine import Engine
from tests.nncore.engine.waiting import until


@pytest.fixture(scope="package")
def engine():
    """One cluster for all the files of this folder."""
    with Engine(n_workers=2, memory_limit="3 GiB") as engine:
        engine.client()
        yield engine


@pytest.fixture
def all_places(engine):
    """Leave the workers as they were: all alive, and free."""
    yield
    engine.stop_all()
    workers = engine.cluster.n_workers
    until(lambda: len(engine.client().scheduler_info()["workers"]) == workers, "all the workers")
