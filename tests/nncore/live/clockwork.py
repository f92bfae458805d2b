"""Runs that follow a clock of ours: each answers so many seconds after it was asked."""

from nncore.engine import Advance
from nncore.trainers import TrainingRecord, TrainingStatus


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self):
        self.now = 1_000.0

    def monotonic(self):
        return self.now


class FakeRun:
    """Answers `delay` seconds after it was asked, one iteration each time."""

    def __init__(self, clock, delay):
        self.clock, self.delay = clock, delay
        self.due = None
        self.iteration = -1
        self.requests = []  # seconds, steps and observer of each
        self.on_arrival = None
        self.observing_seconds = 0.0
        self.is_stopped = False

    @property
    def is_asked(self):
        return self.due is not None

    @property
    def is_due(self):
        return self.due is None or self.due <= self.clock.now

    def request(self, seconds=None, steps=None, *, observe=None, on_arrival=None):
        if self.due is None:
            self.due = self.clock.now + self.delay
            self.requests.append((seconds, steps, observe))
            self.on_arrival = on_arrival

    def wait(self, patience):
        if not self.is_due:
            self.clock.now = min(self.due, self.clock.now + patience)
        return self.is_due

    def collect(self):
        if self.due is None:
            return Advance((), None, TrainingStatus.RUNNING)
        self.due = None
        self.iteration += 1
        told = {"epoch": float(self.iteration), "damping": 0.5}
        record = TrainingRecord(self.iteration, 1.0, None, TrainingStatus.RUNNING, 0.0, told)
        observe = self.requests[-1][2]
        seen = None if observe is None else observe(None, self.iteration)
        return Advance(
            (record,),
            None,
            TrainingStatus.RUNNING,
            observation=seen,
            observing_seconds=self.observing_seconds,
        )

    def go_on_with(self, spec):
        self.due = None

    def stop(self):
        self.due, self.is_stopped = None, True


class FakeEngine:
    """Starts such runs."""

    def __init__(self, clock, delay):
        self.clock, self.delay = clock, delay
        self.checkpoints = []

    def start(self, spec, *, checkpoint=None):
        self.checkpoints.append(checkpoint)
        return FakeRun(self.clock, self.delay)
