"""The networks that a run has had on its way: a few, evenly spread, within a bound of memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from nncore.engine import Checkpoint
from nncore.trainers import TrainingRecord

#: More of them than a slider has places that a hand finds again.
MAX_NETWORKS = 64
#: Of the networks of one run: 64 of 2,000 units in one variable, or 16 of 10,000.
MAX_BYTES = 4_000_000

# When there are too many, those stay that lie so many mean gaps apart: every second one of a
# regular row, and of others not much less.
_WIDENING = 1.9


@dataclass(frozen=True, eq=False)
class KeptNetwork:
    """A network that a run has had.

    Parameters
    ----------
    position : float
        Its iteration, with the fraction.
    seconds : float
        The compute time of the run by then.
    n_records : int
        How many steps had been made.
    checkpoint : Checkpoint
        Of the network alone: nobody goes on from it. It has none for a stencil, whose records
        hold the coefficients.
    """

    position: float
    seconds: float
    n_records: int
    checkpoint: Checkpoint


class KeptNetworks:
    r"""Keeps networks of a run that goes on for as long as it will.

    A network is kept if it comes at least a *spacing* of iterations after the last one. When there
    are more than `most`, or they take more than `max_bytes`, about every second one goes, and the
    spacing is the mean gap of those that stay. So the networks of a run of n steps are looked into
    only O(`most` log n) times, and lie evenly, as far as its pictures do.

    Parameters
    ----------
    most : int
        Networks, at least 2.
    max_bytes : int
        Of all of them together. One that is larger is not kept.
    """

    def __init__(self, most: int = MAX_NETWORKS, max_bytes: int = MAX_BYTES) -> None:
        self._most, self._max_bytes = most, max_bytes
        self._kept: list[KeptNetwork] = []
        self._spacing = 0.0

    def __iter__(self) -> Iterator[KeptNetwork]:
        """Go through the networks, the earliest first."""
        return iter(self._kept)

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    @property
    def n_bytes(self) -> int:
        """The memory that they take."""
        return sum(len(kept.checkpoint.packed) for kept in self._kept)

    def offer(self, record: TrainingRecord, n_records: int, checkpoint: Checkpoint) -> None:
        """Keep the network of a step, if it is time for one; it is opened only then.

        Parameters
        ----------
        record : TrainingRecord
            The step. It comes after those before.
        n_records : int
            Steps until then, with this one.
        checkpoint : Checkpoint
            Of the step.
        """
        if self._kept and record.position < self._kept[-1].position + self._spacing:
            return
        alone = Checkpoint.made(checkpoint.network, None)
        if len(alone.packed) > self._max_bytes:
            return
        self._kept.append(KeptNetwork(record.position, record.seconds, n_records, alone))
        while len(self._kept) > self._most or self.n_bytes > self._max_bytes:
            self._thin()

    def _thin(self) -> None:
        first, *later = self._kept
        apart = _WIDENING * self._gap
        self._kept = [first]
        for kept in later:
            if kept.position >= self._kept[-1].position + apart:
                self._kept.append(kept)
        self._spacing = self._gap if len(self._kept) > 1 else apart

    @property
    def _gap(self) -> float:
        """The mean gap between two; a little less, lest rounding make the next one late."""
        span = self._kept[-1].position - self._kept[0].position
        return (1 - 1e-9) * span / (len(self._kept) - 1)
