"""The loss curve of a run as a table."""

import math

from nncore.exports.csv_text import csv_text
from nncore.trainers import Trainer
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.loss_curve import LossCurve


def curve_csv(curve: LossCurve, loss_unit: str = "y^2", trainer: Trainer | None = None) -> str:
    """Return the losses of a run as CSV, one row for each point of the curve.

    Parameters
    ----------
    curve : LossCurve
        Positions in iterations, losses, compute times.
    loss_unit : str
        Unit of the losses in the heads: `Spec.loss_unit`.
    trainer : Trainer, optional
        Of the run. Where it has a learning rate, the last column has that of the iteration which
        led to each point; the start has none.

    Returns
    -------
    str
        Where there is no validation loss its cell is empty; a loss that is not finite is
        written as ``nan`` or ``inf``.
    """
    heads = ("iteration", f"loss [{loss_unit}]", f"validation loss [{loss_unit}]")
    rates = trainer.learning_rates if isinstance(trainer, FirstOrder) else None
    return csv_text(
        (*heads, "compute time [s]", *(["learning rate"] if rates else [])),
        (
            (
                *(position, loss, None if math.isnan(validation) else validation, seconds),
                *([rates.at(math.ceil(position)) if position else None] if rates else []),
            )
            for position, loss, validation, seconds in zip(
                curve.position, curve.loss, curve.validation_loss, curve.seconds, strict=True
            )
        ),
    )
