"""A Dask scheduler and workers as a teacher starts them, with the commands of the README."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil

from tests.nncore.engine.waiting import until

ROOT = Path(__file__).resolve().parents[3]


class Processes:
    """A scheduler and its workers, each a process; all of them end with `close`."""

    def __init__(self, folder, *scheduler_options):
        self._folder, self._started = folder, []
        file = folder / "scheduler.json"
        # Port 0 and the file instead of --port 8786: two test runs must not meet.
        self.scheduler = self._start(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
            *("--scheduler-file", str(file), *scheduler_options),
        )
        until(lambda: file.exists() and file.read_text(), "the scheduler")
        self.address = json.loads(file.read_text())["address"]

    def start_worker(self, *options):
        """Start a worker without a nanny, so that it stays dead once it is killed."""
        return self._start(
            *("worker", self.address, "--host", "127.0.0.1", "--nthreads", "2", "--no-nanny"),
            *("--no-dashboard", "--preload", "nncore.engine.worker"),
            *("--local-directory", str(self._folder), *options),
        )

    def _start(self, *arguments):
        log = (self._folder / f"{len(self._started)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        self._started.append(process)
        return process

    def close(self):
        for process in reversed(self._started):
            process.kill()
            process.wait()


def folder_of(cluster):
    """Where an embedded cluster keeps its key."""
    return Path(cluster.security().tls_ca_file).parent


def started_in(folder):
    """Scheduler and workers of the embedded cluster with this folder, which their commands name."""
    running = psutil.process_iter(["cmdline"])
    return [each for each in running if str(folder) in " ".join(each.info["cmdline"] or ())]


def processes_of(cluster):
    """All processes of an embedded cluster, those that its processes have started among them."""
    started = started_in(folder_of(cluster))
    return {child for own in started for child in (own, *own.children(recursive=True))}
