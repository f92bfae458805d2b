"""Runs of a page on an engine that follows our clock, and who keeps them."""

from nncore.live import WATCH, PageRuns
from nncore.specs import StencilSpec
from tests.nncore.live.clockwork import FakeEngine

OFFSETS = {"forward": (0, 1), "backward": (-1, 0), "central": (-1, 0, 1)}
SPECS = {name: StencilSpec(offsets=offsets) for name, offsets in OFFSETS.items()}
FAR = StencilSpec(offsets=(-2, 0, 2))


class Keeper:
    """Notes what it gets."""

    def __init__(self):
        self.kept = []

    def keep(self, run, reason=""):
        self.kept.append((run.run_id, run.status, reason, run.made_by))

    def take(self):
        kept, self.kept = self.kept, []
        return kept


def runs_with(clock, delay, specs=SPECS, keeper=None):
    engine = FakeEngine(clock, delay)
    runs = PageRuns(lambda: engine, keeper)
    runs.pace = WATCH
    runs.follow(specs)
    return runs


def positions(runs):
    return [run.position for run in runs.runs.values()]


def playing(clock, delay, specs=SPECS, keeper=None):
    """Return runs that play, the first answer of which has been taken and the next asked for."""
    runs = runs_with(clock, delay, specs, keeper)
    runs.play()
    clock.now += delay
    assert runs.tick()
    return runs
