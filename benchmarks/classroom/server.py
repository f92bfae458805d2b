"""The lab that a class is on: started here and looked at from outside, or on another host."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from nncore.runs import open_history
from tests.browser.server import Server as LabServer

#: What the processes of the lab are.
SERVER, SCHEDULER, NANNY, WORKER = "server", "scheduler", "nanny", "worker"
_MEGABYTE = 2.0**20


class Server(LabServer):
    """A server of the benchmark's own, with what it prints and takes."""

    @property
    def tracebacks(self) -> list[str]:
        """The last lines of the tracebacks that it has printed, but for closed sockets."""
        parts = self.said().split("Traceback (most recent call last):")[1:]
        return [_last_line(part) for part in parts]

    def processes(self) -> dict[int, tuple[str, psutil.Process]]:
        """Return what each process is, by number: the server, Dask's scheduler, nanny, workers."""
        assert self.process is not None
        found = {}
        root = psutil.Process(self.process.pid)
        for process in [root, *root.children(recursive=True)]:
            try:
                role = _role(root, process)
            except psutil.Error:  # it has just ended
                continue
            if role is not None:
                found[process.pid] = (role, process)
        return found

    def processor_seconds(self) -> dict[str, float]:
        """Return the processor time that each kind of process has taken so far."""
        taken = dict.fromkeys((SERVER, SCHEDULER, NANNY, WORKER), 0.0)
        for role, process in self.processes().values():
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            taken[role] += times.user + times.system
        return taken

    def memory(self) -> dict[str, tuple[float, float]]:
        """Return resident and proportional memory of server and workers, in megabytes."""
        taken = {}
        for pid, (role, process) in self.processes().items():
            if role in (SERVER, WORKER):
                info = process.memory_full_info()
                name = role if role == SERVER else f"{role} {pid}"
                # Only Linux knows the proportional one.
                proportional = getattr(info, "pss", info.uss)
                taken[name] = (info.rss / _MEGABYTE, proportional / _MEGABYTE)
        return taken

    def training_seconds(self, since: datetime) -> tuple[float, float]:
        """Return compute seconds and iterations of the runs that were kept since a moment."""
        history = open_history(self.database)
        runs = [run for run in history.find(limit=None) if run.created >= since]
        history.close()
        seconds = sum(run.seconds or 0.0 for run in runs)
        return seconds, sum(run.iterations or 0.0 for run in runs)


def _role(root: psutil.Process, process: psutil.Process) -> str | None:
    if process == root:
        return SERVER
    words = process.cmdline()
    if "dask" in words:
        return SCHEDULER if "scheduler" in words else NANNY
    # A nanny has a helper beside each worker, which only watches over shared memory.
    return WORKER if re.search("spawn_main", " ".join(words)) else None


def _last_line(traceback: str) -> str:
    lines = [line for line in traceback.splitlines() if line and not line.startswith(" ")]
    return lines[0][:160] if lines else traceback[-160:]


@contextmanager
def own_server() -> Iterator[Server]:
    """Start a server on an empty history, and end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.close()
