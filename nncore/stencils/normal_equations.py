r"""The least-squares optimum for given fields, from the Gram matrix of their shifted values.

With the means G and h of `nncore.stencils.gram`, the mean squared error of the raw weights w is
least where :math:`G w = h`. A Gram matrix has the squares of the singular values that
`nncore.stencils.optimal` works with; in return it is as small as the stencil, whatever the number
of fields.

What the fields do not determine is left to Taylor's stencil, as in `nncore.stencils.optimal`.
"""

from collections.abc import Sequence

import numpy as np

from nncore.stencils.constraints import moment_parametrisation
from nncore.stencils.fields import Fields
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.gram import MeanGram, gram
from nncore.stencils.offsets import Number

# Directions whose eigenvalue is below this share of the largest are left to Taylor's stencil:
# rounding changes no coefficient by much more than 1e-4. Eigenvalues are squares, so that this
# is where the fields feel a direction by less than 1e-6 of their size.
_EIGENVALUE_CUT = 1e-12


def from_fields(
    fields: Fields,
    offsets: Sequence[Number],
    derivative_order: int = 1,
    constraint: int | None = None,
) -> np.ndarray:
    """Return the optimum for given fields, noise included, as dimensionless coefficients.

    Parameters
    ----------
    fields : Fields
        To minimise the mean squared error on.
    offsets : sequence of number
        Of the stencil, k of them, in grid points.
    derivative_order : int
        Of the derivative that the stencil is to give.
    constraint : int, optional
        Order of consistency that the stencil must have.

    Returns
    -------
    ndarray, shape (k,)
        Raw weights times ``spacing**derivative_order``.

    Raises
    ------
    ValueError
        If the stencil is wider than the fields, or the offsets cannot give the derivative or the
        consistency.
    """
    means = gram(fields, offsets, derivative_order).mean()
    scale = fields.spacing**derivative_order
    return from_means(means, scale, offsets, derivative_order, constraint)


def from_means(
    means: MeanGram,
    scale: float,
    offsets: Sequence[Number],
    derivative_order: int = 1,
    constraint: int | None = None,
) -> np.ndarray:
    """Return the optimum for fields of which the means of the sums are known.

    Parameters
    ----------
    means : MeanGram
        Of the fields and the derivatives that the stencil is to give.
    scale : float
        ``spacing**derivative_order``, which makes raw weights dimensionless.
    offsets, derivative_order, constraint
        As of `from_fields`.
    """
    matrix, vector, _ = means
    start = taylor_stencil(offsets, derivative_order)
    _, basis = moment_parametrisation(offsets, derivative_order, constraint)
    gradient = basis.T @ (scale * vector - matrix @ start)
    eigenvalues, vectors = np.linalg.eigh(basis.T @ matrix @ basis)
    kept = eigenvalues > _EIGENVALUE_CUT * np.linalg.norm(matrix, 2)
    return start + basis @ (
        vectors[:, kept] @ ((vectors[:, kept].T @ gradient) / eigenvalues[kept])
    )
