"""Files that a worker makes, because Keras stays out of this process."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.engine.engine_error import EngineError
from nncore.network import OneHiddenNetwork
from nncore.specs import StencilSpec
from nncore.stencils import learned
from nncore.trainers import first_order

if TYPE_CHECKING:
    from distributed import Client

_FILE_SECONDS = 60.0  # a worker that has just started imports TensorFlow first


class Errands(ABC):
    """The part of `Engine` that sends workers on errands."""

    @abstractmethod
    def client(self) -> "Client":
        """Wait for the cluster and return its Dask client."""

    def keras_bytes(self, network: OneHiddenNetwork) -> bytes:
        """Return a network as the content of a ``.keras`` file, made on a worker.

        Keras stays out of this process; see `first_order.to_keras_bytes`.

        Raises
        ------
        RuntimeError
            If no worker answers in time.
        """
        return self._made_on_worker(first_order.to_keras_bytes, network)

    def stencil_keras_bytes(self, spec: StencilSpec, coefficients: np.ndarray) -> bytes:
        """Return a stencil of `spec` as the content of a ``.keras`` file, made on a worker.

        Parameters
        ----------
        spec : StencilSpec
            The experiment; the model takes fields on its grid.
        coefficients : ndarray, shape (k,)
            Dimensionless.

        Raises
        ------
        ValueError
            If there is not one finite coefficient for each offset.
        RuntimeError
            If no worker answers in time.
        """
        order, n_points = spec.derivative_order, spec.n_points
        arguments = (spec.offsets, coefficients, spec.spacing, order, n_points)
        return self._made_on_worker(learned.to_keras_bytes, *arguments)

    def _made_on_worker(self, make: Callable[..., bytes], *arguments: Any) -> bytes:
        future = self.client().submit(make, *arguments, pure=False, priority=1)
        try:
            return future.result(timeout=_FILE_SECONDS)
        except TimeoutError:
            future.cancel()
            raise EngineError("No worker is free to make the file; try again later.") from None
