r"""The options of the Keras optimizers, under Keras's names and with Keras's defaults.

With the gradient :math:`g` of a batch's mean squared error, SGD steps along :math:`-g`; the
others divide each component by a running measure of its size, so that one learning rate suits
weights of all magnitudes.

References
----------
D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015,
https://doi.org/10.48550/arXiv.1412.6980

I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019,
https://doi.org/10.48550/arXiv.1711.05101

J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
optimization", Journal of Machine Learning Research 12, 2011, 2121-2159
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nncore.messages import SentenceError, SettingError, marked
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.options import check_option, option, shown
from nncore.trainers.base import FittingProblem, Trainer
from nncore.trainers.first_order.learning_rates import LearningRates, Schedule, checked_schedule
from nncore.trainers.first_order.network_descent import NetworkDescent
from nncore.trainers.first_order.objective import Objective
from nncore.trainers.first_order.pieces import PieceKey, loss_piece, training_piece
from nncore.trainers.first_order.residuals import NetworkResiduals

# One batch is one indivisible piece of work: this many values of the activation take about
# 30 ms and 800 MB.
_MAX_ACTIVATIONS_PER_BATCH = 50_000_000

# Inputs of the compiled piece: another value needs no compilation. The rest is built in, since
# Keras rounds for instance 1 - beta_2 only after it has subtracted in double precision.
_ADJUSTABLE = ("learning_rate", "epsilon", "weight_decay", "clipnorm")
# These set the size or the start of a run, and the loop does not know them.
_NOT_IN_THE_LOOP = ("batch_size", "epochs", "initial_accumulator_value")
# These are not Keras's, but of the run around it.
_OF_THE_RUN = ("batch_size", "epochs", "learning_rate_schedule")


@dataclass(frozen=True)
class FirstOrder(Trainer):
    """What the Keras optimizers have in common.

    An iteration is an epoch: one pass over the training samples in a fresh random order, in
    float32, as `model.fit` makes it, with ``sample_weight`` where the dataset has weights. The
    network is `model.fit`'s to the rounding of float32.

    Notes
    -----
    Steps inside an epoch of more than some 40 ms have the iteration of the last finished epoch, a
    fractional ``diagnostics["epoch"]``, the loss so far and no validation loss.
    ``diagnostics["steps"]`` counts the steps of the optimizer. A run that is taken up sets its
    generator to where the state's own was. Where the learning rate changes, what the optimizer
    remembers of the gradients stays, as with Keras's ``LearningRateScheduler``: a run taken up with
    rates that differ from then on is the one that had them from the start.

    The loss of a step is the mean over the epoch while the weights change, as Keras reports it.
    Losses are computed in float32. At iteration 0 they are those of the start; where all samples
    would take long, of evenly chosen ones, whose number is then ``diagnostics["loss_samples"]``.
    """

    needs_tensorflow: ClassVar[bool] = True
    iteration_name: ClassVar[str] = marked("epoch")

    learning_rate: float = option(0.001, "How far a step goes.", above=0)
    batch_size: int = option(
        32, "Training samples whose mean gradient makes a step.", minimum=1, integer=True
    )
    epochs: int = option(
        200, "Passes over the training samples.", minimum=1, maximum=100_000, integer=True
    )
    clipnorm: float | None = option(
        None,
        "Longest gradient allowed for each group of weights; a longer one is shortened.",
        above=0,
        optional=True,
    )
    weight_decay: float | None = option(
        None,
        "Share of every weight, times the learning rate, that a step takes away.",
        minimum=0,
        optional=True,
    )
    learning_rate_schedule: Schedule = option(
        (),
        "Epochs from which another learning rate holds, each with it, such as 300:1e-3,600:1e-4.",
    )

    def __post_init__(self) -> None:
        """Check the options."""
        super().__post_init__()
        changes = checked_schedule("learning_rate_schedule", self.learning_rate_schedule)
        object.__setattr__(self, "learning_rate_schedule", changes)  # the dataclass is frozen
        for iteration, rate in changes:
            try:
                check_option(self, "learning_rate", rate)
            except SentenceError as problem:
                raise SettingError(
                    "`learning_rate_schedule` has a rate that is not allowed, from epoch "
                    "{iteration} on. {problem}",
                    iteration=iteration,
                    problem=problem.sentence,
                ) from None

    @property
    def n_iterations(self) -> int:
        """The number of epochs."""
        return self.epochs

    @property
    def learning_rates(self) -> LearningRates:
        """The rate of each epoch."""
        return LearningRates(self.learning_rate, self.learning_rate_schedule)

    def with_learning_rates(self, rates: LearningRates) -> Self:
        """Return the trainer with other rates."""
        changes = {"learning_rate": rates.first, "learning_rate_schedule": rates.changes}
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    @property
    def keras_options(self) -> dict[str, Any]:
        """The keyword arguments of the Keras optimizer of the same name, at the start."""
        names = [f.name for f in dataclasses.fields(self) if f.name not in _OF_THE_RUN]
        options = {name: getattr(self, name) for name in names}
        # Keras insists on floats where a caller may have written 1.
        return {
            name: float(value) if type(value) is int else value for name, value in options.items()
        }

    def check(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> None:
        """Raise a ValueError if a batch is larger than the training samples or the memory.

        Raises
        ------
        ValueError
            One sentence with the field, the rule and the value.
        """
        if self.batch_size > n_samples:
            raise SettingError(
                "`batch_size` must be at most the number of training samples ({n_samples:,}), "
                "got {value}.",
                n_samples=n_samples,
                value=shown(self.batch_size),
            )
        largest = _MAX_ACTIVATIONS_PER_BATCH // n_hidden
        if self.batch_size > largest:
            raise SettingError(
                "`batch_size` must be at most {largest:,} with {n_hidden:,} hidden units, got "
                "{value}.",
                largest=largest,
                n_hidden=n_hidden,
                value=shown(self.batch_size),
            )

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        activations = 4.0 * 4 * min(self.batch_size, n_samples) * n_hidden
        samples = 4.0 * (9 + n_inputs) * n_samples
        return activations + 4.0 * 12 * packed_size(n_hidden, n_inputs) + samples

    def solver(self, problem: FittingProblem) -> NetworkDescent:
        """Return what solves `problem` with these options."""
        network, is_weighted = problem.network, problem.dataset.weights is not None
        shape = network.n_hidden, network.activation.name
        return NetworkDescent(
            piece=training_piece(self._piece_key(network, is_weighted)),
            loss=loss_piece(*shape, n_inputs=network.n_inputs),
            start_loss=loss_piece(*shape, is_weighted, network.n_inputs),
            options=self.keras_options,
            rates=self.learning_rates,
            epochs=self.epochs,
            batch_size=self.batch_size,
            problem=problem,
        )

    def _piece_key(self, network: OneHiddenNetwork, is_weighted: bool = False) -> PieceKey:
        shape = network.n_hidden, network.activation.name, self.batch_size
        return self.piece_key(NetworkResiduals(*shape, is_weighted, network.n_inputs))

    def piece_key(self, objective: Objective) -> PieceKey:
        """Return what `training_piece` compiles for these options."""
        options = self.keras_options
        built_in = [n for n in options if n not in _ADJUSTABLE and n not in _NOT_IN_THE_LOOP]
        return PieceKey(
            objective=objective,
            optimizer=type(self).__name__,
            built_in=tuple((name, options[name]) for name in sorted(built_in)),
            adjustable=tuple(name for name in _ADJUSTABLE if options.get(name) is not None),
        )


@dataclass(frozen=True)
class SGD(FirstOrder):
    """Stochastic gradient descent, with momentum if asked for."""

    name: ClassVar[str] = "sgd"
    label: ClassVar[str] = marked("Stochastic gradient descent")

    learning_rate: float = option(0.01, "How far a step goes.", above=0)
    momentum: float = option(
        0.0, "Share of the last step that is added to the next.", minimum=0, maximum=1
    )
    nesterov: bool = option(False, "Take the gradient where the momentum leads to.")


@dataclass(frozen=True)
class RMSprop(FirstOrder):
    """Steps divided by the root of a running mean of the squared gradient."""

    name: ClassVar[str] = "rmsprop"
    label: ClassVar[str] = marked("RMSprop")

    rho: float = option(0.9, "Memory of the running mean.", minimum=0, below=1)
    momentum: float = option(
        0.0, "Share of the last step that is added to the next.", minimum=0, below=1
    )
    epsilon: float = option(1e-7, "Keeps the division away from zero.", above=0)
    centered: bool = option(False, "Subtract the squared running mean of the gradient.")


@dataclass(frozen=True)
class Adagrad(FirstOrder):
    """Steps divided by the root of the sum of all squared gradients so far."""

    name: ClassVar[str] = "adagrad"
    label: ClassVar[str] = marked("Adagrad")

    initial_accumulator_value: float = option(
        0.1, "What the sum of the squared gradients starts from.", minimum=0
    )
    epsilon: float = option(1e-7, "Keeps the division away from zero.", above=0)


@dataclass(frozen=True)
class Adam(FirstOrder):
    """Running means of the gradient and of its square, both freed from their bias to zero."""

    name: ClassVar[str] = "adam"
    label: ClassVar[str] = marked("Adam")

    beta_1: float = option(0.9, "Memory of the mean gradient.", minimum=0, below=1)
    beta_2: float = option(0.999, "Memory of the mean squared gradient.", minimum=0, below=1)
    epsilon: float = option(1e-7, "Keeps the division away from zero.", above=0)
    amsgrad: bool = option(False, "Divide by the largest mean square so far.")


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam that also takes away a share of every weight."""

    name: ClassVar[str] = "adamw"
    label: ClassVar[str] = marked("AdamW")

    weight_decay: float = option(
        0.004,
        "Share of every weight, times the learning rate, that a step takes away.",
        minimum=0,
    )


@dataclass(frozen=True)
class Nadam(FirstOrder):
    """Adam with Nesterov's momentum."""

    name: ClassVar[str] = "nadam"
    label: ClassVar[str] = marked("Nadam")

    beta_1: float = option(0.9, "Memory of the mean gradient.", minimum=0, below=1)
    beta_2: float = option(0.999, "Memory of the mean squared gradient.", minimum=0, below=1)
    epsilon: float = option(1e-7, "Keeps the division away from zero.", above=0)
