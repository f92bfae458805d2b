"""About how long a training takes, before it begins.

The work of an iteration is known: operations of the least-squares methods, batches and
activations of the first-order ones. The rates are those of one core with one BLAS thread,
fitted to runs of 5 to 1,000 hidden units on 200 to 33,500 samples; they hold within a factor of
about two, on a machine of the same speed. Runs that converge or stall end earlier, so that an
estimate is rather too high.
"""

import math
from collections.abc import Callable, Mapping

from nncore.network.parameters import packed_size
from nncore.trainers.base import Trainer
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.least_squares.damped_least_squares import expected_operations
from nncore.trainers.least_squares.training_rows import ACTIVATION_COST
from nncore.trainers.levenberg_marquardt import LevenbergMarquardt
from nncore.trainers.output_layer import OutputLayer
from nncore.trainers.quasi_newton import LBFGS
from nncore.trainers.variable_projection import VariableProjection

#: Seconds of an operation, in matrices that are large enough.
SECONDS_PER_OPERATION = 5e-11

#: Seconds of an iteration, however small the problem.
SECONDS_PER_ITERATION: Mapping[type[Trainer], float] = {
    LevenbergMarquardt: 6e-4,
    VariableProjection: 1.2e-3,
    LBFGS: 2e-4,
    OutputLayer: 4e-4,
}

#: Seconds of an epoch, of each of its batches and of each value of a hidden unit in them.
SECONDS_PER_EPOCH, SECONDS_PER_BATCH, SECONDS_PER_ACTIVATION = 1.5e-3, 4e-6, 2.8e-9


def seconds_estimate(trainer: Trainer, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
    """Return about how many seconds of compute time a run takes if it does not end early.

    Parameters
    ----------
    trainer : Trainer
        With its options.
    n_hidden : int
        Of the network.
    n_samples : int
        Number of training samples.
    n_inputs : int
        Of the network.
    """
    if isinstance(trainer, FirstOrder):
        n_batches = math.ceil(n_samples / trainer.batch_size)
        activations = SECONDS_PER_ACTIVATION * n_hidden * n_samples
        return trainer.epochs * (SECONDS_PER_EPOCH + SECONDS_PER_BATCH * n_batches + activations)
    operations = _OPERATIONS[type(trainer)](n_samples, n_hidden, n_inputs)
    iteration = SECONDS_PER_ITERATION[type(trainer)] + SECONDS_PER_OPERATION * operations
    return trainer.n_iterations * iteration


def _levenberg_marquardt(n_samples: int, n_hidden: int, n_inputs: int) -> float:
    return expected_operations(n_samples, packed_size(n_hidden, n_inputs))


def _variable_projection(n_samples: int, n_hidden: int, n_inputs: int) -> float:
    linearised = expected_operations(n_samples, packed_size(n_hidden, n_inputs))
    # One trial of a hidden layer, with its singular values.
    return linearised + expected_operations(n_samples, n_hidden + 1) + 60.0 * n_hidden**3


def _lbfgs(n_samples: int, n_hidden: int, n_inputs: int) -> float:
    values = n_samples * n_hidden
    return 1.4 * ACTIVATION_COST * values + 4.0 * (n_inputs - 1) * values  # loss and gradient


def _output_layer(n_samples: int, n_hidden: int, n_inputs: int) -> float:
    more_inputs = 2.0 * (n_inputs - 1) * n_samples * n_hidden
    solved = 1.4 * expected_operations(n_samples, n_hidden + 1) + 4.0 * n_hidden**3
    return more_inputs + solved


_OPERATIONS: Mapping[type[Trainer], Callable[[int, int, int], float]] = {
    LevenbergMarquardt: _levenberg_marquardt,
    VariableProjection: _variable_projection,
    LBFGS: _lbfgs,
    OutputLayer: _output_layer,
}
