"""An engine without processes, whose trials a test lets go one by one."""

import threading

from nncore.engine.sweep import SweepResult
from nncore.experiments import train
from nncore.experiments.outcome import Outcome, outcome_of
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve


class HereEngine:
    """Runs trials in the thread that asks, as an engine does on its workers.

    Parameters
    ----------
    is_held : bool
        Whether each trial waits until it is let go.
    """

    def __init__(self, is_held=False):
        self.trained = []
        self._is_held, self._allowed = is_held, threading.Semaphore(0)

    def let(self, n_cells):
        """Let so many more trials go."""
        self._allowed.release(n_cells)

    def sweep(self, specs, *, stop=None):
        stop = stop or threading.Event()
        iterator, index = iter(specs), -1
        while not stop.is_set():
            index += 1
            try:
                spec = next(iterator)
            except StopIteration:
                return
            except ValueError as problem:
                failed, reason = TrainingStatus.FAILED, str(problem)
                outcome = Outcome(failed, reason=reason)
                yield SweepResult(None, None, failed, 0.0, reason, None, outcome, index)
                continue
            while self._is_held and not self._allowed.acquire(timeout=0.02):
                if stop.is_set():
                    return
            steps = list(train(spec))
            self.trained.append(spec)
            yield SweepResult(
                *(spec, steps[-1], steps[-1].status, 0.01, "", LossCurve.of(steps)),
                *(outcome_of(spec, steps[-1]), index),
            )
