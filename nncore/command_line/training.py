"""A spec trained in this very process."""

import dataclasses
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from nncore.command_line.interruption import Interruption
from nncore.command_line.progress import Show, progress_bar
from nncore.experiments import train
from nncore.messages import gettext, marked, said
from nncore.specs import Spec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus, TrainingStep
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.loss_curve import CurveRecorder, LossCurve

# Trainers in float32 begin with the rounded weights of the start; scaling x and y adds a little.
_ROUNDING = 1e-6

_PROGRESS = {
    "epoch": marked("epoch {done}/{total}, loss {loss}, {seconds:.1f} s"),
    "iteration": marked("iteration {done}/{total}, loss {loss}, {seconds:.1f} s"),
}


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
    judged_at : tuple of float
        The iterations after which the network or stencil of `step` was reached, at least and at
        most. A run that has diverged gives back the last one that was finite, which may be from
        somewhere between its last two steps.
    """

    step: TrainingStep | StencilStep
    curve: LossCurve
    was_interrupted: bool
    judged_at: tuple[float, float]

    @property
    def stopped_at(self) -> float | None:
        """The iterations after which it was stopped; None if it came to its end."""
        return self.step.record.position if self.was_interrupted else None


def train_here(
    spec: Spec, *, only_start: bool = False, steps: Iterator[TrainingStep] | None = None
) -> Trained:
    """Train the network of `spec` with a bar of progress; Ctrl-C ends it after a step.

    Before the first step there is nothing to keep: Ctrl-C raises KeyboardInterrupt at once.

    Parameters
    ----------
    spec : Spec
        The experiment.
    only_start : bool
        Whether to stop at the network before any training: for what does not depend on it.
    steps : iterator of TrainingStep, optional
        Of something else that its trainer is to train.

    Raises
    ------
    ValueError
        If the samples cannot be drawn.
    """
    recorder = CurveRecorder()
    before: TrainingStep | StencilStep | None = None
    last: TrainingStep | StencilStep | None = None
    if spec.trainer.needs_tensorflow:
        with without_chatter():
            load_tensorflow()
    with progress_bar() as show:
        coming = _steps(spec, show) if steps is None else steps
        first = next(coming)
        with Interruption() as interruption:
            for step in chain([first], coming):
                before, last = last, step
                recorder.add(last)
                if interruption.asked or only_start:
                    break
                _show(show, spec, last)
    assert last is not None  # every trainer yields the start
    was_interrupted = interruption.asked and not last.status.is_final
    status = TrainingStatus.STOPPED if was_interrupted or only_start else last.status
    # What a trainer needs to go on may be large, and nobody goes on from here.
    step = dataclasses.replace(last, status=status, state=None)
    return Trained(step, recorder.curve(), was_interrupted, _judged_at(last, before))


def _steps(spec: Spec, show: Show) -> Iterator[TrainingStep | StencilStep]:
    if isinstance(spec, StencilSpec):  # its fields may take a minute
        return train(spec, preparing=partial(_show_preparation, show))
    return train(spec)


def _judged_at(
    last: TrainingStep | StencilStep, before: TrainingStep | StencilStep | None
) -> tuple[float, float]:
    end = last.record.position
    if last.status is not TrainingStatus.DIVERGED or before is None:
        return end, end
    start = before.record.position
    return start, start if _is_same(last, before) else end


def _is_same(last: TrainingStep | StencilStep, before: TrainingStep | StencilStep) -> bool:
    """Return whether two steps have the same weights, but for the rounding to float32."""
    return all(
        np.allclose(a, b, rtol=0.0, atol=_ROUNDING * np.max(np.abs(b)))
        for a, b in zip(_weights(last), _weights(before), strict=True)
    )


def _weights(step: TrainingStep | StencilStep) -> list[np.ndarray]:
    """Return the weights in groups, of which each has its own size."""
    if isinstance(step, StencilStep):
        return [step.coefficients]
    network = step.network
    return [
        np.append(network.hidden_weights, network.hidden_biases),
        np.append(network.output_weights, network.output_bias),
    ]


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


def _show_preparation(show: Show, share: float) -> None:
    show(share, 1.0, said("fields {share:.0%}", share=share))


def _show(show: Show, spec: Spec, step: TrainingStep | StencilStep) -> None:
    total = spec.trainer.n_iterations
    position = step.record.position
    is_finite = math.isfinite(step.loss)
    text = said(
        _PROGRESS[spec.trainer.iteration_name],
        done=math.floor(position),
        total=total,
        loss=f"{step.loss:.2e}" if is_finite else gettext("not finite"),
        seconds=step.seconds,
    )
    show(position, total, text)
