"""The losses of a run as four arrays, thinned so that a run of any length takes little room."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Protocol, Self

import numpy as np

from nncore.messages import SettingError, sentence_of

#: More points than a chart is wide.
MAX_POINTS = 500


class HasLosses(Protocol):
    """What a curve takes of a step: a `TrainingRecord`, a `TrainingStep` or a `StencilStep`."""

    @property
    def iteration(self) -> int:
        """The epoch or iteration that was finished last."""

    @property
    def loss(self) -> float:
        """Mean squared error on the training samples, in units of y²."""

    @property
    def validation_loss(self) -> float | None:
        """The same on the validation samples, where there are any."""

    @property
    def seconds(self) -> float:
        """Compute time so far."""

    @property
    def diagnostics(self) -> Mapping[str, float]:
        """What the trainer says of itself, by name."""


@dataclass(frozen=True, eq=False)
class LossCurve:
    """The losses of a run.

    Parameters
    ----------
    position : ndarray, shape (n,)
        Iterations made, in increasing order; fractional inside a long one.
    loss, validation_loss : ndarray, shape (n,)
        Mean squared errors in units of y²; nan where there is no validation loss.
    seconds : ndarray, shape (n,)
        Compute time so far, in seconds.

    Raises
    ------
    ValueError
        If the arrays are not one-dimensional and equally long.
    """

    position: np.ndarray
    loss: np.ndarray
    validation_loss: np.ndarray
    seconds: np.ndarray

    def __post_init__(self) -> None:
        for name in _NAMES:
            values = np.array(getattr(self, name), dtype=np.float64)
            values.flags.writeable = False
            if values.ndim != 1 or values.shape != np.shape(self.position):
                raise SettingError(
                    "`{name}` must be one value for each of the {size} positions, got the shape "
                    "{shape}.",
                    name=name,
                    size=np.size(self.position),
                    shape=values.shape,
                )
            object.__setattr__(self, name, values)  # the dataclass is frozen

    def __len__(self) -> int:
        return self.position.size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LossCurve):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, name), getattr(other, name), equal_nan=True)
            for name in _NAMES
        )

    @classmethod
    def of(cls, records: Iterable[HasLosses], max_points: int = MAX_POINTS) -> Self:
        """Return the curve of the steps of a run; the first and the last are always there.

        Parameters
        ----------
        records : iterable of TrainingRecord, TrainingStep or StencilStep
            In the order of the run; read once and not kept.
        max_points : int
            With more steps than this, every so many are taken. Whole iterations come before
            steps inside a long one, because only they have a validation loss.

        Raises
        ------
        ValueError
            If `max_points` is below 2.
        """
        recorder = CurveRecorder(max_points)
        for record in records:
            recorder.add(record)
        return cls(*recorder.columns())

    def to_bytes(self) -> bytes:
        """Return the arrays as a compressed ``.npz`` file."""
        file = io.BytesIO()
        np.savez_compressed(file, **{name: getattr(self, name) for name in _NAMES})
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the curve that `to_bytes` wrote; nothing in it is executed.

        Raises
        ------
        ValueError
            If `data` is not such a file.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                return cls(*(arrays[name] for name in _NAMES))
        except (OSError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as problem:
            raise SettingError(
                "`data` is not a loss curve: {problem}.", problem=sentence_of(problem)
            ) from None


_NAMES = tuple(field.name for field in fields(LossCurve))


class CurveRecorder:
    """Takes the steps of a run as they come and keeps no more than a curve needs.

    Parameters
    ----------
    max_points : int
        Of the curve; at least 2.
    """

    def __init__(self, max_points: int = MAX_POINTS) -> None:
        if max_points < 2:
            raise SettingError(
                "`max_points` must be at least 2, got {max_points}.", max_points=max_points
            )
        self._max_points = max_points
        self._whole, self._inner = _Sieve(2 * max_points), _Sieve(2 * max_points)
        self._last: tuple[float, ...] | None = None

    def add(self, record: HasLosses) -> None:
        """Take the next step."""
        position = float(record.diagnostics.get("epoch", record.iteration))
        validation_loss = np.nan if record.validation_loss is None else record.validation_loss
        self._last = (position, record.loss, validation_loss, record.seconds)
        (self._whole if position == record.iteration else self._inner).add(self._last)

    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return position, loss, validation loss and seconds of what has come so far."""
        rows = _evenly(self._whole.kept, self._max_points)
        rows += _evenly(self._inner.kept, self._max_points - len(rows))
        rows.sort(key=lambda row: row[0])
        if self._last is not None and (not rows or rows[-1] != self._last):
            rows = [*rows[: self._max_points - 1], self._last]
        table = np.array(rows, dtype=np.float64).reshape(-1, len(_NAMES))
        position, loss, validation_loss, seconds = table.T
        return position, loss, validation_loss, seconds

    def curve(self) -> LossCurve:
        """Return the curve of what has come so far."""
        return LossCurve(*self.columns())


class _Sieve:
    """Every n-th of a stream, with n doubled whenever more than `capacity` would be kept."""

    def __init__(self, capacity: int) -> None:
        self.kept: list[tuple[float, ...]] = []
        self._capacity, self._stride, self._seen = capacity, 1, 0

    def add(self, row: tuple[float, ...]) -> None:
        if self._seen % self._stride == 0:
            self.kept.append(row)
            if len(self.kept) > self._capacity:
                self.kept, self._stride = self.kept[::2], 2 * self._stride
        self._seen += 1


def _evenly(rows: list[tuple[float, ...]], n: int) -> list[tuple[float, ...]]:
    """Return at most `n` of the rows, evenly chosen, the first and the last among them."""
    if len(rows) <= n:
        return list(rows)
    if n < 2:
        return rows[:n]
    return [rows[round(j * (len(rows) - 1) / (n - 1))] for j in range(n)]
