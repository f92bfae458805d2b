"""One training: what is made of it now and then, what workers see of it, how it goes on."""

import pytest

from nncore.engine import Advance, Checkpoint
from nncore.live import TrainingRun, training_run
from nncore.specs import StencilSpec
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.live.clockwork import Clock, FakeEngine

SPEC = StencilSpec()
START = "the start"


def at(iteration, loss=1.0, seconds=0.0):
    return TrainingRecord(iteration, loss, None, TrainingStatus.RUNNING, seconds)


class Observer:
    """Says what it was shown; equal to another of the same name, as an observer must be."""

    def __init__(self, name="one"):
        self.name, self.n_calls = name, 0

    def __call__(self, spec, result):
        self.n_calls += 1
        return f"{self.name} of {result}"

    def glance(self, spec, result):
        return f"a glance at {result}"

    def updated(self, seen, glance):
        return f"{seen.partition(', ')[0]}, {glance}"

    def __eq__(self, other):
        return self.name == other.name

    def __hash__(self):
        return hash(self.name)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(training_run, "time", clock)
    return clock


@pytest.fixture
def engine(clock):
    return FakeEngine(clock, 0.0)


def tick(run, engine):
    run.ask(engine, 1)
    return run.take()


def test_what_is_throttled_is_made_after_its_pause(clock):
    run, made = TrainingRun(SPEC, is_live=True), []

    def look():
        run.throttled("figure", lambda: made.append(clock.now), seconds=0.6)

    for _ in range(13):
        look()
        clock.now += 0.125
    assert len(made) == 3  # at 0, 0.625 and 1.25 s
    run.is_live = False
    look()
    look()
    assert len(made) == 5  # what stands still is right in every picture


def test_what_takes_long_is_made_more_rarely(clock):
    run, made = TrainingRun(SPEC, is_live=True), []

    def slow():
        clock.now += 0.25
        made.append(clock.now)

    began = clock.now
    while clock.now < began + 10:
        run.throttled("judged", slow, seconds=0.6)
        clock.now += 0.125
    assert 3 <= len(made) <= 4  # a tenth of the time


def test_somebody_who_looks_at_something_else_need_not_wait(clock):
    run = TrainingRun(SPEC, is_live=True)
    assert run.throttled("figure", lambda: "old") == "old"
    assert run.throttled("figure", lambda: "new") == "old"
    run.forget_what_was_made()
    assert run.throttled("figure", lambda: "new") == "new"


@pytest.mark.parametrize(
    ("losses", "is_rising"), [([], False), ([1.0, 9.0], False), ([1.0, 11.0], True)]
)
def test_a_loss_far_above_its_start_is_rising(losses, is_rising):
    run = TrainingRun(SPEC, records=[at(i, loss) for i, loss in enumerate(losses)])
    assert run.is_rising is is_rising


def test_the_validation_loss_is_the_last_there_was():
    record = TrainingRecord(1, 1.0, 0.5, TrainingStatus.RUNNING, 0.0)
    assert TrainingRun(SPEC, records=[record, at(2)]).validation_loss == 0.5


def test_before_a_worker_has_looked_the_start_is_seen_from_here(engine):
    run, observer = TrainingRun(SPEC, is_live=True), Observer()
    assert run.observed_by(observer, START) == "one of the start"
    assert run.observed_by(observer, START) == "one of the start"
    assert observer.n_calls == 1


def test_workers_say_what_the_observer_sees(engine):
    run, observer = TrainingRun(SPEC, is_live=True), Observer()
    run.observed_by(observer, START)
    tick(run, engine)
    assert run.run.requests[-1][2] == observer
    assert run.observed_by(Observer(), START) == "one of 0"  # an equal one: nothing is computed
    assert observer.n_calls == 2


def test_another_observer_is_heard_at_once(engine):
    run, two = TrainingRun(SPEC, is_live=True), Observer("two")
    run.observed_by(Observer(), START)
    run.ask(engine, 1)
    assert run.observed_by(two, START) == "two of the start"
    run.take()  # the worker had been asked for what the other one sees
    run.checkpoint = Checkpoint.made("network", None)
    assert run.observed_by(two, START) == "two of network"
    tick(run, engine)
    assert run.run.requests[-1][2] == two.glance  # all of it was seen from here just now


def test_what_is_seen_may_be_late_while_it_plays_and_not_when_it_stands(engine, clock):
    run, observer = TrainingRun(SPEC, is_live=True), Observer()
    run.observed_by(observer, START)
    run.ask(engine, 1)
    run.run.observing_seconds = 0.2
    run.take()
    seen = []
    for _ in range(9):  # it took long: for ten times as long there are glances only
        clock.now += 0.25
        tick(run, engine)
        seen.append(run.observed_by(observer, START))
    assert seen[:7] == [f"one of 0, a glance at {n}" for n in range(1, 8)]
    assert seen[7:] == ["one of 8", "one of 8, a glance at 9"]
    run.checkpoint = Checkpoint.made("last network", None)
    run.is_live = False
    assert run.observed_by(observer, START) == "one of last network"


def test_what_is_quick_to_see_still_leaves_time_to_read(engine, clock):
    run = TrainingRun(SPEC, is_live=True)
    run.observed_by(Observer(), START)
    seen = []
    for _ in range(5):
        tick(run, engine)
        seen.append(run.observed_by(Observer(), START))
        clock.now += 0.2
    assert [", " in words for words in seen] == [False, True, True, False, True]


def test_a_glance_that_another_observer_has_asked_for_is_left_out(engine):
    run, two = TrainingRun(SPEC, is_live=True), Observer("two")
    run.observed_by(Observer(), START)
    tick(run, engine)
    run.ask(engine, 1)  # a glance for the first one
    run.checkpoint = Checkpoint.made("network", None)
    assert run.observed_by(two, START) == "two of network"
    run.take()
    assert run.observed_by(two, START) == "two of network"


def test_a_run_that_stood_goes_on_from_its_checkpoint(engine):
    checkpoint = Checkpoint.made(None, {"epoch": 3})
    run = TrainingRun(SPEC, records=[at(3)], checkpoint=checkpoint)
    run.ask(engine, 1)
    assert engine.checkpoints == [checkpoint]
    assert run.run.requests[-1][1] == 1  # the start was shown long ago


def test_what_is_over_is_not_asked(engine):
    run = TrainingRun(SPEC, status=TrainingStatus.FINISHED)
    run.ask(engine, 1)
    assert run.run is None


def test_a_reset_leaves_nothing_of_the_run(engine):
    run = TrainingRun(SPEC, is_live=True)
    run.observed_by(Observer(), START)
    tick(run, engine)
    run.throttled("figure", lambda: "old")
    run.fail("It went wrong.")
    worker, run_id = run.run, run.run_id
    other = StencilSpec(seed=5)
    run.reset(other)
    assert worker.is_stopped and run.run is None
    assert (run.spec, run.records, run.checkpoint) == (other, [], None)
    assert run.status is TrainingStatus.READY and run.problem == "" and run.run_id != run_id
    assert run.throttled("figure", lambda: "new") == "new"
    assert run.observed_by(Observer(), START) == "one of the start"


@pytest.mark.parametrize(
    ("advance", "is_news"),
    [
        (Advance((), None, TrainingStatus.RUNNING), False),
        (Advance((), None, TrainingStatus.WARMING_UP), True),
        (Advance((), None, TrainingStatus.QUEUED, 2), True),
        (Advance((at(0),), None, TrainingStatus.RUNNING), True),
        (Advance((), None, TrainingStatus.FINISHED), True),
    ],
)
def test_news_is_what_a_page_would_show(engine, advance, is_news):
    run = TrainingRun(SPEC)
    run.ask(engine, 1)
    run.run.collect = lambda: advance
    assert run.take() is is_news
    if not advance.steps:
        assert not run.take()  # the second time it is none


def test_a_run_whose_worker_was_lost_says_so(engine):
    run = TrainingRun(SPEC)
    run.ask(engine, 1)
    run.run.collect = lambda: Advance((), None, TrainingStatus.RECOVERED)
    assert run.take() and run.was_lost


def test_of_the_same_object_nothing_is_made_anew(clock):
    run, made = TrainingRun(SPEC, is_live=True), []
    first, second = object(), object()
    for source in (first, first, second, second):
        run.throttled("table", lambda: made.append(clock.now), 0.6, source)
        clock.now += 1.0
    assert made == [1_000.0, 1_002.0]
    run.is_live = False  # what stands still is of the last one
    run.throttled("table", lambda: made.append(clock.now), 0.6, second)
    run.throttled("table", lambda: made.append(clock.now), 0.6, first)
    assert len(made) == 3


def test_while_a_page_plays_one_thing_is_made_once_of_each_source():
    run, made = TrainingRun(SPEC, is_live=True), []

    def text():
        made.append(None)
        return len(made)

    first, second = object(), object()
    sources = (first, first, second, second, first)
    assert [run.made_of(source, "text", text) for source in sources] == [1, 1, 2, 2, 3]
    run.forget_what_was_made()
    assert run.made_of(first, "text", text) == 4
    assert run.made_of(None, "of nothing yet", text) == 5
    run.is_live = False  # what stands still may depend on more than its source
    assert [run.made_of(first, "text", text) for _ in range(2)] == [6, 7]


def test_only_the_last_record_keeps_its_diagnostics(engine):
    run = TrainingRun(SPEC)
    for _ in range(3):
        tick(run, engine)
    told = [dict(record.diagnostics) for record in run.records]
    assert [sorted(one) for one in told] == [["epoch"], ["epoch"], ["damping", "epoch"]]
    assert run.position == run.records[-1].position
