"""The exact value of an integral by interval: what it is, how far off at most, how it is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands import Integrand
from nncore.messages import Sentence, sentence_of
from nncore.references.reference_value import Reference, ReferenceFailure, reference


@dataclass(frozen=True, eq=False)
class ExactValues:
    """What is known of an integral on each of some intervals, or at some parameters.

    Parameters
    ----------
    values : ndarray
        nan where nothing is known.
    errors : ndarray
        Bounds of their absolute errors, or estimates where two methods agree; infinite where
        nothing is known.
    methods : tuple of str
        As `nncore.references.Reference.method`; empty where nothing is known.
    problems : tuple of Sentence or None
        Why nothing is known; None where something is.
    """

    values: FloatArray
    errors: FloatArray
    methods: tuple[str, ...]
    problems: tuple[Sentence | None, ...]

    @classmethod
    def of(cls, found: Iterable[Callable[[], Reference]]) -> Self:
        """Return what some searches find, each of which may raise a `ReferenceFailure`."""
        known = [_found(search) for search in found]
        references = [one if isinstance(one, Reference) else None for one in known]
        return cls(
            np.array([np.nan if one is None else one.value for one in references]),
            np.array([np.inf if one is None else one.error for one in references]),
            tuple("" if one is None else one.method for one in references),
            tuple(one if isinstance(one, Sentence) else None for one in known),
        )

    @property
    def is_proved(self) -> np.ndarray:
        """Whether the error of a value is a bound, and no estimate."""
        return np.array(
            [method in ("antiderivative", "enclosure") for method in self.methods], dtype=bool
        )

    def told_method(self, j: int) -> str:
        """Return the method of a value as it is told: an enclosure without a width is exact.

        Such a one has the smallest float as its error, as an error of 0 would not be proved.
        """
        is_sharp = self.methods[j] == "enclosure" and self.errors[j] < np.finfo(float).tiny
        return "antiderivative" if is_sharp else self.methods[j]

    def shown_error(self, values: FloatArray) -> FloatArray:
        """Return how wrong other values of the integrals are, as far as what is known tells.

        That is a bound where the value is proved. Where two methods agree it is what is left after
        their own error, and where nothing is known it is 0.

        Parameters
        ----------
        values : ndarray, shape (n_intervals,)
            Of the same integrals.
        """
        with np.errstate(invalid="ignore"):  # of a value that has overflown
            distance = np.abs(values - self.values)
            shown = distance + np.where(self.is_proved, self.errors, -self.errors)
        return np.where(np.isfinite(self.errors), np.maximum(shown, 0.0), 0.0)


def exact_values(integrand: Integrand, intervals: tuple[tuple[float, float], ...]) -> ExactValues:
    """Return what is known of the integral of `integrand` on each interval.

    Parameters
    ----------
    integrand : Integrand
        The function.
    intervals : tuple of (a, b)
        Limits in any order.
    """
    return ExactValues.of(partial(reference, integrand, a, b) for a, b in intervals)


def _found(search: Callable[[], Reference]) -> Reference | Sentence:
    """Return the reference value, or the sentence that says why there is none."""
    try:
        return search()
    except ReferenceFailure as failure:
        return sentence_of(failure)
