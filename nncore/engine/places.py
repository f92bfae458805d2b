"""Which run is on which worker: places, the queue for them, turns, and memory."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

from nncore.engine.checkpoint import Checkpoint
from nncore.engine.worker import WORKER_BASE_BYTES, RunActor
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec

if TYPE_CHECKING:
    from distributed import Client
    from distributed.actor import Actor

#: Runs that one worker holds at once: on two workers the three stencils of each of thirty readers.
#: With more, each would be updated less than once a second.
MAX_RUNS_PER_WORKER = 48
_PLACING_SECONDS = 20.0
#: A run that was not asked for so long gives its place, or its place in the queue, to another.
IDLE_SECONDS = 5.0
#: So long a run keeps its place while others wait: beginning anew elsewhere takes it some 50 ms.
TURN_SECONDS = 20.0


class PlacedRun(Protocol):
    """A run that asks for a place."""

    @property
    def spec(self) -> Spec:
        """The experiment."""

    def give_up_place(self) -> None:
        """Leave the worker to another run."""

    def stop(self) -> None:
        """End the run."""


class _Place:
    """Where a run is: its actor's worker, its memory and when it was last asked."""

    def __init__(self, worker: str, n_bytes: float, future: Any) -> None:
        self.worker = worker
        self.n_bytes = n_bytes
        self.future = future  # Dask keeps the actor alive as long as somebody holds this
        self.since = self.asked = time.monotonic()


class Places:
    """The places of live runs on the workers of a cluster.

    Parameters
    ----------
    client : callable
        Waits for the cluster and returns its Dask client.
    is_ready : callable
        Whether the client is there; nobody gets a place before.
    """

    def __init__(self, client: "Callable[[], Client]", is_ready: Callable[[], bool]) -> None:
        self.client = client
        self._is_ready = is_ready
        self._lock = threading.RLock()
        self._places: dict[PlacedRun, _Place] = {}
        self._waiting: dict[PlacedRun, float] = {}  # in their order, and when they last asked

    @property
    def runs(self) -> list[PlacedRun]:
        """The runs that have a place, and those that wait for one."""
        return [*self._places, *self._waiting]

    def find(
        self,
        run: PlacedRun,
        network: OneHiddenNetwork | None,
        checkpoint: Checkpoint | None,
        patience: float = 0.0,
    ) -> "Actor | None":
        """Give `run` a place on a worker, or let it wait for one and return None.

        Parameters
        ----------
        run : PlacedRun
            Asks for a place.
        network, checkpoint
            Where it begins, or goes on.
        patience : float
            Seconds to wait for the worker; it is asked again later.
        """
        with self._lock:
            place = self._places.get(run) or self._new_place(run, network, checkpoint)
        if place is None or (patience <= 0 and not place.future.done()):
            if place is not None and time.monotonic() - place.since > _PLACING_SECONDS:
                self.vacate(run)  # hopelessly busy: another worker is asked next
            return None
        try:
            return cast("Actor", place.future.result(timeout=patience or _PLACING_SECONDS))
        except Exception:  # the worker died just now, or is hopelessly busy: asked again later
            self.vacate(run)
            return None

    def _new_place(
        self, run: PlacedRun, network: OneHiddenNetwork | None, checkpoint: Checkpoint | None
    ) -> _Place | None:
        """Begin the actor of `run` on the worker that has most room, if one has any."""
        if not self._is_ready():
            return None
        self._waiting[run] = now = time.monotonic()
        for other, asked in list(self._waiting.items()):
            if now - asked > IDLE_SECONDS:
                del self._waiting[other]
        worker = self._free_worker(run) if next(iter(self._waiting)) is run else None
        if worker is None:
            self._evict_idle()
            return None
        del self._waiting[run]
        future = self.client().submit(
            RunActor, run.spec, network, checkpoint, actor=True, workers=[worker], pure=False
        )
        place = self._places[run] = _Place(worker, run.spec.memory(), future)
        return place

    def _free_worker(self, run: PlacedRun) -> str | None:
        """Return the worker with the fewest runs that has room for one more, or None."""
        workers = self.client().scheduler_info()["workers"]
        need = run.spec.memory()
        candidates = []
        for address, information in workers.items():
            placed = [place for place in self._places.values() if place.worker == address]
            limit = information["memory_limit"] or float("inf")
            free = limit - WORKER_BASE_BYTES - sum(place.n_bytes for place in placed)
            if not placed or (free >= need and len(placed) < MAX_RUNS_PER_WORKER):
                candidates.append((len(placed), address))
        return min(candidates)[1] if candidates else None

    def is_turn_over(self, run: PlacedRun) -> bool:
        """Whether `run` has had its place long enough while the first of the queue finds none."""
        with self._lock:
            place = self._places.get(run)
            if place is None or time.monotonic() - place.since < TURN_SECONDS:
                return False
            first = next(iter(self._waiting), None)
            return first is not None and self._free_worker(first) is None

    def _evict_idle(self) -> None:
        """Free the places of runs that nobody asks for: a paused run goes on later."""
        now = time.monotonic()
        for run, place in list(self._places.items()):
            if now - place.asked > IDLE_SECONDS:
                run.give_up_place()

    def touch(self, run: PlacedRun) -> None:
        """Note that `run` was asked for steps just now."""
        place = self._places.get(run)
        if place is not None:
            place.asked = time.monotonic()

    def queue_position(self, run: PlacedRun) -> int:
        """Return 1 for the run that gets the next place, 0 for one that does not wait."""
        with self._lock:
            return [*self._waiting].index(run) + 1 if run in self._waiting else 0

    def vacate(self, run: PlacedRun) -> None:
        """Take back the place of `run`; Dask releases the actor with its future."""
        with self._lock:
            self._places.pop(run, None)

    def forget(self, run: PlacedRun) -> None:
        """Drop a run that has ended."""
        with self._lock:
            self._places.pop(run, None)
            self._waiting.pop(run, None)
