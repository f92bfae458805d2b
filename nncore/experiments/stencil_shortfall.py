r"""Why a stencil's training cannot reach, or has not reached, its optimum, and what would help.

One function says it to everybody: before a run, from its settings alone, and after it, from the
weights that were learned. An optimum counts as reached within `REACHED` of its largest coefficient.
"""

import dataclasses
from collections.abc import Iterator

import numpy as np

from nncore.experiments.stencil import mean_errors, optimal_stencil
from nncore.experiments.stencil_travel import (
    Travel,
    enough_epochs,
    finer_rate,
    last_rate,
    mean_rate,
    suggested_learning_rate,
    travel,
)
from nncore.messages import Sentence, marked
from nncore.specs import StencilSpec
from nncore.stencils.constraints import moment_parametrisation
from nncore.stencils.fields import all_vanish
from nncore.stencils.learned import StencilStep
from nncore.stencils.whitening import LARGEST_CONDITION, condition_number
from nncore.trainers import TrainingStatus
from nncore.trainers.first_order import FirstOrder

#: Of the largest coefficient of the optimum.
REACHED = 1e-3
#: The notebook's own weights are so near to their optimum, and stay so: its learning rate lets
#: them jump. A run that is so near is told from one that has failed.
NEAR = 2.5e-3
# Updates that a direction needs in raw weights grow with the condition number. Measured with 1,890
# of them: 1.3e3 ends 1.3e-3 off, 6.8e4 ends 1.1e-2 off.
_CONDITION_PER_UPDATE = 10.0

NO_WAVES = marked(
    "With modes below 1 every field is zero everywhere, and so is its derivative: there is nothing "
    "to learn. Take modes below 2 or more."
)
ONLY_ZEROS = marked(
    "On this grid, from {lower:g} in steps of {spacing:g}, every wave sin kπx is zero at every "
    "point: there is nothing to learn from. Take a spacing that is not a whole number."
)
DIVERGED = marked(
    "The weights have grown beyond all numbers: lower the learning rate, which is {rate:g}."
)
TOO_FAR = marked(
    "With a learning rate of {rate:g}, {updates:,} updates move a weight times Δx^{order} by about "
    "{reach:.2g} at most, and the optimum needs {needed:.2g}: raise the learning rate to "
    "{suggested:g}, or the epochs, or train with the preconditioner whitening."
)
TOO_COARSE = marked(
    "With a learning rate of {rate:g}, one update moves a weight times Δx^{order} by about "
    "{stride:.1g}, and the largest weight is only {largest:.2g}: lower the learning rate to "
    "{suggested:g}."
)
WHITENED_TOO_FAR = marked(
    "With a learning rate of {rate:g}, {updates:,} updates go about {reach:.2g} in whitened "
    "coordinates, and the optimum is {needed:.2g} away: raise the learning rate to {suggested:g}, "
    "or the epochs."
)
WHITENED_TOO_COARSE = marked(
    "With a learning rate of {rate:g}, one update goes about {stride:.1g} in whitened coordinates, "
    "and the optimum is only {largest:.2g} away: lower the learning rate to {suggested:g}."
)
TOO_SHORT = marked(
    "With a learning rate of {rate:g}, {updates:,} updates move a weight times Δx^{order} by about "
    "{reach:.2g} at most, and the optimum needs {needed:.2g}: train for {epochs:,} epochs or more."
)
WHITENED_TOO_SHORT = marked(
    "With a learning rate of {rate:g}, {updates:,} updates go about {reach:.2g} in whitened "
    "coordinates, and the optimum is {needed:.2g} away: train for {epochs:,} epochs or more."
)
ILL_CONDITIONED = marked(
    "Some combinations of the weights change the loss {condition:.0e} times less than others: "
    "{updates:,} updates of the weights themselves do not find them. Train with the preconditioner "
    "whitening and a learning rate of 0.1."
)
HIDDEN_BY_ROUNDING = marked(
    "The weights are {share:.1%} of the largest one away from the optimum: some of their "
    "combinations change the loss {condition:.0e} times less than others, and above "
    "{largest_condition:.0e} rounding hides them. Take fewer offsets, a larger spacing or more "
    "modes."
)
NOT_THERE = marked(
    "The weights are {share:.2%} of the largest one away from the optimum: more epochs, more "
    "fields or a lower learning rate bring them nearer."
)


def shortfall(spec: StencilSpec, coefficients: np.ndarray | None = None) -> Sentence | None:
    """Return why the optimum cannot be, or has not been, reached; None where nothing is wrong.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.
    coefficients : ndarray of shape (k,), optional
        The stencil that training has ended with, dimensionless. Without it the answer is what the
        settings alone tell: None means that nothing is known to stand in the way.

    Returns
    -------
    Sentence or None
        With the remedy.
    """
    if spec.n_free_weights == 0:  # all are fixed at Taylor's values
        return None
    if all_vanish(spec.lower, spec.spacing, spec.max_mode):
        template = NO_WAVES if spec.max_mode == 1 else ONLY_ZEROS
        return Sentence(template, lower=spec.lower, spacing=spec.spacing)
    if coefficients is None:
        return _foreseen(spec)
    share = distance_share(spec, coefficients)
    if not np.isfinite(share):
        return Sentence(DIVERGED, rate=last_rate(spec))
    return None if share <= REACHED else _foreseen(spec) or _missed(spec, share)


def distance_share(spec: StencilSpec, coefficients: np.ndarray) -> float:
    """Return the largest distance from the optimum, over its largest coefficient.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.
    coefficients : ndarray of shape (k,)
        Dimensionless; nan and infinity are infinitely far.
    """
    optimum = optimal_stencil(spec)
    if not np.isfinite(coefficients).all():
        return np.inf
    return float(np.max(np.abs(coefficients - optimum)) / np.max(np.abs(optimum)))


def with_shortfall(spec: StencilSpec, steps: Iterator[StencilStep]) -> Iterator[StencilStep]:
    """Yield the steps of a run; the last one says in `shortfall` what it has missed, and why.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.
    steps : iterator of StencilStep
        Its run.
    """
    for step in steps:
        if step.status is TrainingStatus.DIVERGED:  # its coefficients are the last finite ones
            assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
            rate = spec.trainer.learning_rates.at(step.iteration + 1)
            step = dataclasses.replace(step, shortfall=Sentence(DIVERGED, rate=rate))
        elif step.status.is_final:
            step = dataclasses.replace(step, shortfall=shortfall(spec, step.coefficients))
        yield step


def _foreseen(spec: StencilSpec) -> Sentence | None:
    """Return what the settings alone tell: the way is too long, or too narrow."""
    found = travel(spec, optimal_stencil(spec))
    if found is not None and (found.falls_short or found.is_too_coarse):
        return _unsuited_rate(spec, found)
    condition = _condition(spec)
    if not spec.is_whitened and condition > _CONDITION_PER_UPDATE * spec.n_updates:
        return Sentence(ILL_CONDITIONED, condition=condition, updates=spec.n_updates)
    return None


def _unsuited_rate(spec: StencilSpec, found: Travel) -> Sentence:
    """Return what to do about the learning rate, or about the epochs where no rate would do."""
    suggested, far, short, coarse = suggested_learning_rate(spec), TOO_FAR, TOO_SHORT, TOO_COARSE
    if spec.is_whitened:
        far, short, coarse = WHITENED_TOO_FAR, WHITENED_TOO_SHORT, WHITENED_TOO_COARSE
    if found.falls_short:
        rate = mean_rate(spec)
        template = far if found.reach * suggested >= found.needed * rate else short
    else:
        rate, template = last_rate(spec), coarse
        suggested = min(suggested, finer_rate(rate, found))
    return Sentence(
        template,
        rate=rate,
        updates=spec.n_updates,
        order=spec.derivative_order,
        suggested=suggested,
        epochs=enough_epochs(spec, found),
        **dataclasses.asdict(found),
    )


def _missed(spec: StencilSpec, share: float) -> Sentence:
    """Return what there is to say of a run that should have come nearer."""
    condition = _condition(spec)
    if condition > LARGEST_CONDITION:
        return Sentence(
            HIDDEN_BY_ROUNDING,
            share=share,
            condition=condition,
            largest_condition=LARGEST_CONDITION,
        )
    return Sentence(NOT_THERE, share=share)


def _condition(spec: StencilSpec) -> float:
    order, constraint = spec.derivative_order, spec.constraint
    _, directions = moment_parametrisation(spec.offsets, order, constraint)
    return condition_number(mean_errors(spec), directions)
