"""A training step of the Keras optimizers here, over one of `model.fit`.

The same network, optimizer (Adam), batches of 20 and samples of ln x. `model.fit` runs with its
defaults in a process of its own, as a user has it; the two take turns, and medians are compared.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers import Adam, TrainingStep

# As it was before the trainer set anything for TensorFlow in this process.
_ENVIRONMENT = dict(os.environ)
_BATCH_SIZE = 20
_N_STEPS = 1_000  # in an epoch
_REPEATS = 7
#: Hidden units -> how many times faster a step should be.
_TARGETS = {100: 100.0, 10_000: 8.0}


def rows() -> list[tuple[str, float, float | None]]:
    """Return (name, value, least value aimed at); microseconds have no aim."""
    return [row for n_hidden, target in _TARGETS.items() for row in _compare(n_hidden, target)]


@contextlib.contextmanager
def fit_steps(n_hidden: int) -> Iterator[Callable[[], float]]:
    """Give a function that trains an epoch by `model.fit` and returns the seconds of a step."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.keras_step", "fit", str(n_hidden)],
        cwd=Path(__file__).parents[1],
        env=_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as fit:
        sent, received = fit.stdin, fit.stdout
        assert sent is not None and received is not None
        received.readline()  # ready: imported and traced

        def seconds() -> float:
            sent.write("epoch\n")
            sent.flush()
            return float(received.readline()) / _N_STEPS

        yield seconds
        sent.close()


def _compare(n_hidden: int, target: float) -> list[tuple[str, float, float | None]]:
    with fit_steps(n_hidden) as seconds_of_fit:
        steps = _epochs(n_hidden)
        next(steps), next(steps)
        ours, theirs = [], []
        for _ in range(_REPEATS):
            started = time.perf_counter()
            next(steps)
            ours.append((time.perf_counter() - started) / _N_STEPS)
            theirs.append(seconds_of_fit())
    step, fit_step = statistics.median(ours), statistics.median(theirs)
    label = f"{n_hidden:,} hidden units"
    return [
        (f"step of Adam, {label}, in µs", 1e6 * step, None),
        (f"step of model.fit, {label}, in µs", 1e6 * fit_step, None),
        (f"model.fit over this, {label}", fit_step / step, target),
    ]


def _samples() -> tuple[np.ndarray, np.ndarray]:
    x = 100.0 * (1.0 - np.random.default_rng(0).random(_BATCH_SIZE * _N_STEPS))
    return x, np.log(x)


def _epochs(n_hidden: int) -> Iterator[TrainingStep]:
    """Yield once an epoch, after the start."""
    x, y = _samples()
    none = np.empty(0)
    dataset = Dataset(x, y, none, none, none, none)
    rng = np.random.default_rng(1)
    limit = np.sqrt(6.0 / (n_hidden + 1))
    w, v = rng.uniform(-limit, limit, (2, n_hidden))
    network = OneHiddenNetwork("logistic", w, np.zeros(n_hidden), v, 0.0)
    trainer = Adam(batch_size=_BATCH_SIZE, epochs=_REPEATS + 1)
    for step in trainer.iterations(network, dataset, rng):
        if step.record.position == step.iteration:
            yield step


def _serve_fit(n_hidden: int) -> None:
    """Train for an epoch at each line that comes in, and answer with its seconds."""
    import keras

    x, y = _samples()
    hidden = keras.layers.Dense(n_hidden, activation="sigmoid")
    model = keras.Sequential([keras.Input((1,)), hidden, keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x[:200], y[:200], batch_size=_BATCH_SIZE, verbose=0)
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        model.fit(x, y, batch_size=_BATCH_SIZE, verbose=0)
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fit"]:
        _serve_fit(int(sys.argv[2]))
    else:
        for name, value, target in rows():
            aim = "" if target is None else f"  (at least {target:g})"
            print(f"{name:45} {value:10.2f}{aim}")
