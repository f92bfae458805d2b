"""Stencils at work that are watched: how far they have come, and what is seen of them.

A frame of four linear stencils on 1,000 points takes under a millisecond, less than to ask a worker
for it: they go on in the threads that make the pictures. The Burgers equation is stepped, for at
most `FRAME_SECONDS` a picture.
"""

import math
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.experiments.waves import (
    WaveState,
    evolution_of,
    lag_a_step,
    main_mode,
    n_steps_of,
    state_of,
)
from nncore.live.watched import Contents, Watched
from nncore.specs.wave import BURGERS, WaveSpec
from nncore.waves.profiles import LENGTH

#: How fast it is shown -> units of time a picture; 0 for one step of time.
SPEEDS: Mapping[str, float] = {"step": 0.0, "normal": LENGTH / 40, "fast": LENGTH / 8}
#: Time of a thread that a picture may take to compute; the rest of its frame is for the next one.
FRAME_SECONDS = 0.025
#: Pictures of one tab take at most this share of the time, however long other work delays them.
MOST_SHARE = 0.25
#: Of an error over time: beyond, every other point is given up.
MOST_ERRORS = 1_500
#: Numbers that change more often than this cannot be read.
READING_SECONDS = 0.5
_CHUNK = 4  # steps of an equation that is stepped, between two looks at the clock


@dataclass(frozen=True, eq=False)
class Summary:
    """What is written of a state, and not drawn.

    Parameters
    ----------
    state : WaveState
        Where the lanes stand.
    lags : ndarray, shape (n_lanes,), or None
        By how many of its lengths the strongest wave of each lane is late; None where waves do
        not all go one way.
    times, errors : ndarray, shapes (n,) and (n_lanes, n)
        All errors up to it.
    made : dict
        What a page has made of it, by name.
    """

    state: WaveState
    lags: FloatArray | None
    times: FloatArray
    errors: FloatArray
    made: dict[str, Any] = field(default_factory=dict)


class WaveWatch(Watched):
    """The lanes of a `WaveSpec`, from their start to the end.

    Parameters
    ----------
    spec : WaveSpec
        The experiment.
    """

    def __init__(self, spec: WaveSpec) -> None:
        super().__init__()
        self.spec = spec
        self.speed = "normal"
        self._playing = False
        self._began_at: float | None = None  # when the picture was that is being made
        self._due_at = -math.inf
        self._begin()

    def _begin(self) -> None:
        self.run_id = uuid.uuid4().hex
        self.evolution = evolution_of(self.spec)
        self.n_steps = n_steps_of(self.spec, self.evolution.dt)
        self.state = state_of(self.spec, self.evolution)
        self._mode = main_mode(self.spec)
        if self.spec.equation == "advection":
            self._lags_a_step = np.array([lag_a_step(self.spec, n) for n in self.spec.stencils])
        self._target = 0  # the step at which the frame ends that has been begun
        self._errors: list[tuple[float, FloatArray]] = [(0.0, self.state.errors)]
        self._told, self._told_at = self._summary(), time.monotonic()

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._playing

    @property
    def is_due(self) -> bool:
        """Whether a tick may be made again: a server that is slow is to answer buttons first."""
        return time.monotonic() >= self._due_at

    def picture(self) -> tuple[int, Contents]:
        """Return what the page shows now, and its version; the next one waits for its turn."""
        found = super().picture()
        if self._began_at is not None:  # a tick has been made for it
            now = time.monotonic()
            self._due_at = now + (1.0 / MOST_SHARE - 1.0) * (now - self._began_at)
            self._began_at = None
        return found

    @property
    def has_begun(self) -> bool:
        """Whether any step has been taken."""
        return bool(self.state.n_steps.max() > 0)

    @property
    def is_over(self) -> bool:
        """Whether the end is reached, or no lane goes on."""
        return bool(self.state.n_steps.max() >= self.n_steps or not self.state.alive.any())

    @property
    def progress(self) -> float:
        """How much of the run is done, from 0 to 1."""
        return min(1.0, float(self.state.n_steps.max()) / self.n_steps)

    @property
    def dt(self) -> float:
        """A step of time."""
        return self.evolution.dt

    @property
    def told(self) -> Summary:
        """The numbers that are read: while it moves, they stand still long enough for that."""
        is_due = time.monotonic() - self._told_at >= READING_SECONDS
        if self._told.state is not self.state and (is_due or not self._playing):
            self._told, self._told_at = self._summary(), time.monotonic()
        return self._told

    def forget_what_was_made(self) -> None:
        """Let all be made anew for the next picture: the page is drawn anew."""
        self._told = self._summary()

    def _summary(self) -> Summary:
        times, errors = zip(*self._errors, strict=True)
        return Summary(self.state, self._lags(), np.array(times), np.array(errors).T)

    def _lags(self) -> FloatArray | None:
        r"""Return how many waves each lane is late: the strongest wave, in lengths of its own.

        They are read off the phases of the Fourier coefficients; how many whole waves there are
        besides, the phase speed tells. None where waves do not all go one way.
        """
        if self.spec.equation != "advection":
            return None
        coefficients = np.fft.rfft(self.state.values)[:, self._mode]
        exact = np.fft.rfft(self.state.exact)[:, self._mode]
        late = np.angle(coefficients * exact.conj()) / (2.0 * np.pi)
        predicted = self.state.n_steps * self._lags_a_step
        return np.asarray(late + np.round(predicted - late))

    def play(self) -> None:
        """Go on, or start anew where everything is over."""
        with self.lock:
            if self.is_over:
                self._begin()
            self._play(True)
        self.wake()

    def pause(self) -> None:
        """Stand still."""
        with self.lock:
            self._play(False)

    def step(self) -> None:
        """Take one step of time, and stand still."""
        with self.lock:
            self._play(False)
            if not self.is_over:
                self._take(1)

    def reset(self) -> None:
        """Go back to the start."""
        with self.lock:
            self._play(False)
            self._begin()

    def _play(self, playing: bool) -> None:
        self._playing, self._began_at, self._due_at = playing, None, -math.inf
        self.is_drawn()  # the page whose button it was is drawn next
        self.touch()

    def tick(self) -> bool:
        """Take the steps of one frame, or as many of them as there is time for."""
        with self.lock:
            if not self._playing:
                return False
            self._began_at = time.monotonic()
            self._take(self._frame())
            if self.is_over:
                self._playing = False
                self.n_changes += 1
            return True

    def _frame(self) -> int:
        """Return how many steps are missing to the end of the frame that is being made."""
        now = int(self.state.n_steps.max())
        if now >= self._target:
            whole = max(1, round(SPEEDS[self.speed] / self.evolution.dt))
            self._target = now + whole
        return min(self._target, self.n_steps) - now

    def _take(self, n_steps: int) -> None:
        until = time.thread_time() + FRAME_SECONDS
        chunk = _CHUNK if self.spec.equation == BURGERS else n_steps
        while n_steps > 0 and self.evolution.alive.any():
            self.evolution.advance(min(chunk, n_steps))
            if self.spec.equation == BURGERS:  # what it is compared with takes time as well
                self.evolution.exact(float(self.evolution.n_steps.max()) * self.evolution.dt)
            n_steps -= chunk
            if time.thread_time() > until:
                break
        n_alive = int(self.state.alive.sum())
        self.state = state_of(self.spec, self.evolution)
        if self.state.alive.sum() < n_alive:
            self.n_changes += 1
        self._note()
        self.touch()

    def _note(self) -> None:
        errors = np.where(self.state.alive, self.state.errors, np.nan)
        self._errors.append((self.state.time, errors))
        if len(self._errors) > MOST_ERRORS:
            self._errors = self._errors[::2]

    @property
    def n_bytes(self) -> int:
        """The memory that it takes, about."""
        return 40 * len(self._errors) * len(self.spec.stencils) + 64 * self.state.values.size

    def close(self) -> None:
        """Let go of it."""
        self._playing = False
