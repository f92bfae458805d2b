"""A task that a teacher sets: the lowest score within the limits wins."""

from dataclasses import dataclass, replace
from typing import Self

from nncore.runs.run_record import check_name
from nncore.specs import IntegrationSpec

SCORES = ("integral_error", "validation_loss", "loss", "claimed_error")
"""What a task may be about; the lowest wins."""


@dataclass(frozen=True)
class Task:
    """An integral to be learned within limits.

    Parameters
    ----------
    title : str
        What the class reads.
    integrand : str
        A name of the catalogue, or a formula in x.
    lower, upper : float, optional
        The training interval that a run must have; None takes the integrand's own.
    max_hidden, max_samples : int, optional
        A run may have at most so many; None sets no limit.
    score : str
        One of `SCORES`.

    Raises
    ------
    ValueError
        One sentence with the field, the rule and the value.
    """

    title: str
    integrand: str
    lower: float | None = None
    upper: float | None = None
    max_hidden: int | None = None
    max_samples: int | None = None
    score: str = "integral_error"

    def __post_init__(self) -> None:
        check_name(self.title)
        if not self.title.strip():
            raise ValueError("`title` must not be empty: it is what the class reads.")
        for name in ("max_hidden", "max_samples"):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < 1):
                raise ValueError(f"`{name}` must be a whole number of at least 1, got {value!r}.")
        if self.score not in SCORES:
            raise ValueError(f"`score` must be one of {', '.join(SCORES)}, got {self.score!r}.")
        self._spec()  # the integrand must be one, and integrable

    def _spec(self) -> IntegrationSpec:
        return IntegrationSpec(integrand=self.integrand, lower=self.lower, upper=self.upper)

    def resolved(self) -> Self:
        """Return the task as runs are kept: the integrand normalised, the interval in numbers."""
        spec = self._spec()
        lower, upper = spec.limits
        return replace(self, integrand=spec.named.name, lower=float(lower), upper=float(upper))
