"""A run as it stands after some of its steps, trained in this process."""

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.live import TrainingRun
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus

SPEC = IntegrationSpec(
    integrand="exp", n_hidden=4, n_samples=30, trainer=LevenbergMarquardt(max_iterations=5)
)
ANA = "a" * 32


def played(spec=SPEC, n=2, status=TrainingStatus.PAUSED):
    """Return a run of Ana's after `n` iterations, where it has `status`; at its end with None."""
    run = TrainingRun(spec, made_by=ANA)
    for step in train(spec):
        run.records.append(step.record)
        run.checkpoint, run.status = Checkpoint.of(step), step.status
        if step.iteration == n:
            run.status = status
            break
    return run
