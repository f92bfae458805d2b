"""The embedded cluster: a Dask scheduler and workers as child processes on loopback."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nncore.engine.encryption import Certificates
from nncore.engine.engine_error import EngineError
from nncore.messages import SettingError

if TYPE_CHECKING:
    from distributed import Security

_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_PRELOAD = "nncore.engine.worker"
_GRACE_SECONDS = 5.0

_SETTINGS = {
    # A trial that kills its worker would take three more with it, and their live runs: the sweep
    # itself tries it once more, alone.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    # What Dask watches for its dashboard, which nobody opens here, takes 5 % of two cores.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    # Each look whether a loop is late wakes its process; Dask calls it late after 3 s.
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "2s",
    "DASK_DISTRIBUTED__ADMIN__TICK__CYCLE": "10s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__GIL__ENABLED": "False",
    # What it looks at ten times a second for, and what it would move between workers, is the memory
    # of large results, which there are none of here.
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "DASK_DISTRIBUTED__SCHEDULER__ACTIVE_MEMORY_MANAGER__START": "False",
    # Dask starts its HTTP servers without a dashboard too, and they ask nobody who he is.
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
}

_WORKER_SETTINGS = {
    # The GNU C library gives a large array back to the system at once, and Dask's 64 kB make it
    # give back the small ones: then each step of a trainer has the kernel clear its pages anew.
    # More than 32 MB for the second one is ignored by older versions of the library.
    "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20),
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    # Dask's default, which a variable of the user's shell would replace.
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
}

# Where everything listens that the cluster starts. The HTTP servers need it said of their own.
_LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")

#: Set for the processes that shall end when the process that started them is gone: the folder
#: that they then remove.
LIFELINE = "NNCORE_LIFELINE"


def default_n_workers() -> int:
    """Return the number of workers: NNCORE_WORKERS, or one a core and at most eight."""
    return _whole_number("NNCORE_WORKERS", min(os.cpu_count() or 1, 8))


def default_memory_limit() -> str:
    """Return the memory limit of a worker: NNCORE_WORKER_MEMORY, or four gigabytes."""
    return os.environ.get("NNCORE_WORKER_MEMORY", "4 GiB")


def _whole_number(variable: str, default: int) -> int:
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(
            "`{variable}` must be a whole number of at least 1, got {text}.",
            variable=variable,
            text=repr(text),
        )
    return int(text)


class EmbeddedCluster:
    """A scheduler and workers that live as long as this process.

    They are started with the two commands that start a cluster anywhere, and never by
    ``LocalCluster``: its processes would execute a Streamlit page again. Starting takes no
    time here; `address` waits until the scheduler listens. It listens on loopback, and only to
    those who show the cluster's own certificate: see `security`.

    Parameters
    ----------
    n_workers : int, optional
        Number of worker processes.
    memory_limit : str, optional
        Memory of one worker, as Dask writes it (``"4 GiB"``); its nanny restarts it beyond.
    """

    def __init__(self, n_workers: int | None = None, memory_limit: str | None = None) -> None:
        self.n_workers = default_n_workers() if n_workers is None else n_workers
        self.memory_limit = memory_limit or default_memory_limit()
        self._folder = Path(tempfile.mkdtemp(prefix="nncore-engine-"))
        self._scheduler_file = self._folder / "scheduler.json"
        self._certificates = Certificates(self._folder)
        self._processes: list[subprocess.Popen[bytes]] = []
        place = ("--scheduler-file", str(self._scheduler_file), *_LOOPBACK)
        self._start(
            *("scheduler", *place, "--protocol", "tls", "--port", "0"),
            *("--no-show", "--preload", _PRELOAD),
        )
        self._start(
            *("worker", *place),
            # One thread for the trial of a sweep, one that is free to take in a live run.
            *("--nworkers", str(self.n_workers), "--nthreads", "2"),
            *("--memory-limit", self.memory_limit, "--local-directory", str(self._folder)),
            *("--preload", _PRELOAD, "--preload-nanny", _PRELOAD),
            is_worker=True,
        )

    def _start(self, *arguments: str, is_worker: bool = False) -> None:
        command = [sys.executable, "-m", "dask", *arguments]
        if is_worker and (nice := shutil.which("nice")):
            # The server has to answer thirty browsers while the workers use every core.
            command = [nice, "-n", "10", *command]
        log = (self._folder / f"{arguments[0]}.log").open("wb")
        with log:
            process = subprocess.Popen(
                command,
                cwd=_PROJECT_ROOT,
                stdin=subprocess.PIPE,  # held open: its end tells the children that we are gone
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._environment(is_worker)},
                # Ctrl-C in the terminal is for the server, which then ends its children in order.
                start_new_session=True,
            )
        self._processes.append(process)

    def _environment(self, is_worker: bool) -> dict[str, str]:
        return {
            **_SETTINGS,
            **(_WORKER_SETTINGS if is_worker else {}),
            **self._certificates.environment(),
            # The scheduler would leave one in the folder of all users.
            "DASK_TEMPORARY_DIRECTORY": str(self._folder),
            # A worker that ends at once leaves the files that TensorFlow made for each function.
            "TMPDIR": str(self._folder),
            LIFELINE: str(self._folder),
        }

    def security(self) -> "Security":
        """Return what a client of this cluster has to show: ``Client(address, security=...)``."""
        return self._certificates.security()

    def address(self, timeout: float = 60.0) -> str:
        """Wait for the scheduler and return its address.

        Raises
        ------
        RuntimeError
            If it ended or does not answer in time, with the last lines that it printed.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                return str(json.loads(self._scheduler_file.read_text())["address"])
            except (OSError, ValueError):  # not there yet, or being written
                if any(process.poll() is not None for process in self._processes):
                    break
                time.sleep(0.02)
        raise EngineError(
            "The embedded cluster did not start: {last_words}", last_words=self._last_words()
        )

    def _last_words(self) -> str:
        logs = sorted(self._folder.glob("*.log"))
        return " | ".join(log.read_text(errors="replace")[-300:].strip() for log in logs)

    def close(self) -> None:
        """End the children and remove their folder; calling it again does nothing."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._processes:
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
