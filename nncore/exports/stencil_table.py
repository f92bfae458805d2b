r"""The coefficients of a stencil and of its references, as a table.

A stencil of dimensionless coefficients :math:`c_p` at the offsets :math:`s_p` gives

.. math:: \frac{d^n u}{dx^n}(x) \approx \frac1{\Delta x^n} \sum_p c_p\,u(x + s_p\,\Delta x),

so that its weights are :math:`c_p / \Delta x^n`.
"""

from collections.abc import Mapping

import numpy as np

from nncore.exports.csv_text import csv_text
from nncore.messages import SettingError
from nncore.specs import StencilSpec


def stencil_csv(spec: StencilSpec, stencils: Mapping[str, np.ndarray]) -> str:
    """Return stencils as CSV, one row for each offset.

    Parameters
    ----------
    spec : StencilSpec
        The experiment; its offsets, spacing and derivative are used.
    stencils : mapping of str to ndarray of shape (k,)
        Method, such as ``"learned"`` or ``"optimum"`` -> dimensionless coefficients.

    Raises
    ------
    ValueError
        If a stencil does not have one coefficient for each offset.
    """
    for method, coefficients in stencils.items():
        if np.shape(coefficients) != (len(spec.offsets),):
            raise SettingError(
                "`stencils` must have one coefficient for each of the {n_offsets} offsets, got "
                "the shape {shape} for {method}.",
                n_offsets=len(spec.offsets),
                shape=np.shape(coefficients),
                method=method,
            )
    unit = f"x^-{spec.derivative_order}" if spec.derivative_order else "1"
    heads = ["offset [spacing]", *(f"{method} coefficient [1]" for method in stencils)]
    heads += [f"{method} weight [{unit}]" for method in stencils]
    weights = [coefficients / spec.unit for coefficients in stencils.values()]
    return csv_text(heads, zip(spec.offsets, *stencils.values(), *weights, strict=True))
