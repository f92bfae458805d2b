"""What the page of many dimensions shows of its run before and beside the training."""

from functools import lru_cache
from typing import NamedTuple

from nncore.experiments import make_dataset, start_network, start_record
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from nncore.trainers import TrainingRecord

#: The one run of the page.
RUN = "integral"


class Start(NamedTuple):
    """A run before its training: network, losses, and how often f was evaluated for it."""

    network: OneHiddenNetwork
    records: tuple[TrainingRecord, ...]
    n_evaluations: int


@lru_cache(maxsize=64)
def start_of(spec: BoxSpec) -> Start:
    """Return what is known before training.

    Raises
    ------
    ValueError
        If f is not finite at a sample, which is named.
    """
    dataset = make_dataset(spec)
    network = start_network(spec, dataset)
    record = start_record(dataset, network)
    n_evaluations = dataset.n_samples + dataset.y_validation.size + dataset.y_test.size
    return Start(network, (record,) if record else (), n_evaluations)
