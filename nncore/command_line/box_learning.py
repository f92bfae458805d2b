"""``python -m nncore integrate --learn-integral``: the integral itself, learned by more units."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from typing import Any

from nncore.arrays import FloatArray
from nncore.command_line.keeping import say
from nncore.command_line.training import Trained, train_here
from nncore.comparisons.box_methods import BoxComparison, compare_over_box
from nncore.experiments.learned_integral import IntegralProblem, MeanSamples
from nncore.exports import box_csv, network_json
from nncore.messages import SettingError, gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.options import parse_text
from nncore.specs import BoxSpec
from nncore.trainers import TrainingStep

_HELP = marked(
    "After the training, learn the integral itself: f is integrated at N values of the parameters, "
    "such as 500, and as many units again learn what the integral of the network misses."
)
_COST = marked("The integral itself is learned after the training, from {n:,} evaluations of f.")
_FROM = marked("{n_theta:,} values of the parameters, {n:,} evaluations of f, {seconds:.1f} s")


def add_learning_argument(group: Any) -> None:
    """Add the option to a group of a parser."""
    group.add_argument("--learn-integral", metavar="N", help=gettext(_HELP))


def samples_of(spec: BoxSpec, arguments: argparse.Namespace) -> MeanSamples | None:
    """Return what the integral is to be learned from; None if it is not.

    Raises
    ------
    ValueError
        If the number is not allowed, if the spec has no parameter, or if f needs too many
        evaluations: before anything is trained.
    """
    if arguments.learn_integral is None:
        return None
    try:
        samples = MeanSamples(parse_text(MeanSamples, "n_theta", arguments.learn_integral.strip()))
    except SettingError as problem:
        raise SettingError.of(problem.sentence.about(name="learn_integral")) from None
    say(said(_COST, n=samples.evaluations(spec)))
    return samples


@dataclass(frozen=True, eq=False)
class Learned:
    """A network whose integral was learned, and what that took.

    Parameters
    ----------
    trained : Trained
        The training of the units that were added.
    n_theta, n_evaluations : int
        Values of the parameters, and evaluations of f at them.
    seconds : float
        Of it all, the integrals included.
    compared : BoxComparison
        The integrals of the network with those units.
    """

    trained: Trained
    n_theta: int
    n_evaluations: int
    seconds: float
    compared: BoxComparison

    @property
    def step(self) -> TrainingStep:
        """The last step."""
        assert isinstance(self.trained.step, TrainingStep)
        return self.trained.step

    def text(self) -> str:
        """Say what it took."""
        return said(_FROM, n_theta=self.n_theta, n=self.n_evaluations, seconds=self.seconds)

    def as_json(self) -> dict[str, Any]:
        """Return all but the integrals for programs."""
        return {
            "n_theta": self.n_theta,
            "n_evaluations": self.n_evaluations,
            "seconds": self.seconds,
            "status": self.step.status.name.lower(),
            "message": self.step.status.sentence,
            "loss": self.step.loss,
            "validation_loss": self.step.validation_loss,
        }

    def files(self, spec: BoxSpec) -> dict[str, str]:
        """Return what can be taken away: suffix -> content."""
        return {
            "learned-integrals.csv": box_csv(spec, self.compared),
            "learned-network.json": network_json(self.step.network),
        }


def learn(
    spec: BoxSpec, network: OneHiddenNetwork, samples: MeanSamples, points: FloatArray
) -> Learned | None:
    """Learn what the integral of a network misses; Ctrl-C ends it after a step.

    Returns None where Ctrl-C comes before there is anything.
    """
    began = time.perf_counter()
    try:
        problem = IntegralProblem.of(spec, network, samples)
        trained = train_here(spec, steps=problem.steps())
    except KeyboardInterrupt:
        return None
    seconds = time.perf_counter() - began
    assert isinstance(trained.step, TrainingStep)
    compared = compare_over_box(spec, trained.step.network, points)
    return Learned(trained, samples.n_theta, problem.n_evaluations, seconds, compared)
