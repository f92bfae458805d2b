"""Stencils to draw, and what is looked for in their figures."""

import math

import numpy as np

from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus

CENTRAL = (-1, 0, 1)

STENCILS = {
    "learned": np.array([-0.4, 0.01, 0.38]),
    "optimum": np.array([-0.519, 0.0, 0.519]),
    "taylor": np.array([-0.5, 0.0, 0.5]),
    "notebook": np.array([-0.5182046, -0.00181072, 0.5201305]),
}

DIVERGED = {**STENCILS, "learned": np.array([math.inf, -math.inf, math.nan])}
HUGE = {**STENCILS, "learned": np.array([1e308, -1e308, 1e308])}

# Figures send seven significant digits.
SENT = 1e-6

OPTIMUM, TAYLOR = STENCILS["optimum"], STENCILS["taylor"]


def steps(n, loss=lambda i: 10.0 / (i + 1), batches=63):
    """Steps after each epoch, of a stencil on its way."""
    return [
        StencilStep(
            iteration=i,
            loss=loss(i),
            validation_loss=None,
            status=TrainingStatus.RUNNING,
            seconds=0.1 * i,
            diagnostics={"steps": float(batches * i)},
            coefficients=np.array([-0.5, 0.0, 0.5]) * (1 - 0.5**i),
        )
        for i in range(n)
    ]


def trace(figure, name):
    (found,) = [t for t in figure["data"] if t["name"] == name]
    return found


def limits(figure):
    low, high = figure["layout"]["yaxis"]["range"]
    assert low == -high
    return high


def levels(figure):
    return [shape["y0"] for shape in figure["layout"]["shapes"] if shape["y0"] == shape["y1"]]


def notes(figure):
    return {found["text"]: found for found in figure["layout"]["annotations"]}
