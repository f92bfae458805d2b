"""What a tab asks of its runs and for how long it waits, with runs that follow a clock of ours."""

import pytest

from nncore.engine.live_run import Advance
from nncore.specs import StencilSpec
from nncore.trainers import TrainingRecord, TrainingStatus
from pages.shared import lanes, sessions
from pages.shared.sessions import Session

OFFSETS = {"forward": (0, 1), "backward": (-1, 0), "central": (-1, 0, 1)}
SPECS = {name: StencilSpec(offsets=offsets) for name, offsets in OFFSETS.items()}


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self):
        self.now = 1_000.0

    def monotonic(self):
        return self.now


class Run:
    """Answers `delay` seconds after it was asked, one iteration each time."""

    def __init__(self, clock, delay):
        self.clock, self.delay = clock, delay
        self.due = None
        self.iteration = -1

    @property
    def is_asked(self):
        return self.due is not None

    def request(self, seconds, steps):
        if self.due is None:
            self.due = self.clock.now + self.delay

    def wait(self, patience):
        if self.due is None or self.due <= self.clock.now:
            return True
        self.clock.now = min(self.due, self.clock.now + patience)
        return self.due <= self.clock.now

    def collect(self):
        if self.due is None:
            return Advance((), None, TrainingStatus.RUNNING)
        self.due = None
        self.iteration += 1
        record = TrainingRecord(self.iteration, 1.0, None, TrainingStatus.RUNNING, 0.0)
        return Advance((record,), None, TrainingStatus.RUNNING)

    def stop(self):
        self.due = None


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (lanes, sessions):
        monkeypatch.setattr(module, "time", clock)
    return clock


def session_with(clock, delay):
    session = Session()
    session.follow(SPECS)
    for lane in session.lanes.values():
        lane.run = Run(clock, delay)
    return session


def test_play_asks_before_anything_is_drawn(clock):
    session = session_with(clock, delay=0.2)
    session.play()
    assert all(lane.run.is_asked for lane in session.lanes.values())
    session.tick(sessions.WATCH)  # the first picture waits for its points
    assert all(lane.records for lane in session.lanes.values())


@pytest.mark.parametrize("act", ["tick", "settle", "step"])
def test_the_lanes_are_waited_for_together(clock, act):
    session = session_with(clock, delay=60.0)
    session.play()
    session.tick(sessions.WATCH)
    before = clock.now
    if act == "tick":
        session.tick(sessions.WATCH)
    elif act == "settle":
        session.pause()
        session.settle()
    else:
        session.step()
    longest = sessions._PATIENCE if act == "tick" else sessions._MORE_PATIENCE
    assert clock.now - before == pytest.approx(longest)


def test_one_that_answers_is_taken_though_another_is_late(clock):
    session = session_with(clock, delay=60.0)
    session.lanes["central"].run.delay = 0.0  # the last of the three
    session.play()
    session.tick(sessions.WATCH)
    assert [bool(lane.records) for lane in session.lanes.values()] == [False, False, True]


def test_a_pause_takes_what_is_nearly_there(clock):
    session = session_with(clock, delay=0.1)
    session.play()
    session.tick(sessions.WATCH)
    shown = [lane.position for lane in session.lanes.values()]
    session.pause()
    assert not session.playing and [lane.position for lane in session.lanes.values()] == shown
    session.settle()
    assert all(lane.status is TrainingStatus.PAUSED for lane in session.lanes.values())
    assert [lane.position for lane in session.lanes.values()] == [x + 1 for x in shown]


def test_a_step_after_a_late_answer_is_one_step(clock):
    session = session_with(clock, delay=0.1)
    session.play()
    session.tick(sessions.WATCH)  # shows one point and asks for the next
    session.pause()
    shown = [lane.position for lane in session.lanes.values()]
    session.step()  # the answer has come meanwhile, but nobody has seen it
    session.tick(sessions.WATCH)
    assert not session.playing
    assert [lane.position for lane in session.lanes.values()] == [x + 1 for x in shown]


def test_what_stops_is_kept(clock):
    session = session_with(clock, delay=0.0)
    kept = []
    session.keep = lambda lane, reason: kept.append((lane.run_id, lane.status, reason))
    session.reset()  # nothing was trained
    assert kept == []
    for lane in session.lanes.values():
        lane.run = Run(clock, 0.0)
    session.play()
    for _ in range(3):
        session.tick(sessions.WATCH)
    assert kept == []  # nobody keeps what goes on
    ids = [lane.run_id for lane in session.lanes.values()]
    session.pause()
    assert kept == [(run_id, TrainingStatus.PAUSED, "") for run_id in ids]
    kept.clear()
    session.follow({**SPECS, "central": StencilSpec(seed=7)})
    assert ids[2] in [run_id for run_id, *_ in kept]
    assert session.lanes["central"].run_id not in ids
    kept.clear()
    session.close()
    assert [run_id for run_id, *_ in kept] == ids[:2]


def test_a_run_that_fails_is_kept_with_its_reason(clock):
    session = session_with(clock, delay=0.0)
    kept = []
    session.keep = lambda lane, reason: kept.append((lane.status, reason))
    session.play()

    def fail(*arguments):
        raise ValueError("The samples cannot be drawn.")

    session.lanes["forward"].run.collect = fail
    session.tick(sessions.WATCH)
    assert kept == [(TrainingStatus.FAILED, "The samples cannot be drawn.")]
    kept.clear()
    session.lanes["backward"].run.request = fail  # asking may fail as well
    session.tick(sessions.WATCH)
    assert kept == [(TrainingStatus.FAILED, "The samples cannot be drawn.")]
    kept.clear()
    end = Advance((), None, TrainingStatus.FINISHED)
    session.lanes["central"].run.collect = lambda: end
    session.tick(sessions.WATCH)
    assert kept == [(TrainingStatus.FINISHED, "")]  # the others' trouble is not its own
    assert session.problem == "The samples cannot be drawn."
    session.follow({"central": SPECS["central"]})
    assert session.problem is None  # the lanes that it was about have gone


@pytest.mark.parametrize("is_stepping", [False, True])
def test_another_experiment_waits_for_play(clock, is_stepping):
    session = session_with(clock, delay=60.0)
    if is_stepping:
        session.step()
    else:
        session.play()
    before = list(session.lanes.values())
    session.follow({"far": StencilSpec(offsets=(-2, 0, 2))})
    assert not session.playing and session.target is None
    assert all(lane.run is None for lane in before)  # they were given up
    assert session.lanes["far"].status is TrainingStatus.READY


def test_a_lane_that_comes_or_goes_leaves_the_others_at_work(clock):
    session = session_with(clock, delay=0.0)
    session.play()
    session.tick(sessions.WATCH)
    shown = session.lanes["central"].position
    session.follow({"central": SPECS["central"], "far": StencilSpec(offsets=(-2, 0, 2))})
    assert session.playing and list(session.lanes) == ["central", "far"]
    session.lanes["far"].run = Run(clock, 0.0)
    for _ in range(3):
        session.tick(sessions.WATCH)
    assert session.lanes["central"].position > shown and session.lanes["far"].position > 0


def test_every_run_has_a_place_of_its_own_in_the_history():
    session = Session()
    session.follow(SPECS)
    before = {lane.run_id for lane in session.lanes.values()}
    session.reset()
    after = {lane.run_id for lane in session.lanes.values()}
    assert len(before) == len(after) == 3 and not before & after


@pytest.fixture
def playing(clock):
    session = session_with(clock, 0.0)
    session.playing = True
    return session


def test_what_is_made_now_and_then_is_made_after_its_pause(clock, playing):
    lane, made = playing.lanes["central"], []

    def look():
        lane.now_and_then("figure", lambda: made.append(clock.now), seconds=0.6)

    for _ in range(13):
        look()
        clock.now += 0.125
    assert len(made) == 3  # at 0, 0.625 and 1.25 s
    playing.playing = False
    look()
    look()
    assert len(made) == 5  # what stands still is right in every picture


def test_what_takes_long_is_made_more_rarely(clock, playing):
    lane, made = playing.lanes["central"], []

    def slow():
        clock.now += 0.25
        made.append(clock.now)

    began = clock.now
    while clock.now < began + 10:
        lane.now_and_then("judged", slow, seconds=0.6)
        clock.now += 0.125
    assert 3 <= len(made) <= 4  # a tenth of the time


def test_a_lane_that_comes_while_others_play_is_drawn_like_them(clock, playing):
    playing.follow({**SPECS, "far": StencilSpec(offsets=(-2, 0, 2))})
    assert all(lane.is_live for lane in playing.lanes.values())
    playing.pause()
    assert not any(lane.is_live for lane in playing.lanes.values())


def test_progress_is_of_the_iterations_or_of_the_budget(clock):
    session = session_with(clock, 0.0)
    lane = session.lanes["central"]
    lane.records = [TrainingRecord(3, 1.0, None, TrainingStatus.RUNNING, 0.5)]
    assert session.progress_of(lane) == 3 / lane.spec.trainer.n_iterations
    session.budget = 2.0
    assert session.progress_of(lane) == 0.25
    lane.records.append(TrainingRecord(9, 1.0, None, TrainingStatus.RUNNING, 2.1))
    assert session.is_done(lane) and session.progress_of(lane) == 1.0


def test_a_run_whose_time_is_up_is_kept_as_such_and_goes_on_with_more_of_it(clock):
    session = session_with(clock, 0.0)
    session.budget = 2.0
    kept = []
    session.keep = lambda lane, problem: kept.append(lane.status)
    lane = session.lanes["central"]
    lane.records = [TrainingRecord(9, 1.0, None, TrainingStatus.RUNNING, 2.1)]
    session.playing = True
    session.pause()
    assert kept == [TrainingStatus.TIME_IS_UP]
    assert session.status_of(lane) is TrainingStatus.TIME_IS_UP
    session.budget = 5.0
    assert session.status_of(lane) is TrainingStatus.PAUSED and not session.is_over


@pytest.mark.parametrize(
    ("losses", "is_rising"), [([], False), ([1.0, 9.0], False), ([1.0, 11.0], True)]
)
def test_a_loss_far_above_its_start_is_rising(clock, losses, is_rising):
    lane = session_with(clock, 0.0).lanes["central"]
    lane.records = [
        TrainingRecord(i, loss, None, TrainingStatus.RUNNING, 0.0) for i, loss in enumerate(losses)
    ]
    assert lane.is_rising is is_rising
