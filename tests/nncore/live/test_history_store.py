"""A server that was killed: the next one finds the runs as they were saved, and they go on."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.live import HistoryStore, PageRuns, Tab, TrainingRun
from nncore.live.history_store import RESTORED, packed, unpack
from nncore.live.kept_networks import KeptNetworks
from nncore.network import OneHiddenNetwork
from nncore.runs import HistoryError, open_history
from nncore.runs.plain_data import from_bytes, to_bytes
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingRecord, TrainingStatus
from tests.nncore.live.local_engine import LocalEngine

OWNER = "o" * 32
X = np.linspace(0.0, 6.0, 50)
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


@pytest.mark.parametrize(
    "spec",
    [pytest.param(LM, id="levenberg-marquardt"), pytest.param(STENCIL, id="stencil")],
)
def test_the_moments_of_a_run_can_be_looked_back_at_on_another_server(history, spec):
    tab, before = played({"one": spec}, 5)
    before.pause()
    store = HistoryStore(lambda: history)
    store.save([tab])
    later = new_tab()
    store.restore(OWNER, later)
    runs = later.runs_of("page")
    assert runs.shown.moments == before.shown.moments and len(runs.shown.moments) > 3
    for index in range(len(runs.shown.moments)):
        then, now = (one.shown for one in (before, runs))
        then.look_at(index)
        now.look_at(index)
        assert [r.loss for r in now["one"].records] == [r.loss for r in then["one"].records]
        assert seen(now["one"]) == seen(then["one"])


def seen(run):
    """Return what a run shows at a moment: values of its network, or its coefficients."""
    result = run.result
    if result is None:
        return None
    return (result(X) if callable(result) else result).tolist()


def long_run(n_records, n_hidden):
    """Return a run of so many steps that has offered its networks to look back at."""
    run = TrainingRun(replace(LM, n_hidden=n_hidden))
    for n in range(n_records):
        network = OneHiddenNetwork("tanh", *np.full((3, n_hidden), float(n)), float(n))
        run.records.append(TrainingRecord(n, 1.0 / (n + 1), None, TrainingStatus.RUNNING, 0.1 * n))
        run.checkpoint = Checkpoint.made(network, None)
        run.kept.offer(run.records[-1], n + 1, run.checkpoint)
    return run


@pytest.mark.parametrize(("n_hidden", "least", "most"), [(4, 30, 64), (400, 2, 12), (9_000, 0, 0)])
def test_what_is_kept_of_the_way_is_bounded_and_shows_the_same(n_hidden, least, most):
    runs, later = new_tab().runs_of("page"), new_tab().runs_of("page")
    runs.put({"one": long_run(1_300, n_hidden)})
    bare = new_tab().runs_of("page")
    bare.put({"one": replace(runs.runs["one"], kept=KeptNetworks())})
    assert len(packed(runs)) <= len(packed(bare)) + 150_000
    assert unpack(packed(runs), later)
    found = list(later.runs["one"].kept)
    assert least <= len(found) <= most
    for one in found:  # the losses are thinned, and still each belongs to its network
        record = later.runs["one"].records[one.n_records - 1]
        assert one.position == record.position == one.checkpoint.network.output_bias


def test_a_run_that_an_older_version_wrote_has_its_end_alone():
    _, runs = played({"one": LM}, 4)
    plain = from_bytes(packed(runs))
    del plain["one"]["moments"]
    later = new_tab().runs_of("page")
    assert unpack(to_bytes(plain), later)
    assert len(later.runs["one"].kept) == 0 and later.runs["one"].position > 0


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
