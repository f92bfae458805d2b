"""Waiting for what happens on workers, in its own time."""

import os
import signal
import time

_PATIENCE = 90.0  # TensorFlow loads on two busy cores; nothing that is waited for takes so long


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


def kill_worker_of(engine, run):
    """Kill the process that holds the run; its nanny will start another one."""
    address = engine.worker_of(run)
    pid = engine.client().run(os.getpid, workers=[address])[address]
    os.kill(pid, signal.SIGKILL)
