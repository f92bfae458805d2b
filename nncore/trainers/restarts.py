"""When a run that has become slow departs from its best network, and when it comes back.

At the end of each window of iterations the loss is compared with that at its beginning. A run that
has kept most of it is slow: units are moved (`relocation`), and a restart has some iterations to
become better than what it left, or the run goes back there. After too many failures in a row the
run restarts no more.
"""

from dataclasses import dataclass, replace

import numpy as np

#: Iterations of a window, and the share of the loss that a slow run still has at its end.
WINDOW, SLOW = 10, 0.9

_PATIENCE = 15  # iterations that a restart has to become better than what it left


@dataclass(frozen=True)
class Restarts:
    """The restarts of a run so far.

    Parameters
    ----------
    departure : tuple of int and float, optional
        Iteration of the last restart that is not decided, and the damping to come back to.
    reference : tuple of int and float
        Iteration and loss at the beginning of the window.
    n_restarts, n_failures : int
        How many there were, and how many failed in a row.
    """

    departure: tuple[int, float] | None = None
    reference: tuple[int, float] = (0, np.inf)
    n_restarts: int = 0
    n_failures: int = 0

    @property
    def is_away(self) -> bool:
        """Whether a restart is not decided."""
        return self.departure is not None

    def share_left(self, iteration: int, loss: float) -> tuple[float, "Restarts"]:
        """Return, at the end of a window, the share of the loss that is left, and begin another.

        Within a window the share is 0.
        """
        began, before = self.reference
        if iteration - began < WINDOW:
            return 0.0, self
        return loss / before, self.referred(iteration, loss)

    def referred(self, iteration: int, loss: float) -> "Restarts":
        """Begin a window."""
        return replace(self, reference=(iteration, loss))

    def departed(self, iteration: int, damping: float) -> "Restarts":
        """Begin a restart."""
        return replace(self, departure=(iteration, damping), n_restarts=self.n_restarts + 1)

    def has_lasted(self, iteration: int) -> bool:
        """Tell whether a restart has had all its iterations."""
        return self.departure is not None and iteration - self.departure[0] >= _PATIENCE

    def succeeded(self) -> "Restarts":
        """Decide for the restart, if there is one."""
        return replace(self, departure=None, n_failures=0) if self.is_away else self

    def failed(self, iteration: int, loss: float) -> "Restarts":
        """Decide against the restart: the run goes on from its best network, with `loss`."""
        left = replace(self, departure=None, n_failures=self.n_failures + 1)
        return left.referred(iteration, loss)
