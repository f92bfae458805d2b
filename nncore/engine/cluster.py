"""The embedded cluster: a Dask scheduler and workers as child processes on loopback."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_PRELOAD = "nncore.engine.worker"
_GRACE_SECONDS = 5.0

_SETTINGS = {
    # A cell that kills its worker would take three more with it, and their live runs: the sweep
    # itself tries it once more, alone.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    # What Dask watches for its dashboard, which nobody opens here, takes 5 % of two cores.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__GIL__ENABLED": "False",
}

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
        raise ValueError(f"`{variable}` must be a whole number of at least 1, got {text!r}.")
    return int(text)


class EmbeddedCluster:
    """A scheduler and workers that live as long as this process.

    They are started with the two commands that start a cluster anywhere, and never by
    ``LocalCluster``: its processes would execute a Streamlit page again. Starting takes no
    time here; `address` waits until the scheduler listens.

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
        self._processes: list[subprocess.Popen[bytes]] = []
        place = ("--scheduler-file", str(self._scheduler_file))
        self._start(
            *("scheduler", *place, "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--no-show", "--preload", _PRELOAD),
        )
        self._start(
            *("worker", *place, "--host", "127.0.0.1", "--no-dashboard"),
            # One thread for the cell of a sweep, one that is free to take in a live run.
            *("--nworkers", str(self.n_workers), "--nthreads", "2"),
            *("--memory-limit", self.memory_limit, "--local-directory", str(self._folder)),
            *("--preload", _PRELOAD, "--preload-nanny", _PRELOAD),
            polite=True,
        )

    def _start(self, *arguments: str, polite: bool = False) -> None:
        command = [sys.executable, "-m", "dask", *arguments]
        if polite and (nice := shutil.which("nice")):
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
                env={**os.environ, **_SETTINGS, LIFELINE: str(self._folder)},
                # Ctrl-C in the terminal is for the server, which then ends its children in order.
                start_new_session=True,
            )
        self._processes.append(process)

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
        raise RuntimeError(f"The embedded cluster did not start: {self._last_words()}")

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
