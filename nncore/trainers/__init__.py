"""The ways to fit a network, by the name that they have in a URL and in a saved spec."""

from collections.abc import Mapping

from nncore.trainers.base import Trainer, TrainingRecord, TrainingStatus, TrainingStep
from nncore.trainers.first_order import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop
from nncore.trainers.levenberg_marquardt import LevenbergMarquardt
from nncore.trainers.output_layer import OutputLayer
from nncore.trainers.quasi_newton import LBFGS
from nncore.trainers.variable_projection import VariableProjection

#: Name -> class; a trainer's options have defaults, so that ``TRAINERS[name]()`` works.
TRAINERS: Mapping[str, type[Trainer]] = {
    trainer.name: trainer
    for trainer in (
        *(LevenbergMarquardt, VariableProjection, LBFGS, OutputLayer),
        *(Adam, AdamW, Nadam, RMSprop, Adagrad, SGD),
    )
}

__all__ = [
    "LBFGS",
    "SGD",
    "TRAINERS",
    "Adagrad",
    "Adam",
    "AdamW",
    "LevenbergMarquardt",
    "Nadam",
    "OutputLayer",
    "RMSprop",
    "Trainer",
    "TrainingRecord",
    "TrainingStatus",
    "TrainingStep",
    "VariableProjection",
]
