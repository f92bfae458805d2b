"""A server that was killed: the next one finds the runs as they were saved, and they go on."""

from itertools import islice

import numpy as np
import pytest

from nncore.experiments import train
from nncore.live import HistoryStore, PageRuns, Tab
from nncore.live.history_store import RESTORED, packed, unpack
from nncore.runs import HistoryError, open_history
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingStatus
from tests.nncore.live.local_engine import LocalEngine

OWNER = "o" * 32
LM = IntegrationSpec(
    integrand="cos",
    n_hidden=4,
    n_samples=40,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=50, tolerance=0.0),
)
STENCIL = StencilSpec(n_fields=200, trainer=Adam(learning_rate=0.1, batch_size=32, epochs=20))


def new_tab():
    engine = LocalEngine()
    return Tab(lambda: PageRuns(engine))


def played(specs, n_ticks):
    tab = new_tab()
    tab.owner = OWNER
    runs = tab.runs_of("page")
    runs.follow(specs)
    runs.pace = "watch"
    runs.play()
    for _ in range(n_ticks):
        runs.tick()
    return tab, runs


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "runs.sqlite3") as history:
        yield history


@pytest.mark.parametrize(
    "spec",
    [pytest.param(LM, id="levenberg-marquardt"), pytest.param(STENCIL, id="stencil")],
)
def test_a_run_goes_on_as_if_nothing_had_happened(history, spec):
    tab, before = played({"one": spec}, 4)
    store = HistoryStore(lambda: history)
    store.save([tab])
    later = new_tab()
    later.runs_of("page").follow({"one": spec})  # the page was drawn for a newcomer
    assert store.restore(OWNER, later) == ["page"]
    assert later.notices == {"page": RESTORED}
    runs = later.runs_of("page")
    run, was = runs.runs["one"], before.runs["one"]
    assert run.position == was.position and run.status is TrainingStatus.PAUSED
    assert run.run_id == was.run_id  # one run of the history, however often it is kept
    assert [r.loss for r in run.records] == [r.loss for r in was.records]
    assert not runs.playing
    runs.pace = "watch"
    runs.play()
    for _ in range(3):
        runs.tick()
    whole = list(islice(train(spec), len(run.records)))
    assert len(run.records) > len(was.records)
    assert [r.loss for r in run.records] == [step.loss for step in whole]


def test_a_network_is_the_same_to_the_last_bit(history):
    tab, before = played({"one": LM}, 4)
    store = HistoryStore(lambda: history)
    store.save([tab])
    later = new_tab()
    store.restore(OWNER, later)
    x = np.linspace(0, 6, 50)
    found = later.runs_of("page").runs["one"].network
    assert np.array_equal(found(x), before.runs["one"].network(x))


def test_another_tab_finds_nothing(history):
    tab, _ = played({"one": LM}, 3)
    store = HistoryStore(lambda: history)
    store.save([tab])
    assert store.restore("p" * 32, new_tab()) == []


def test_a_page_with_other_settings_keeps_its_own(history):
    tab, _ = played({"one": LM}, 3)
    store = HistoryStore(lambda: history)
    store.save([tab])
    later = new_tab()
    other = IntegrationSpec(integrand="runge")
    later.runs_of("page").follow({"one": other})
    assert store.restore(OWNER, later) == [] and not later.notices
    assert later.runs_of("page").runs["one"].spec == other


def test_a_run_that_has_moved_here_is_not_overwritten(history):
    tab, _ = played({"one": LM}, 2)
    store = HistoryStore(lambda: history)
    store.save([tab])
    later, runs = played({"one": LM}, 5)
    position = runs.runs["one"].position
    assert store.restore(OWNER, later) == [] and runs.runs["one"].position == position


@pytest.mark.parametrize("data", [b"", b"no data", b"PK\x03\x04broken"])
def test_what_another_version_wrote_is_left_alone(data):
    _, runs = played({"one": LM}, 2)
    assert not unpack(data, runs) and runs.runs["one"].position > 0


def test_a_long_run_is_written_thinned_with_its_ends():
    _, runs = played({"one": LM}, 2)
    run = runs.runs["one"]
    run.records = [run.records[0]] * 3_000 + [run.records[-1]]
    later = PageRuns(LocalEngine())
    assert unpack(packed(runs), later)
    kept = later.runs["one"].records
    assert 300 <= len(kept) <= 510
    assert kept[0] == run.records[0] and kept[-1] == run.records[-1]


def test_a_history_that_cannot_be_reached_stops_nobody():
    def refuse():
        raise HistoryError("The disk is full.")

    tab, _ = played({"one": LM}, 2)
    store = HistoryStore(refuse)
    store.save([tab])
    assert store.restore(OWNER, new_tab()) == []
