r"""A network that learns the integral itself, as a function of the parameters.

A network :math:`\hat y(x, \theta)` that was fitted to samples of f has an integral
:math:`\hat I(\theta)` that misses :math:`I(\theta)` by what few samples cannot tell in so many
inputs. Of all functions with the right integral, the one that is nearest to it in the mean square
is

.. math:: \hat y(x, \theta) + \frac{I(\theta) - \hat I(\theta)}{V} ,

for a change :math:`\delta` with the mean :math:`m(\theta)` over x has
:math:`\int \delta^2 dx \ge V m(\theta)^2`, with equality where it does not depend on x. So further
hidden units, whose weights of the integrated inputs are 0, are fitted to the second term, at values
of :math:`\theta` where a product of Gauss rules has integrated f (`nncore.samples.box_means`). That
is a problem in fewer inputs, and of a function that is smoother than f.

Between other limits than the trained ones the added units stand for the mean over the whole box:
`nncore.box_error_estimate` tells how far off that is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nncore.arrays import FloatArray
from nncore.experiments.blas_threads import one_blas_thread, with_one_blas_thread
from nncore.experiments.integration import physical_step
from nncore.experiments.seeds import generators
from nncore.integrands import Box
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.options import check_options, option
from nncore.samples.box_means import MOST_EVALUATIONS, box_means, evaluations_for_means
from nncore.samples.dataset import Dataset
from nncore.samples.nodes import sobol_points
from nncore.samples.split import n_training_samples
from nncore.specs import BoxSpec
from nncore.starts.initializers import initialize
from nncore.trainers import TrainingStep


@dataclass(frozen=True)
class MeanSamples:
    """What an integral is learned from: means of f over the integrated inputs.

    Raises
    ------
    ValueError
        One sentence with the field, the rule and the value.
    """

    n_theta: int = option(
        4_000,
        "At how many values of the parameters f is integrated, for the integral to be learned.",
        minimum=1,
        maximum=1_000_000,
        integer=True,
    )
    relative_tolerance: float = option(
        1e-6,
        "The largest error of these integrals, over the largest integral of the absolute value.",
        above=0.0,
        below=1.0,
    )
    n_evaluations: int = option(
        MOST_EVALUATIONS,
        "The most evaluations of f for these integrals.",
        minimum=1,
        maximum=10**12,
        integer=True,
    )

    def __post_init__(self) -> None:
        check_options(self)

    def evaluations(self, spec: BoxSpec) -> int:
        """Return how often f is evaluated for `spec`.

        Raises
        ------
        ValueError
            As of `learn_integral`.
        """
        _check(spec, None, self)
        theta, where = _theta(spec, self.n_theta), (spec.over, *spec.integral_limits)
        return evaluations_for_means(
            spec.integrand_in_x, *where, theta, self.n_theta, **self._effort
        )

    def means(self, spec: BoxSpec, theta: FloatArray) -> tuple[FloatArray, int]:
        """Return the means of f at values of the parameters, and its evaluations."""
        where = spec.over, *spec.integral_limits
        found = box_means(spec.integrand_in_x, *where, theta, **self._effort)
        return found.values, found.n_evaluations

    @property
    def _effort(self) -> dict[str, Any]:
        return {
            "relative_tolerance": self.relative_tolerance,
            "n_evaluations": self.n_evaluations,
        }


@dataclass(frozen=True, eq=False)
class IntegralProblem:
    """The integral of a spec as something to be learned: what f was evaluated for.

    Parameters
    ----------
    spec : BoxSpec
        The experiment.
    network : OneHiddenNetwork or None
        What is added to.
    dataset : Dataset
        What the means of f have more than it has, over parameters.
    n_evaluations : int
        Of f.
    """

    spec: BoxSpec
    network: OneHiddenNetwork | None
    dataset: Dataset
    n_evaluations: int

    @classmethod
    def of(
        cls,
        spec: BoxSpec,
        network: OneHiddenNetwork | None = None,
        samples: MeanSamples | None = None,
    ) -> Self:
        """Integrate f; arguments and errors are as of `learn_integral`."""
        samples = samples or MeanSamples()
        _check(spec, network, samples)
        theta = _theta(spec, samples.n_theta)
        with one_blas_thread():
            y, n_evaluations = samples.means(spec, theta)
            if network is not None:
                where = spec.over, *spec.integral_limits
                y = y - network.marginal(*where)(theta) / Box(*spec.integral_limits).volume
        return cls(spec, network, _dataset(spec, theta, y), n_evaluations)

    def steps(self, state: Mapping[str, Any] | None = None) -> Iterator[TrainingStep]:
        """Train, from the start or from the `state` of a step of an earlier iterator."""
        spec, dataset = self.spec, self.dataset
        _, start, training = generators(spec.seed)
        if state is None:
            choices = spec.initializer, spec.activation, spec.n_hidden, dataset
            network, trainer_state = initialize(*choices, start), None
        else:
            network, trainer_state = state["network"], state["trainer"]
        steps = spec.trainer.iterations(network, dataset, training, state=trainer_state)
        learned = (physical_step(step, dataset.scaling) for step in steps)
        return with_one_blas_thread(_in_all_inputs(step, spec, self.network) for step in learned)


def learn_integral(
    spec: BoxSpec,
    network: OneHiddenNetwork | None = None,
    *,
    n_theta: int = 4_000,
    relative_tolerance: float = 1e-6,
    n_evaluations: int = MOST_EVALUATIONS,
) -> Iterator[TrainingStep]:
    r"""Train units that depend on the parameters alone, until the integral is right.

    Parameters
    ----------
    spec : BoxSpec
        The experiment, with at least one parameter. Its trainer, start, activation and `n_hidden`
        are those of the units that are added; `n_samples` and `noise` are not used.
    network : OneHiddenNetwork, optional
        What is added to, in x, not scaled; nothing by default: the integral is then learned from
        the beginning, and the network is the mean of f over the integrated inputs.
    n_theta : int
        At how many values of the parameters f is integrated, points of a Sobol sequence between
        the trained limits; `validation_fraction` of them are held out.
    relative_tolerance, n_evaluations
        Of these integrals, as for `nncore.samples.box_means.box_means`.

    Returns
    -------
    iterator of TrainingStep
        Iteration 0 first; the networks have all inputs of the spec, and those units behind the
        network's own. Losses are mean squares of :math:`(\hat I - I)/V`, in squared units of y.
        Such a run is not taken up again: its steps have no `state`.

    Raises
    ------
    ValueError
        If the spec has no parameter, if the network has other inputs or another activation, or if
        the integrals need too many evaluations.

    Examples
    --------
    >>> from nncore import BoxSpec, OutputLayer
    >>> spec = BoxSpec("exp(-x1*x2)", parameters=(1,), n_hidden=20, trainer=OutputLayer())
    >>> *_, step = learn_integral(spec, n_theta=200)
    >>> learned = step.network.marginal(0, 0.0, 1.0)
    >>> bool(abs(learned([0.5]) - 2.0 * (1.0 - np.exp(-0.5))) < 1e-4)
    True
    """
    samples = MeanSamples(n_theta, relative_tolerance, n_evaluations)
    steps = IntegralProblem.of(spec, network, samples).steps()
    return (dataclasses.replace(step, state=None) for step in steps)


def _theta(spec: BoxSpec, n: int) -> FloatArray:
    """Return values of the parameters, points of a Sobol sequence."""
    box = Box(*spec.theta_limits)
    return box.from_unit(sobol_points(n, box.n_inputs, generators(spec.seed)[0]))


def _check(spec: BoxSpec, network: OneHiddenNetwork | None, samples: MeanSamples) -> None:
    if not spec.theta:
        raise SettingError(
            "`parameters` must name an input that is not integrated, for the integral to be a "
            "function of it, got none."
        )
    n_train = _n_training_samples(spec, samples.n_theta)
    spec.trainer.check(spec.n_hidden, n_train, len(spec.theta))
    if network is None:
        return
    given = network.n_inputs, network.activation.name
    if given != (spec.n_inputs, spec.activation):
        raise SettingError(
            "`network` must have {n_inputs} inputs and {activation} units as the spec says, got "
            "{given} and {given_activation}.",
            n_inputs=spec.n_inputs,
            activation=spec.activation,
            given=given[0],
            given_activation=given[1],
        )


def _n_training_samples(spec: BoxSpec, n_theta: int) -> int:
    return n_training_samples("sobol", n_theta, 0.0, spec.validation_fraction)


def _dataset(spec: BoxSpec, theta: FloatArray, y: FloatArray) -> Dataset:
    n_train, box = _n_training_samples(spec, len(y)), Box(*spec.theta_limits)
    none = theta[:0], y[:0]
    dataset = Dataset(theta[:n_train], y[:n_train], theta[n_train:], y[n_train:], *none)
    return dataset.standardized(box.lower, box.upper) if spec.standardize else dataset


def _in_all_inputs(
    step: TrainingStep, spec: BoxSpec, network: OneHiddenNetwork | None
) -> TrainingStep:
    """Return a step whose units have weights of 0 for the integrated inputs, behind a network."""
    added = step.network
    weights = np.zeros((added.n_hidden, spec.n_inputs))
    weights[:, list(spec.theta)] = added.hidden_weights
    biases, outputs, bias = added.hidden_biases, added.output_weights, added.output_bias
    if network is not None:
        weights = np.concatenate([network.hidden_weights, weights])
        biases = np.concatenate([network.hidden_biases, biases])
        outputs = np.concatenate([network.output_weights, outputs])
        bias += network.output_bias
    whole = OneHiddenNetwork(added.activation, weights, biases, outputs, bias)
    return dataclasses.replace(step, network=whole)
