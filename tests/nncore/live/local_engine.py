"""An engine without processes: its runs train in the thread that asks, one answer a request."""

from itertools import islice

from nncore.engine import Advance, Checkpoint
from nncore.experiments import train
from nncore.trainers import TrainingStatus, TrainingStep


class LocalRun:
    """A run that answers at once, with as many iterations as it was asked for.

    It has what `nncore.engine.LiveRun` has, and trains by the same functions.
    """

    def __init__(self, spec, checkpoint=None):
        self.checkpoint = checkpoint
        self.status = TrainingStatus.READY
        self.is_stopped = False
        self.go_on_with(spec)

    def go_on_with(self, spec):
        self.spec, self._asked = spec, None
        state = None if self.checkpoint is None else self.checkpoint.state
        self._steps = train(spec, None, state)

    @property
    def is_asked(self):
        return self._asked is not None

    is_due = is_asked

    def request(self, seconds=None, steps=None, *, observe=None, on_arrival=None, patience=0.0):
        if self._asked is None and not self.status.is_final:
            self._asked = (steps or 3, observe)
            if on_arrival is not None:
                on_arrival()

    def wait(self, timeout):
        return True

    def collect(self):
        if self._asked is None:
            is_over = self.status.is_final
            status = self.status if is_over else TrainingStatus.WARMING_UP
            return Advance((), self.checkpoint, status)
        (n, observe), self._asked = self._asked, None
        made = list(islice(self._steps, n))
        if not made:
            self.status = TrainingStatus.FINISHED
            return Advance((), self.checkpoint, self.status)
        last = made[-1]
        self.status, self.checkpoint = last.status, Checkpoint.of(last)
        result = last.network if isinstance(last, TrainingStep) else last.coefficients
        seen = None if observe is None else observe(self.spec, result)
        records = tuple(step.record for step in made)
        return Advance(records, self.checkpoint, self.status, observation=seen)

    def stop(self):
        self.is_stopped = True
        self._asked = None


class LocalEngine:
    """Gives runs of its own; remembers them."""

    def __init__(self):
        self.runs = []

    def __call__(self):
        return self

    def start(self, spec, network=None, *, checkpoint=None):
        run = LocalRun(spec, checkpoint)
        self.runs.append(run)
        return run
