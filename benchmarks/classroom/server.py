"""The lab that a class is on: started here and looked at from outside, or on another host."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]

from nncore.runs import open_history
from tests.browser.conftest import CLOSED_SOCKET, free_port, start_server

#: What the processes of the lab are.
SERVER, SCHEDULER, NANNY, WORKER = "server", "scheduler", "nanny", "worker"
_START_SECONDS = 90.0
_MEGABYTE = 2.0**20


class Server:
    """A server of the benchmark's own, on a history of its own.

    Parameters
    ----------
    folder : Path
        Where history and log are.
    """

    def __init__(self, folder: Path) -> None:
        self.database = folder / "runs.sqlite3"
        self._log_path = folder / "log.txt"
        self._log: IO[bytes] = self._log_path.open("wb")
        self._port = free_port()
        self.url = f"http://localhost:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; after `kill` on the same port and history."""
        self._process = start_server(self._port, self._log, self.database)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).read() == b"ok":
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The server did not start: {self._log_path.read_text()[-1000:]}")

    def kill(self) -> None:
        """End it as a crash does: it can write nothing more."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()

    @property
    def tracebacks(self) -> list[str]:
        """The last lines of the tracebacks that it has printed, but for closed sockets."""
        said = CLOSED_SOCKET.sub("", self._log_path.read_text(errors="replace"))
        parts = said.split("Traceback (most recent call last):")[1:]
        return [_last_line(part) for part in parts]

    def processes(self) -> dict[int, tuple[str, psutil.Process]]:
        """Return what each process is, by number: the server, Dask's scheduler, nanny, workers."""
        assert self._process is not None
        found = {}
        root = psutil.Process(self._process.pid)
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
