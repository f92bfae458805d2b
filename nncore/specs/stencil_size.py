"""What the fields of a stencil experiment take on their worker, and how many are allowed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nncore.messages import SettingError, marked
from nncore.stencils.gram import is_summed_in_full

_MAX_BYTES = 2_000_000_000  # about half of a worker's memory
# Of the fields and their derivatives, once for each offset and once for the derivative, where all
# of them have to be summed, as those with noise: some 50 s.
_MAX_SUMMED_VALUES = 4_000_000_000
# The same for the waves, all of which the optimum needs: some 1 s.
_MAX_WAVE_VALUES = 40_000_000

# What makes a field expensive -> what is said of too many.
_MOST_POINTS = {
    "offsets": marked(
        "`spacing` must leave at most {most:,} grid points with {n_offsets} offsets for the "
        "worker's memory, got {n_points:,}; enlarge it."
    ),
    "noise": marked(
        "`spacing` must leave at most {most:,} grid points with {n_offsets} offsets and noise for "
        "the worker's memory, got {n_points:,}; enlarge it."
    ),
    "modes": marked(
        "`spacing` must leave at most {most:,} grid points with {n_offsets} offsets and "
        "{max_mode:,} modes for the worker's memory, got {n_points:,}; enlarge it."
    ),
}
_MOST_FIELDS = {
    "offsets": marked(
        "`n_fields` must be at most {most:,} with {n_points:,} grid points and {n_offsets} offsets "
        "for the worker's memory and time, got {n_fields:,}."
    ),
    "noise": marked(
        "`n_fields` must be at most {most:,} with {n_points:,} grid points and {n_offsets} offsets "
        "and noise for the worker's memory and time, got {n_fields:,}."
    ),
    "modes": marked(
        "`n_fields` must be at most {most:,} with {n_points:,} grid points and {n_offsets} offsets "
        "and {max_mode:,} modes for the worker's memory and time, got {n_fields:,}."
    ),
}


@dataclass(frozen=True)
class StencilSize:
    """The numbers that decide how much memory and time the fields of an experiment take.

    Parameters
    ----------
    n_offsets : int
        Points of the stencil.
    n_points : int
        Grid points of a field.
    n_fields : int
        Fields, all included.
    max_mode : int
        As in `StencilSpec`.
    noise : float
        Standard deviation of the noise of the fields.
    """

    n_offsets: int
    n_points: int
    n_fields: int
    max_mode: int
    noise: float

    def check_waves(self) -> None:
        """Refuse more waves than the optimum can be found for.

        Raises
        ------
        ValueError
            With the highest mode that is allowed.
        """
        most = _MAX_WAVE_VALUES // (self.n_points * self._n_columns)
        if self.max_mode > most:
            raise SettingError(
                "`max_mode` must be at most {most:,} with {n_points:,} grid points and "
                "{n_offsets} offsets, got {max_mode:,}; enlarge `spacing`.",
                most=most,
                **vars(self),
            )

    def check(self) -> None:
        """Refuse more fields or grid points than there is memory and time for.

        Raises
        ------
        ValueError
            With the number that is allowed, and what makes a field expensive.
        """
        most_points = math.floor(_MAX_BYTES / self._bytes_per_point)
        if self.n_points > most_points:
            raise self._too_large(_MOST_POINTS, most_points)
        left = _MAX_BYTES - self._bytes_per_point * self.n_points
        most = math.floor(left / self._bytes_per_field)
        if self._is_summed_in_full:
            most = min(most, _MAX_SUMMED_VALUES // (self.n_points * self._n_columns))
        if self.n_fields > most:
            raise self._too_large(_MOST_FIELDS, most)

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        sums = self._bytes_per_point * self.n_points
        return 20e6 + sums + self._bytes_per_field * self.n_fields

    def _too_large(self, sentences: Mapping[str, str], most: int) -> SettingError:
        modes = "modes" if self._is_summed_in_full else "offsets"
        return SettingError(
            sentences["noise" if self.noise > 0 else modes], most=most, **vars(self)
        )

    @property
    def _n_columns(self) -> int:
        """Of what is summed: the field at each offset, and the derivative."""
        return self.n_offsets + 1

    @property
    def _n_waves(self) -> int:
        """How many different waves there are at most in the fields."""
        return min(self.max_mode, 2 * self.n_fields)

    @property
    def _is_summed_in_full(self) -> bool:
        return is_summed_in_full(self._n_waves, self.n_offsets, self.noise)

    @property
    def _bytes_per_field(self) -> float:
        # Modes and amplitudes with their indices, then the sums, and those of the free weights
        # twice, while they are made.
        return 8.0 * (16 + 2.6 * self._n_columns**2)

    @property
    def _bytes_per_point(self) -> float:
        """Of the fields that are summed at a time and of those before, or of all the waves."""
        if self._is_summed_in_full:
            n_fields = max(64, 50_000 // self.n_points)
            n_waves = min(self._n_waves, 4_000_000 // self.n_points)
            return 8.0 * (n_fields * (2 * self._n_columns + 5) + 4 * n_waves)
        return 8.0 * self._n_waves * (self._n_columns + 4)
