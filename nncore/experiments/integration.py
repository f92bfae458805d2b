"""An integration experiment, in one input or in several, put to work."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nncore.experiments.seeds import generators
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.samples.box_dataset import sample_box
from nncore.samples.dataset import Dataset, sample
from nncore.samples.scaling import Scaling
from nncore.specs import BoxSpec, IntegrationSpec
from nncore.starts.initializers import initialize
from nncore.trainers import TrainingRecord, TrainingStatus, TrainingStep
from nncore.trainers.base import mean_squared_error

# What specs and samples call alike.
_SAMPLING = ("nodes", "n_samples", "noise", "test_fraction", "validation_fraction")

# About 0.2 s on one core.
_QUICK_EVALUATIONS = 20_000_000


def make_dataset(spec: IntegrationSpec | BoxSpec) -> Dataset:
    """Return the samples of `spec` in the coordinates in which its network is trained."""
    choices = {name: getattr(spec, name) for name in _SAMPLING}
    rng = generators(spec.seed)[0]
    if isinstance(spec, BoxSpec):
        box = spec.box
        dataset = sample_box(spec.integrand_in_x, box, **choices, rng=rng)
        return dataset.standardized(box.lower, box.upper) if spec.standardize else dataset
    lower, upper = spec.interval
    dataset = sample(spec.training_integrand, lower, upper, **choices, rng=rng)
    return dataset.standardized(lower, upper) if spec.standardize else dataset


def start_network(
    spec: IntegrationSpec | BoxSpec, dataset: Dataset | None = None
) -> OneHiddenNetwork:
    """Return the network of `spec` before training, in x, not scaled.

    Parameters
    ----------
    spec : IntegrationSpec or BoxSpec
        The experiment.
    dataset : Dataset, optional
        Its samples, where the caller has made them already.
    """
    dataset = make_dataset(spec) if dataset is None else dataset
    return _to_physical(_scaled_start(spec, dataset), dataset.scaling)


def start_record(dataset: Dataset, network: OneHiddenNetwork) -> TrainingRecord | None:
    """Return the losses before training, or None where a page could not wait for them.

    Parameters
    ----------
    dataset : Dataset
        From `make_dataset`.
    network : OneHiddenNetwork
        From `start_network`, in x.
    """
    if network.n_hidden * (dataset.n_samples + dataset.y_validation.size) > _QUICK_EVALUATIONS:
        return None
    scaled, scaling = _to_scaled(network, dataset.scaling), dataset.scaling
    loss = mean_squared_error(scaled, dataset.x_train, dataset.y_train, dataset.weights)
    validation = mean_squared_error(scaled, dataset.x_validation, dataset.y_validation)
    assert loss is not None
    validation = None if validation is None else _physical_loss(validation, scaling)
    return TrainingRecord(0, _physical_loss(loss, scaling), validation, TrainingStatus.READY, 0.0)


def train_network(
    spec: IntegrationSpec | BoxSpec,
    network: OneHiddenNetwork | None = None,
    state: Mapping[str, Any] | None = None,
) -> Iterator[TrainingStep]:
    """Train the network of `spec`; the steps' networks and losses are in physical units.

    See `nncore.train`.
    """
    if network is not None and (
        network.n_hidden != spec.n_hidden or network.activation.name != spec.activation
    ):
        raise SettingError(
            "`network` must have {n_hidden} {activation} units as the spec says, got "
            "{given} {given_activation} units.",
            n_hidden=spec.n_hidden,
            activation=spec.activation,
            given=network.n_hidden,
            given_activation=network.activation.name,
        )
    n_inputs = spec.n_inputs if isinstance(spec, BoxSpec) else 1
    if network is not None and network.n_inputs != n_inputs:
        raise SettingError(
            "`network` must have {n_inputs} inputs as the spec says, got {given}.",
            n_inputs=n_inputs,
            given=network.n_inputs,
        )
    dataset = make_dataset(spec)
    if state is not None:
        start, trainer_state = state["network"], state["trainer"]
    else:
        trainer_state = None
        start = (
            _scaled_start(spec, dataset)
            if network is None
            else _to_scaled(network, dataset.scaling)
        )
    rng = generators(spec.seed)[2]
    steps = spec.trainer.iterations(start, dataset, rng, state=trainer_state)
    return (physical_step(step, dataset.scaling) for step in steps)


def _scaled_start(spec: IntegrationSpec | BoxSpec, dataset: Dataset) -> OneHiddenNetwork:
    rng = generators(spec.seed)[1]
    return initialize(spec.initializer, spec.activation, spec.n_hidden, dataset, rng)


def _to_physical(network: OneHiddenNetwork, scaling: Scaling) -> OneHiddenNetwork:
    if scaling == Scaling():
        return network
    with np.errstate(over="ignore"):  # a weight beyond the largest float is infinite
        return network.rescaled(
            scaling.x_center, scaling.x_scale, scaling.y_center, scaling.y_scale
        )


def _to_scaled(network: OneHiddenNetwork, scaling: Scaling) -> OneHiddenNetwork:
    if scaling == Scaling():
        return network
    return network.rescaled(
        np.negative(scaling.x_center) / scaling.x_scale,
        np.divide(1.0, scaling.x_scale),
        -scaling.y_center / scaling.y_scale,
        1.0 / scaling.y_scale,
    )


def physical_step(step: TrainingStep, scaling: Scaling) -> TrainingStep:
    """Fold the scaling into the network and the losses of a step."""
    validation_loss = step.validation_loss
    return dataclasses.replace(
        step,
        loss=_physical_loss(step.loss, scaling),
        validation_loss=None
        if validation_loss is None
        else _physical_loss(validation_loss, scaling),
        network=_to_physical(step.network, scaling),
        # The scaled network travels along: folded and unfolded again, it would not be the same.
        state={"network": step.network, "trainer": step.state},
    )


def _physical_loss(loss: float, scaling: Scaling) -> float:
    """Return a loss in units of y², infinite where that is beyond the largest float."""
    return float(loss) * scaling.y_scale * scaling.y_scale
