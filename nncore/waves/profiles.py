r"""What is there at first: a profile on the interval [-1, 1), which is periodic.

A named profile has a number of waves or a width; anything else is a formula in x. A grid holds
waves of less than half a wave a point (Nyquist): a profile with much of its square in faster ones
is refused, for the grid would show other waves in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.formulas import Formula
from nncore.messages import SettingError, marked

LOWER, UPPER = -1.0, 1.0
LENGTH = UPPER - LOWER
#: At most this share of the square of a profile may be in waves that its grid cannot hold.
MOST_BEYOND_NYQUIST = 0.2
#: A formula whose ends differ by less than this share of its range is periodic.
MOST_JUMP = 1e-9
_FINEST = 16_384  # points on which a profile is sampled to see its waves
_ALIASED = 0.3  # of the size of a formula: between the samples it is something else


def _sine(x: FloatArray, n_waves: int, width: float) -> FloatArray:
    return np.sin(n_waves * np.pi * x)


def _packet(x: FloatArray, n_waves: int, width: float) -> FloatArray:
    return _gaussian(x, n_waves, width) * np.cos(n_waves * np.pi * x)


def _gaussian(x: FloatArray, n_waves: int, width: float) -> FloatArray:
    """Return exp(-x²/2w²) as far as it is narrow, and periodic where it is not."""
    return np.exp((np.cos(np.pi * x) - 1.0) / (np.pi * width) ** 2)


def _step(x: FloatArray, n_waves: int, width: float) -> FloatArray:
    """Return a plateau from -1/2 to 1/2 with steep sides."""
    return 0.5 * (1.0 + np.tanh(np.cos(np.pi * x) / (np.pi * width)))


PROFILES: Mapping[str, Callable[[FloatArray, int, float], FloatArray]] = {
    "packet": _packet,
    "sine": _sine,
    "gaussian": _gaussian,
    "step": _step,
}
"""Name -> function of x, the number of waves in the interval, and a width."""

#: The profiles that have so many waves, and those that have a width.
WITH_WAVES, WITH_WIDTH = ("packet", "sine"), ("packet", "gaussian", "step")

_NOT_FINITE = marked(
    "The profile must be finite everywhere on [-1, 1), got {value} at x = {x:g}; choose another "
    "formula."
)
_BEYOND = marked(
    "The profile has waves that {n_points:,} points cannot hold, for a wave needs more than two; "
    "take at least {least:,} points."
)
_TOO_FAST = marked(
    "The profile has faster waves than any grid here can hold; choose a smoother formula."
)


@dataclass(frozen=True)
class Profile:
    """A profile: one of `PROFILES`, or a formula.

    Parameters
    ----------
    text : str
        A name, or a formula in x.
    n_waves : int
        In the interval, of a sine or a packet.
    width : float
        Standard deviation of a Gaussian or a packet, half the width of the sides of a step.

    Raises
    ------
    FormulaError
        If a formula is not allowed; see `nncore.parse_formula`.
    """

    text: str
    n_waves: int = 6
    width: float = 0.15

    def __post_init__(self) -> None:
        if self.text not in PROFILES:
            object.__setattr__(self, "text", Formula(self.text).text)

    def __call__(self, x: FloatArray) -> FloatArray:
        """Evaluate it where it is given, in [-1, 1].

        Raises
        ------
        SettingError
            Where a formula is not finite.
        """
        if self.text in PROFILES:
            return PROFILES[self.text](x, self.n_waves, self.width)
        with np.errstate(all="ignore"):
            values = np.broadcast_to(np.asarray(Formula(self.text)(x), dtype=float), x.shape)
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            raise SettingError(_NOT_FINITE, value=values[wrong[0]], x=x[wrong[0]])
        return np.array(values)

    @property
    def is_periodic(self) -> bool:
        """Whether both ends of the interval meet; where they do not, there is a jump."""
        return self.text in PROFILES or self._ends_meet()

    def _ends_meet(self) -> bool:
        values = self(np.linspace(LOWER, UPPER, 257))
        return bool(abs(values[-1] - values[0]) <= MOST_JUMP * np.ptp(values))


def grid_points(n_points: int) -> FloatArray:
    """Return the points -1, -1 + Δx, ... below 1."""
    return LOWER + LENGTH / n_points * np.arange(n_points, dtype=float)


@lru_cache(maxsize=128)
def sampled(profile: Profile, n_points: int) -> FloatArray:
    """Return a profile at the points of a grid, read only.

    Raises
    ------
    SettingError
        Where it is not finite, or most of it is beyond Nyquist.
    """
    values = fine_samples(profile, n_points)
    stride = len(values) // n_points
    coarse = values[::stride].copy()
    _check_waves(profile, values, n_points)
    coarse.flags.writeable = False
    return coarse


@lru_cache(maxsize=128)
def fine_samples(profile: Profile, n_points: int) -> FloatArray:
    """Return a profile on a grid several times finer, which has the points of the coarse one."""
    values = profile(grid_points(n_points * fineness(n_points)))
    values.flags.writeable = False
    return values


def fineness(n_points: int) -> int:
    """Return how many times finer the grid is on which the exact solution is known."""
    return max(2, -(-2_048 // n_points))


def _check_waves(profile: Profile, values: FloatArray, n_points: int) -> None:
    """Raise where too much of the square of a profile is in waves that a grid cannot hold."""
    fine = values if len(values) >= _FINEST else profile(grid_points(_FINEST))
    spectrum = np.fft.rfft(fine - fine.mean())
    energy = np.abs(spectrum) ** 2
    total = float(energy.sum())
    if total <= 0.0 or total <= (1e-12 * np.abs(fine).max() * len(fine)) ** 2:
        if profile.text in PROFILES or _is_constant(profile):
            return
        raise SettingError(_TOO_FAST)
    if profile.text not in PROFILES and _is_aliased(profile, fine, spectrum):
        raise SettingError(_TOO_FAST)
    # Half a wave a point is on the grid as a sine that is zero at every point.
    beyond = np.concatenate((np.cumsum(energy[::-1])[::-1], [0.0]))
    if beyond[-(-n_points // 2)] > MOST_BEYOND_NYQUIST * total:
        highest = int(np.argmax(beyond <= MOST_BEYOND_NYQUIST * total))
        raise SettingError(_BEYOND, n_points=n_points, least=2 * highest)


def _is_constant(profile: Profile) -> bool:
    values = _between(profile, _FINEST)
    return bool(np.ptp(values) <= 1e-9 * np.abs(values).max())


def _between(profile: Profile, n_points: int) -> FloatArray:
    """Return the values at an odd share of the way from each point to the next."""
    shift = LENGTH / n_points * (np.sqrt(5.0) - 1.0) / 2.0
    return profile(grid_points(n_points)[:-1] + shift)


def _is_aliased(profile: Profile, fine: FloatArray, spectrum: np.ndarray) -> bool:
    """Whether a formula is something else between the samples than their waves say."""
    n = len(fine)
    turn = np.exp(2j * np.pi * np.arange(len(spectrum)) / n * (np.sqrt(5.0) - 1.0) / 2.0)
    expected = np.fft.irfft(spectrum * turn, n)[:-1] + fine.mean()
    difference = _between(profile, n) - expected
    return bool(np.sqrt(np.mean(difference**2)) > _ALIASED * np.std(fine))
