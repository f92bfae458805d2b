"""Runs to keep, made by hand: no training, so that the tests are quick."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np

from nncore.experiments.outcome import Outcome
from nncore.network import OneHiddenNetwork
from nncore.runs import RunRecord, new_key
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.specs.sweep import SweepSpec
from nncore.trainers import TRAINERS, Adam, TrainingStatus
from nncore.trainers.loss_curve import LossCurve

BEGAN = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
SWEEP = SweepSpec(
    IntegrationSpec(integrand="runge", n_samples=100), {"n_hidden": (1, 2), "seed": (0, 1, 2)}
)


def curve(*losses):
    position = np.arange(len(losses), dtype=float)
    return LossCurve(position, losses, np.full(len(losses), np.nan), position / 8)


def network(n_hidden=3, seed=0):
    weights = np.random.default_rng(seed).normal(size=(3, n_hidden))
    return OneHiddenNetwork("tanh", *weights, 0.25)


def record(**changes):
    """Return a run of an integrand; numbers of its outcome may be given by their names."""
    names = ("status", "iterations", "seconds", "loss", "validation_loss")
    names += ("integral_error", "error_estimate")
    outcome = {name: changes.pop(name) for name in names if name in changes}
    spec = changes.pop("spec", None) or IntegrationSpec(
        **{
            name: changes.pop(name)
            for name in tuple(changes)
            if name in IntegrationSpec.__dataclass_fields__
        }
    )
    given = {
        "key": new_key(),
        "spec": spec,
        "outcome": Outcome(**{"status": TrainingStatus.FINISHED, **outcome}),
        "curve": curve(2.0, 1.0),
        "network": network(),
        "created": BEGAN,
        **changes,
    }
    return RunRecord(**given)


def stencil_record(**changes):
    spec = changes.pop("spec", None) or StencilSpec(n_fields=5_000)
    outcome = Outcome(TrainingStatus.STOPPED, 3.5, 0.25, 0.5, weight_error=0.125, test_error=2.0)
    return RunRecord(
        **{
            "key": new_key(),
            "spec": spec,
            "outcome": outcome,
            "curve": curve(1.0),
            "coefficients": (-0.519, 0.0, 0.519),
            "created": BEGAN,
            **changes,
        }
    )


def many(n, seed=0):
    """Return runs of every sort, some of them without a number."""
    rng = np.random.default_rng(seed)
    trainers = [
        *(TRAINERS[name]() for name in ("levenberg-marquardt", "lbfgs")),
        Adam(batch_size=10),
    ]

    def number():
        return None if rng.random() < 0.2 else float(round(10 ** rng.uniform(-6, 2), 7))

    def one(i):
        if rng.random() < 0.2:
            return stencil_record(created=BEGAN + timedelta(minutes=i), name=f"stencil {i}")
        return record(
            integrand=str(rng.choice(["log", "runge", "exp(-x)*sin(3*x)"])),
            trainer=trainers[rng.integers(3)],
            activation=str(rng.choice(["tanh", "logistic"])),
            nodes=str(rng.choice(["uniform", "chebyshev"])),
            n_hidden=int(rng.integers(1, 60)),
            n_samples=int(rng.integers(100, 4000)),
            seed=int(rng.integers(5)),
            loss=number(),
            validation_loss=number(),
            integral_error=number(),
            seconds=float(rng.random()),
            status=TrainingStatus.CONVERGED if rng.random() < 0.5 else TrainingStatus.STALLED,
            created=BEGAN + timedelta(minutes=i),
            name=str(rng.choice(["", "Ana", "50 % über Õ", "ИВАН"])),
        )

    return [one(i) for i in range(n)]


def odd_network():
    """Return a network that has diverged."""
    return OneHiddenNetwork("relu", [math.inf, 1.0], [math.nan, -math.inf], [5e-324, 1e308], -0.0)


def done(history, key):
    """Return the numbers of the trials of a sweep that have a result."""
    return {*history.trials(key).cell.tolist()}


def runs_of(history, key):
    """Return the runs of a sweep as a list shows them."""
    return [run for run in history.find(limit=None) if run.sweep == key]
