"""The engine: a cluster, the live runs on its workers, and sweeps."""

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future as ThreadFuture
from typing import TYPE_CHECKING, Self

from nncore.engine.checkpoint import Checkpoint
from nncore.engine.cluster import EmbeddedCluster
from nncore.engine.connection import CONNECT_SECONDS, connect
from nncore.engine.engine_error import EngineError
from nncore.engine.errands import Errands
from nncore.engine.live_run import LiveRun
from nncore.engine.places import Places
from nncore.engine.sweep import SweepResult, sweep
from nncore.messages import sentence_of
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec

if TYPE_CHECKING:
    from distributed import Client


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
        self._places = Places(self.client, lambda: self.is_ready)
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
                problem
                if isinstance(problem, RuntimeError)
                else EngineError.of(sentence_of(problem))
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

    @property
    def n_workers(self) -> int:
        """How many workers train at the same time; 1 until an existing scheduler has answered."""
        try:
            if self.is_ready:
                return max(1, len(self.client().scheduler_info()["workers"]))
        except RuntimeError:  # it never will; whoever asks for steps is told
            return 1
        return 1 if self.cluster is None else self.cluster.n_workers

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
            raise EngineError("The engine is closed; make a new one.")
        return LiveRun(self._places, spec, network, checkpoint)

    def sweep(
        self, specs: Iterable[Spec], *, stop: threading.Event | None = None
    ) -> Iterator[SweepResult]:
        """Train every spec to its end and yield the results as they complete.

        A trial that fails is a result with its reason; a worker that dies costs its trials a
        second try. Workers that join are used. Closing the iterator ends what is running.

        Parameters
        ----------
        specs : iterable of Spec
            Such as a `SweepSpec`; read as far as the workers come. A ValueError of its
            iterator is a failed trial, unless the iterator is a generator, which ends with it.
        stop : threading.Event, optional
            Set by another thread, it ends the sweep within a moment.

        Raises
        ------
        RuntimeError
            If the scheduler does not answer, or is lost on the way.
        """
        return sweep(self.client(), specs, stop)

    def stop_all(self) -> None:
        """Stop all runs."""
        for run in self._places.runs:
            run.stop()

    def close(self) -> None:
        """Stop all runs and end the embedded cluster; an existing scheduler is left alone."""
        self._closed = True
        self.stop_all()
        if self._client.done() and self._client.exception() is None:
            self._client.result().close(timeout=2)
        if self.cluster is not None:
            self.cluster.close()
