"""A spec put to work: its samples, its start and its training."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, overload

from nncore.experiments.blas_threads import one_blas_thread, with_one_blas_thread
from nncore.experiments.data import fit_data
from nncore.experiments.data_fit import DataFit
from nncore.experiments.integration import (
    make_dataset,
    start_network,
    start_record,
    train_network,
)
from nncore.experiments.stencil import optimal_stencil, start_stencil, train_stencil
from nncore.experiments.stencil_shortfall import with_shortfall
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStep

__all__ = [
    "DataFit",
    "fit_data",
    "make_dataset",
    "optimal_stencil",
    "start_network",
    "start_record",
    "start_stencil",
    "train",
]


@overload
def train(
    spec: IntegrationSpec | BoxSpec,
    network: OneHiddenNetwork | None = None,
    state: Mapping[str, Any] | None = None,
    *,
    preparing: Callable[[float], object] | None = None,
) -> Iterator[TrainingStep]: ...


@overload
def train(
    spec: StencilSpec,
    network: None = None,
    state: Mapping[str, Any] | None = None,
    *,
    preparing: Callable[[float], object] | None = None,
) -> Iterator[StencilStep]: ...


@overload
def train(
    spec: Spec,
    network: OneHiddenNetwork | None = None,
    state: Mapping[str, Any] | None = None,
    *,
    preparing: Callable[[float], object] | None = None,
) -> Iterator[TrainingStep | StencilStep]: ...


def train(
    spec: Spec,
    network: OneHiddenNetwork | None = None,
    state: Mapping[str, Any] | None = None,
    *,
    preparing: Callable[[float], object] | None = None,
) -> Iterator[TrainingStep] | Iterator[StencilStep] | Iterator[TrainingStep | StencilStep]:
    """Train the network of `spec`; what its steps hold is in physical units.

    Parameters
    ----------
    spec : IntegrationSpec, BoxSpec or StencilSpec
        The experiment.
    network : OneHiddenNetwork, optional
        A start of the caller's own, in x, not scaled, instead of the initializer's; only for
        an integrand.
    state : mapping, optional
        The `state` of an earlier step of this very experiment: the steps that would have
        followed it are yielded.
    preparing : callable, optional
        Called again and again while the fields of a stencil are made, with the share of them that
        there is, from 0 to 1; what it raises ends the making.

    Returns
    -------
    iterator of TrainingStep or StencilStep
        Iteration 0 first. BLAS has one thread while a step is made, and the caller's own setting
        between the steps. The last step of a stencil says in `StencilStep.shortfall` why it has
        not reached its optimum.

    Raises
    ------
    ValueError
        If the start has another activation or size than the spec says, or comes with a stencil.
    """
    if isinstance(spec, StencilSpec):
        if network is not None:
            raise SettingError("`network` must be none for a stencil: its seed draws the start.")
        with one_blas_thread():
            steps = train_stencil(spec, state, preparing)
        return with_one_blas_thread(with_shortfall(spec, steps))
    assert isinstance(spec, IntegrationSpec | BoxSpec)
    with one_blas_thread():
        training = train_network(spec, network, state)
    return with_one_blas_thread(training)
