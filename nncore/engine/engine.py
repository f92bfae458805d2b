"""The engine: gives live runs their places on the workers, and runs sweeps."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future as ThreadFuture
from typing import TYPE_CHECKING, Any, Self, cast

from nncore.engine.checkpoint import Checkpoint
from nncore.engine.cluster import EmbeddedCluster
from nncore.engine.connection import CONNECT_SECONDS, connect
from nncore.engine.errands import Errands
from nncore.engine.live_run import LiveRun
from nncore.engine.sweep import SweepResult, sweep
from nncore.engine.worker import WORKER_BASE_BYTES, RunActor
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec

if TYPE_CHECKING:
    from distributed import Client
    from distributed.actor import Actor

_PLACING_SECONDS = 20.0
#: Runs that one worker holds at once: on two workers the three stencils of each of thirty readers.
#: With more, each would be updated less than once a second.
MAX_RUNS_PER_WORKER = 48
# A run that was not asked for so long gives its place to one that waits, or its place in the queue.
_IDLE_SECONDS = 5.0
# So long a run keeps its place while others wait: beginning anew elsewhere takes it some 50 ms.
_TURN_SECONDS = 20.0


class _Place:
    """Where a run is: its actor's worker, its memory and when it was last asked."""

    def __init__(self, worker: str, n_bytes: float, future: Any) -> None:
        self.worker = worker
        self.n_bytes = n_bytes
        self.future = future  # Dask keeps the actor alive as long as somebody holds this
        self.since = self.asked = time.monotonic()


class Engine(Errands):
    """Live runs and sweeps on an embedded cluster or on an existing scheduler.

    The constructor returns at once; what is asked before the cluster is up, waits.

    Parameters
    ----------
    address : str, optional
        Of an existing scheduler, ``"tcp://host:8786"``, or ``"tls://host:8786"`` with the
        certificates of Dask's configuration. Without it the environment variable
        NNCORE_SCHEDULER decides, and without that an embedded cluster is started.
    n_workers : int, optional
        Workers of the embedded cluster; NNCORE_WORKERS or one a core by default.
    memory_limit : str, optional
        Memory of one worker of it; NNCORE_WORKER_MEMORY or ``"4 GiB"`` by default.
    """

    def __init__(
        self,
        address: str | None = None,
        n_workers: int | None = None,
        memory_limit: str | None = None,
    ) -> None:
        address = address or os.environ.get("NNCORE_SCHEDULER")
        self.cluster = None if address else EmbeddedCluster(n_workers, memory_limit)
        self._address = address
        self._lock = threading.RLock()
        self._places: dict[LiveRun, _Place] = {}
        self._waiting: dict[LiveRun, float] = {}  # in their order, and when they last asked
        self._closed = False
        self._client: ThreadFuture[Client] = ThreadFuture()
        threading.Thread(target=self._connect, name="nncore-engine", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _connect(self) -> None:
        try:
            cluster = self.cluster
            if cluster is None:
                client = connect(str(self._address), direct_to_workers=False)
            else:  # on loopback the hop over the scheduler would only cost time
                address, security = cluster.address(), cluster.security()
                client = connect(address, direct_to_workers=True, security=security)
        except Exception as problem:
            self._client.set_exception(
                problem if isinstance(problem, RuntimeError) else RuntimeError(str(problem))
            )
        else:
            self._client.set_result(client)

    def client(self) -> "Client":
        """Wait for the cluster and return its Dask client.

        Raises
        ------
        RuntimeError
            If the scheduler does not answer, has no worker or runs other versions.
        """
        return self._client.result(CONNECT_SECONDS * 3)

    @property
    def is_ready(self) -> bool:
        """Whether the cluster answers; raises what `client` would raise if it never will."""
        if self._client.done():
            self._client.result()
        return self._client.done()

    def start(
        self,
        spec: Spec,
        network: OneHiddenNetwork | None = None,
        *,
        checkpoint: Checkpoint | None = None,
    ) -> LiveRun:
        """Return a new run of `spec`, which trains when it is asked to advance.

        Parameters
        ----------
        spec : Spec
            The experiment.
        network : OneHiddenNetwork, optional
            A start of the caller's own instead of the initializer's.
        checkpoint : Checkpoint, optional
            Of an earlier run of this experiment, which goes on from there.
        """
        if self._closed:
            raise RuntimeError("The engine is closed; make a new one.")
        return LiveRun(self, spec, network, checkpoint)

    def sweep(
        self, specs: Iterable[Spec], *, stop: threading.Event | None = None
    ) -> Iterator[SweepResult]:
        """Train every spec to its end and yield the results as they complete.

        A cell that fails is a result with its reason; a worker that dies costs its cells a
        second try. Workers that join are used. Closing the iterator ends what is running.

        Parameters
        ----------
        specs : iterable of Spec
            Such as a `SweepSpec`; read as far as the workers come. A ValueError of its
            iterator is a failed cell, unless the iterator is a generator, which ends with it.
        stop : threading.Event, optional
            Set by another thread, it ends the sweep within a moment.

        Raises
        ------
        RuntimeError
            If the scheduler does not answer, or is lost on the way.
        """
        return sweep(self.client(), specs, stop)

    def place(
        self,
        run: LiveRun,
        network: OneHiddenNetwork | None,
        checkpoint: Checkpoint | None,
        patience: float = 0.0,
    ) -> "Actor | None":
        """Give `run` a place on a worker, or let it wait for one and return None.

        Parameters
        ----------
        run : LiveRun
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
        self, run: LiveRun, network: OneHiddenNetwork | None, checkpoint: Checkpoint | None
    ) -> _Place | None:
        """Begin the actor of `run` on the worker that has most room, if one has any."""
        if not self.is_ready:
            return None
        self._waiting[run] = now = time.monotonic()
        for other, asked in list(self._waiting.items()):
            if now - asked > _IDLE_SECONDS:
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

    def _free_worker(self, run: LiveRun) -> str | None:
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

    def is_turn_over(self, run: LiveRun) -> bool:
        """Whether `run` has had its place long enough while the first of the queue finds none."""
        with self._lock:
            place = self._places.get(run)
            if place is None or time.monotonic() - place.since < _TURN_SECONDS:
                return False
            first = next(iter(self._waiting), None)
            return first is not None and self._free_worker(first) is None

    def _evict_idle(self) -> None:
        """Free the places of runs that nobody asks for: a paused run goes on later."""
        now = time.monotonic()
        for run, place in list(self._places.items()):
            if now - place.asked > _IDLE_SECONDS:
                run.give_up_place()

    def touch(self, run: LiveRun) -> None:
        """Note that `run` was asked for steps just now."""
        place = self._places.get(run)
        if place is not None:
            place.asked = time.monotonic()

    def worker_of(self, run: LiveRun) -> str | None:
        """Return the address of the worker that holds `run`, or None."""
        place = self._places.get(run)
        return place.worker if place else None

    def queue_position(self, run: LiveRun) -> int:
        """Return 1 for the run that gets the next place, 0 for one that does not wait."""
        with self._lock:
            return [*self._waiting].index(run) + 1 if run in self._waiting else 0

    def vacate(self, run: LiveRun) -> None:
        """Take back the place of `run`; Dask releases the actor with its future."""
        with self._lock:
            self._places.pop(run, None)

    def forget(self, run: LiveRun) -> None:
        """Drop a run that has ended."""
        with self._lock:
            self._places.pop(run, None)
            self._waiting.pop(run, None)

    def stop_all(self) -> None:
        """Stop all runs."""
        for run in [*self._places, *self._waiting]:
            run.stop()

    def close(self) -> None:
        """Stop all runs and end the embedded cluster; an existing scheduler is left alone."""
        self._closed = True
        self.stop_all()
        if self._client.done() and self._client.exception() is None:
            self._client.result().close(timeout=2)
        if self.cluster is not None:
            self.cluster.close()
