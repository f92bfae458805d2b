"""Where a run of variable projection stands, between two of its iterations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.restarts import Restarts
from nncore.trainers.resumable_solver import SolverState


@dataclass(frozen=True, eq=False, kw_only=True)
class VariableProjectionState(SolverState):
    """Where a run stands; its `network` is the best one.

    Parameters
    ----------
    damping : float
        For the next iteration.
    current : OneHiddenNetwork
        Where the next step begins: at the best network, except during a restart.
    current_loss : float
        Of it, in units of y².
    excess, best_excess : float
        Of the current network and of the best one (`between_samples`); any is better than the
        start's.
    restarts : Restarts
        Those so far.
    generator : mapping
        State of the random generator.
    """

    damping: float
    current: OneHiddenNetwork
    current_loss: float = np.nan
    excess: float = np.inf
    best_excess: float = np.inf
    restarts: Restarts = field(default_factory=Restarts)
    generator: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """Return all but the network as plain data, which the history keeps."""
        data = super().plain()
        restarts = data["restarts"]
        return data | {
            "current": None if self.current is self.network else self.current.pack(),
            "excess": (self.excess, data.pop("best_excess")),
            "departure": restarts.departure,
            "reference": restarts.reference,
            "restarts": (restarts.n_restarts, restarts.n_failures),
        }

    @classmethod
    def from_plain(cls, network: OneHiddenNetwork, data: Mapping[str, Any]) -> Self:
        """Return the state that `plain` was called on."""
        rest = dict(data)
        current, (excess, best_excess) = rest.pop("current"), rest.pop("excess")
        changed = {
            "current": network if current is None else network.unpack(current),
            "excess": excess,
            "best_excess": best_excess,
            "restarts": Restarts(rest.pop("departure"), rest.pop("reference"), *rest["restarts"]),
        }
        return super().from_plain(network, rest | changed)

    def came_back(self, damping: float) -> Self:
        """Give a restart up, and go on from the best network."""
        return replace(
            self,
            current=self.network,
            current_loss=self.loss,
            excess=self.best_excess,
            damping=damping,
            restarts=self.restarts.failed(self.iteration, self.loss),
        )
