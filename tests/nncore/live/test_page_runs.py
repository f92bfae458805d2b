"""What a page asks of its runs and for how long it waits, with runs that follow our clock."""

import pytest

from nncore.engine import Advance
from nncore.live import FULL_SPEED, WATCH, PageRuns, page_runs, training_run
from nncore.specs import StencilSpec
from nncore.trainers import TrainingStatus
from tests.nncore.live.clockwork import Clock
from tests.nncore.live.played_pages import FAR, SPECS, Keeper, playing, positions, runs_with


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (page_runs, training_run):
        monkeypatch.setattr(module, "time", clock)
    return clock


def test_play_asks_before_anything_is_drawn(clock):
    runs = runs_with(clock, delay=0.2)
    runs.play()
    assert runs.playing and all(run.run.is_asked for run in runs.runs.values())
    assert not runs.is_due and not runs.tick()
    clock.now += 0.2
    assert runs.is_due and runs.tick()
    assert all(run.records for run in runs.runs.values())


def waited(clock, act, n_runs):
    specs = dict(list(SPECS.items())[:n_runs])
    runs = runs_with(clock, 60.0, specs)
    runs.play()
    if act == "settle":
        runs.pause()
    elif act == "settle a step":
        runs.step()
    before = clock.now
    {"tick": runs.tick, "step": runs.step}.get(act, runs.settle)()
    return clock.now - before


@pytest.mark.parametrize("act", ["settle", "step", "settle a step"])
def test_the_runs_are_waited_for_together(clock, act):
    one, three = (waited(clock, act, n) for n in (1, 3))
    assert three == pytest.approx(one)
    # A worker ends a tick after a quarter of a second, and a page must not seem frozen.
    assert 0.25 < one < 0.5


def test_a_tick_does_not_wait(clock):
    assert waited(clock, "tick", 3) == 0.0


def test_one_that_answers_is_taken_though_another_is_late(clock):
    runs = runs_with(clock, delay=60.0)
    runs.play()
    runs.runs["central"].run.due = clock.now  # the last of the three
    assert runs.is_due and runs.tick()
    assert [bool(run.records) for run in runs.runs.values()] == [False, False, True]


def test_who_waits_is_woken_by_every_answer_and_by_play(clock):
    runs, woken = runs_with(clock, delay=0.1), []
    runs.wake = lambda: woken.append(clock.now)
    runs.play()
    assert len(woken) == 1
    for run in runs.runs.values():
        run.run.on_arrival()
    assert len(woken) == 4


def test_watch_is_one_iteration_a_picture_and_full_speed_what_there_is_time_for(clock):
    runs = playing(clock, 0.0)
    run = runs.runs["central"].run
    for pace in (WATCH, FULL_SPEED):
        runs.pace = pace
        runs.tick()
    # The first answer has the start as well, which is on the screen already.
    assert [steps for _, steps, _ in run.requests] == [2, 1, 1, None]
    assert all(0 < seconds < 1 for seconds, _, _ in run.requests)


def test_a_pause_takes_what_is_nearly_there(clock):
    runs = playing(clock, 0.1)
    shown = positions(runs)
    runs.pause()
    assert not runs.playing and positions(runs) == shown
    runs.settle()
    assert all(run.status is TrainingStatus.PAUSED for run in runs.runs.values())
    assert positions(runs) == [x + 1 for x in shown]
    assert not runs.tick() and positions(runs) == [x + 1 for x in shown]


def test_an_answer_that_comes_after_a_pause_is_shown_as_well(clock):
    runs = playing(clock, 5.0)
    assert runs.is_settled
    runs.pause()
    assert not runs.is_settled  # its page is about to be drawn with what comes until then
    runs.settle()
    assert runs.is_settled
    shown, version = positions(runs), runs.version
    assert not runs.tick()
    clock.now += 5.0
    assert runs.tick() and positions(runs) == [x + 1 for x in shown] and runs.version > version
    assert not runs.playing and not runs.tick()
    assert all(run.status is TrainingStatus.PAUSED for run in runs.runs.values())


def test_a_page_that_is_never_drawn_keeps_no_picture_back(clock):
    runs = playing(clock, 5.0)
    runs.pause()
    clock.now += 3.0
    assert runs.is_settled


def test_a_step_after_a_late_answer_is_one_step(clock):
    runs = playing(clock, 0.1)  # shows one point and has asked for the next
    runs.pause()
    shown = positions(runs)
    runs.step()  # the answer has come meanwhile, but nobody has seen it
    runs.settle()
    assert not runs.playing and positions(runs) == [x + 1 for x in shown]


def test_a_short_step_is_there_when_the_page_is_drawn(clock):
    runs = playing(clock, 0.1)
    runs.pause()
    runs.settle()
    shown = positions(runs)
    runs.step()
    assert runs.playing
    runs.settle()
    assert not runs.playing and positions(runs) == [x + 1 for x in shown]
    assert all(run.status is TrainingStatus.PAUSED for run in runs.runs.values())


def test_a_long_step_ends_by_itself(clock):
    runs = playing(clock, 5.0)
    runs.pause()
    clock.now += 5.0
    runs.settle()
    shown = positions(runs)
    runs.step()
    runs.settle()
    assert runs.playing and positions(runs) == shown
    clock.now += 5.0
    n_changes = runs.n_changes
    assert runs.tick()
    assert not runs.playing and positions(runs) == [x + 1 for x in shown]
    assert runs.n_changes > n_changes  # the page has to have other buttons


def test_what_stops_is_kept(clock):
    keeper = Keeper()
    runs = runs_with(clock, 0.0, keeper=keeper)
    runs.made_by = "a" * 32
    runs.reset()  # nothing was trained
    assert keeper.kept == []
    runs.play()
    for _ in range(3):
        runs.tick()
    assert keeper.kept == []  # nobody keeps what goes on
    ids = [run.run_id for run in runs.runs.values()]
    runs.pause()
    assert keeper.take() == [(run_id, TrainingStatus.PAUSED, "", "a" * 32) for run_id in ids]
    runs.follow({**SPECS, "central": StencilSpec(seed=7)})
    assert ids[2] in [run_id for run_id, *_ in keeper.take()]
    assert runs.runs["central"].run_id not in ids
    workers = [run.run for run in runs.runs.values()]
    runs.close()
    assert [run_id for run_id, *_ in keeper.take()] == ids[:2]
    assert all(run.is_stopped for run in workers if run is not None)


def test_a_run_that_fails_is_kept_with_its_reason(clock):
    keeper = Keeper()
    runs = runs_with(clock, 0.0, keeper=keeper)
    runs.play()
    is_told = runs.n_changes

    def fail(*arguments, **options):
        raise ValueError("The samples cannot be drawn.")

    def kept():
        return [(status, reason) for _, status, reason, _ in keeper.take()]

    runs.runs["forward"].run.collect = fail
    assert runs.tick() and runs.n_changes > is_told
    assert kept() == [(TrainingStatus.FAILED, "The samples cannot be drawn.")]
    runs.runs["backward"].run.request = fail  # asking may fail as well
    runs.tick()
    assert kept() == [(TrainingStatus.FAILED, "The samples cannot be drawn.")]
    end = Advance((), None, TrainingStatus.FINISHED)
    runs.runs["central"].run.collect = lambda: end
    runs.tick()
    assert kept() == [(TrainingStatus.FINISHED, "")]  # the others' trouble is not its own
    assert runs.is_over and not runs.playing
    assert runs.problem == "The samples cannot be drawn."
    runs.follow({"central": SPECS["central"]})
    assert runs.problem is None  # the runs that it was about have gone


def test_an_engine_that_is_not_there_is_a_sentence(clock):
    def no_engine():
        raise RuntimeError("The engine is not there.")

    runs = PageRuns(no_engine)
    runs.follow(SPECS)
    runs.play()
    assert runs.problem == "The engine is not there." and runs.is_over


def test_only_the_run_that_is_alone_is_asked(clock):
    runs = runs_with(clock, 0.0)
    runs.alone = "backward"
    runs.play()
    for _ in range(3):
        runs.tick()
    assert [run.position > 0 for run in runs.runs.values()] == [False, True, False]


def test_every_run_has_a_place_of_its_own_in_the_history(clock):
    runs = runs_with(clock, 0.0)
    before = {run.run_id for run in runs.runs.values()}
    runs.reset()
    after = {run.run_id for run in runs.runs.values()}
    assert len(before) == len(after) == 3 and not before & after


@pytest.mark.parametrize("delay", [0.0, 0.2, 5.0])
def test_ten_quick_rounds_leave_one_run_each_at_most(clock, delay):
    keeper = Keeper()
    runs = runs_with(clock, delay, {"far": FAR}, keeper=keeper)
    for _ in range(10):
        for act in (runs.play, runs.tick, runs.pause, runs.settle, runs.reset, runs.settle):
            act()
            clock.now += 0.05
        runs.tick()
    kept = {run_id for run_id, *_ in keeper.take()}  # one is one in the history
    assert len(kept) == 10 if delay == 0.0 else len(kept) <= 10


def test_the_version_grows_with_what_a_page_would_show_and_with_nothing_else(clock):
    runs = playing(clock, 1.0)
    before = runs.version
    assert not runs.tick() and runs.version == before
    clock.now += 1.0
    assert runs.tick() and runs.version > before
    for act in (runs.pause, lambda: runs.follow({"far": FAR}), runs.play):
        before = runs.version
        act()
        assert runs.version > before


def test_a_picture_is_what_the_page_composes_of_its_runs(clock):
    runs = playing(clock, 0.0)
    runs.compose = lambda runs: {"at": positions(runs)}
    assert runs.picture() == (runs.version, {"at": positions(runs)})


def test_what_a_reader_would_lose_is_known_with_its_memory(clock):
    runs = runs_with(clock, 0.0)
    assert not runs.has_moved and runs.n_bytes == 0
    runs.play()
    for _ in range(3):
        runs.tick()
    assert runs.has_moved and runs.n_bytes > 0
