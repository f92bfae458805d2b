"""Waiting for what happens on workers, in its own time."""

import os
import signal
import time

# Workers let everything else go first: two that load TensorFlow on a busy machine take minutes.
_PATIENCE = 300.0


def until(condition, what):
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


def advance_until_steps(run, **how):
    """Advance until at least one step came back, past warming up and recovery."""
    found = []
    until(lambda: found.append(run.advance(**how)) or len(found[-1]) > 0, "a step")
    return found[-1]


def advance_observed(run, observe, steps=1):
    """Advance until a step came back, with what `observe` says of it on the worker."""
    found = []

    def has_come():
        run.request(steps=steps, observe=observe, patience=1.0)
        found.append(run.collect())
        return len(found[-1]) > 0

    until(has_come, "an observed step")
    return found[-1]


def _worker_pid(spec, result):
    return os.getpid()


def kill_worker_of(run):
    """Kill the process that holds the run, and return the one step that it made for this.

    Its nanny will start another one.
    """
    last = advance_observed(run, _worker_pid)
    os.kill(last.observation, signal.SIGKILL)
    return last
