"""The optimizers of Keras, on a loop that is compiled once and that no epoch waits for.

Keras and TensorFlow are imported by the functions that need them, never by this package.
"""

from nncore.trainers.first_order.keras_model import keras_model, to_keras_bytes
from nncore.trainers.first_order.optimizers import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    FirstOrder,
    Nadam,
    RMSprop,
)
from nncore.trainers.first_order.pieces import is_warm, warm_up

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "FirstOrder",
    "Nadam",
    "RMSprop",
    "is_warm",
    "keras_model",
    "to_keras_bytes",
    "warm_up",
]
