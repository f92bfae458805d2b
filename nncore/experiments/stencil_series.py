"""Stencils that are trained side by side: the notebook's three, and three short experiments."""

import dataclasses
from collections.abc import Callable, Mapping

from nncore.messages import SettingError
from nncore.specs import StencilSpec
from nncore.stencils.constraints import highest_constraint
from nncore.trainers.first_order import FirstOrder

#: Lane -> offsets, as in the second notebook.
NOTEBOOK_OFFSETS: Mapping[str, tuple[int, ...]] = {
    "forward": (0, 1),
    "backward": (-1, 0),
    "central": (-1, 0, 1),
}
_FIELD_NUMBERS = (500, 5_000, 50_000)
_MAX_MODES = (20, 8, 2)
_NOISES = (0.0, 0.05, 0.1)
_MAX_EPOCHS = next(
    field.metadata["range"].maximum
    for field in dataclasses.fields(FirstOrder)
    if field.name == "epochs"
)

Series = dict[str, StencilSpec]


def _with_offsets(spec: StencilSpec, offsets: tuple[int, ...]) -> StencilSpec:
    """Return `spec` for a first derivative on `offsets`, as consistent as these can be."""
    highest = highest_constraint(offsets, 1)
    constraint = None if spec.constraint is None else min(spec.constraint, highest)
    return dataclasses.replace(spec, offsets=offsets, derivative_order=1, constraint=constraint)


def _notebook(spec: StencilSpec) -> Series:
    """Return the forward, the backward and the central stencil."""
    return {name: _with_offsets(spec, offsets) for name, offsets in NOTEBOOK_OFFSETS.items()}


def _own(spec: StencilSpec) -> Series:
    return {"own": spec}


def _more_data(spec: StencilSpec) -> Series:
    """Return the central stencil on more and more fields, each with the updates of the most."""
    most = _with_fields(_central(spec), max(_FIELD_NUMBERS))
    return {f"{n}": with_equal_updates(most, n) for n in _FIELD_NUMBERS}


def with_equal_updates(spec: StencilSpec, n_fields: int) -> StencilSpec:
    """Return `spec` with other fields and as many updates of the weights.

    Fewer fields get more epochs, and smaller batches only where there are not enough fields
    for one. A learning rate that changes does so after as many updates.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.
    n_fields : int
        Number of fields.

    Raises
    ------
    ValueError
        If that would take more epochs than a trainer can be asked for.
    """
    other = _with_fields(spec, n_fields)
    epochs = max(1, round(spec.n_updates / (other.n_updates / other.trainer.n_iterations)))
    if epochs > _MAX_EPOCHS:
        most = spec.trainer.n_iterations * _MAX_EPOCHS // epochs
        raise SettingError(
            "`epochs` must be at most {most:,} for {n_fields:,} fields, got {n_iterations:,}: as "
            "many updates with {most_fields:,} fields would take {epochs:,} epochs, and "
            "{max_epochs:,} are allowed.",
            most=most,
            n_fields=spec.n_fields,
            n_iterations=spec.trainer.n_iterations,
            most_fields=n_fields,
            epochs=epochs,
            max_epochs=_MAX_EPOCHS,
        )
    assert isinstance(other.trainer, FirstOrder)  # the spec has checked it
    rates = other.trainer.learning_rates.scaled(epochs, other.trainer.epochs)
    trainer = dataclasses.replace(other.trainer, epochs=epochs).with_learning_rates(rates)
    return dataclasses.replace(other, trainer=trainer)


def _with_fields(spec: StencilSpec, n_fields: int) -> StencilSpec:
    """Return `spec` with other fields, and batches that are no larger than all of them."""
    assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
    small = dataclasses.replace(spec.trainer, batch_size=1)
    other = dataclasses.replace(spec, n_fields=n_fields, trainer=small)
    size = min(spec.trainer.batch_size, other.n_training_fields)
    trainer = dataclasses.replace(spec.trainer, batch_size=size)
    return dataclasses.replace(other, trainer=trainer)


def _slower_waves(spec: StencilSpec) -> Series:
    """Return the central stencil on slower and slower waves."""
    return {f"{k}": dataclasses.replace(_central(spec), max_mode=k) for k in _MAX_MODES}


def _more_noise(spec: StencilSpec) -> Series:
    """Return the central stencil on noisier and noisier fields."""
    return {f"{noise:g}": dataclasses.replace(_central(spec), noise=noise) for noise in _NOISES}


def _central(spec: StencilSpec) -> StencilSpec:
    return _with_offsets(spec, NOTEBOOK_OFFSETS["central"])


#: Name -> function that makes the lanes from the settings of the page.
SERIES: Mapping[str, Callable[[StencilSpec], Series]] = {
    "notebook": _notebook,
    "own": _own,
    "data": _more_data,
    "waves": _slower_waves,
    "noise": _more_noise,
}

_STENCIL = ("offsets", "derivative_order")
#: Name -> the settings that its lanes have of their own, whatever those of the page are.
FIXED: Mapping[str, tuple[str, ...]] = {
    "notebook": _STENCIL,
    "own": (),
    "data": (*_STENCIL, "n_fields"),
    "waves": (*_STENCIL, "max_mode"),
    "noise": (*_STENCIL, "noise"),
}
