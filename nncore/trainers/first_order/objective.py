"""What a compiled loop minimises: a mean of squares, batch by batch."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any


class Objective(ABC):
    """A kind of problem and its size; subclasses are frozen dataclasses, and equal ones share code.

    The parameters are one vector. What they are fitted to comes as arrays of numbers, one of
    shape `batch_shape` a batch.
    """

    dtype: str = "float32"

    @property
    @abstractmethod
    def n_parameters(self) -> int:
        """Length of the vector of parameters."""

    @property
    @abstractmethod
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of what the loop is given of one batch."""

    @property
    @abstractmethod
    def operations(self) -> float:
        """Roughly the multiplications of one step, for a first guess of its time."""

    @property
    def validation_shape(self) -> tuple[int, ...]:
        """Shape of the blocks of samples that are validated at the end of an epoch.

        (0,) where that is not the loop's business.
        """
        return (0,)

    def validation_function(self) -> Callable[[Any, Any], Any]:
        """Return a function of tensors, parameters and block: its sum of squares in float64."""
        raise NotImplementedError

    @abstractmethod
    def gradient_function(self) -> Callable[[Any, Any], tuple[Any, list[Any]]]:
        """Return a function of tensors, parameters and batch, for the compiled loop.

        It returns the sum of squares of the batch in float64 and the gradient of their mean, cut
        into the parts that Keras would hold as variables of their own, in order.
        """
