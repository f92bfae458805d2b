"""A spec trained in this very process."""

import dataclasses
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nncore.command_line.interruption import Interruption
from nncore.command_line.progress_line import ProgressLine
from nncore.experiments import train
from nncore.specs import Spec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus, TrainingStep
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.loss_curve import CurveRecorder, LossCurve


@dataclass(frozen=True)
class Trained:
    """A run that has ended, or was ended.

    Parameters
    ----------
    step : TrainingStep or StencilStep
        The last one.
    curve : LossCurve
        The losses on the way.
    was_interrupted : bool
        Whether Ctrl-C has ended it.
    """

    step: TrainingStep | StencilStep
    curve: LossCurve
    was_interrupted: bool

    @property
    def stopped_at(self) -> float | None:
        """The iterations after which it was stopped; None if it came to its end."""
        return self.step.record.position if self.was_interrupted else None


def train_here(spec: Spec) -> Trained:
    """Train the network of `spec` with a line of progress; Ctrl-C ends it after a step.

    Raises
    ------
    ValueError
        If the samples cannot be drawn.
    """
    recorder = CurveRecorder()
    last: TrainingStep | StencilStep | None = None
    if spec.trainer.needs_tensorflow:
        with without_chatter():
            load_tensorflow()
    with Interruption() as interruption, ProgressLine(sys.stderr) as line:
        for last in train(spec):
            recorder.add(last)
            if interruption.asked:
                break
            _show(line, spec, last)
    assert last is not None  # every trainer yields the start
    was_interrupted = interruption.asked and not last.status.is_final
    status = TrainingStatus.STOPPED if was_interrupted else last.status
    # What a trainer needs to go on may be large, and nobody goes on from here.
    step = dataclasses.replace(last, status=status, state=None)
    return Trained(step, recorder.curve(), was_interrupted)


@contextmanager
def without_chatter() -> Iterator[None]:
    """Keep from the terminal what TensorFlow's library tells of itself while it is loaded."""
    sys.stderr.flush()
    terminal = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


def _show(line: ProgressLine, spec: Spec, step: TrainingStep | StencilStep) -> None:
    total = spec.trainer.n_iterations
    position = step.record.position
    loss = f"{step.loss:.2e}" if math.isfinite(step.loss) else "not finite"
    count = f"{spec.trainer.iteration_name} {math.floor(position)}/{total}"
    text = f"{count}, loss {loss}, {step.seconds:.1f} s"
    line.show(position, total, text)
