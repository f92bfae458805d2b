"""From where a run goes on: its network, and all that its trainer needs besides."""

import functools
import pickle
from collections.abc import Mapping
from typing import Any, Self, cast

from nncore.engine.trial import Step
from nncore.network import OneHiddenNetwork
from nncore.trainers import TrainingStep


class Checkpoint:
    """A step after which a run goes on, in one piece until somebody looks into it.

    A server passes most of them on without looking: only the last one of a run that stops, or
    whose worker died, is opened.

    Parameters
    ----------
    packed : bytes
        From `of`, made by this very program: it is unpickled.
    """

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    @classmethod
    def of(cls, step: Step) -> Self:
        """Return the checkpoint of a step that has a state."""
        network = step.network if isinstance(step, TrainingStep) else None
        return cls.made(network, step.state)

    @classmethod
    def made(cls, network: OneHiddenNetwork | None, state: Mapping[str, Any] | None) -> Self:
        """Return a checkpoint of a network, which a stencil has not, and a trainer's state."""
        return cls(pickle.dumps((network, state), protocol=5))

    @functools.cached_property
    def _opened(self) -> tuple[OneHiddenNetwork | None, Mapping[str, Any] | None]:
        return cast(
            tuple[OneHiddenNetwork | None, Mapping[str, Any] | None], pickle.loads(self.packed)
        )

    @property
    def network(self) -> OneHiddenNetwork | None:
        """The network after the step; None for a stencil."""
        return self._opened[0]

    @property
    def state(self) -> Mapping[str, Any] | None:
        """What `nncore.train` takes to go on."""
        return self._opened[1]

    def __reduce__(self) -> tuple[type["Checkpoint"], tuple[bytes]]:
        return (Checkpoint, (self.packed,))
